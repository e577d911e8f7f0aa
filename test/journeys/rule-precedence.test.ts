import { afterEach, describe, expect, it } from 'vitest'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { signedQuery, textXml } from '../support/push.ts'
import { BACKENDS, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const NEW = 'oNewcomer_000000000000000001'
const JOIN = {
  groups: ['/cgi-bin/groups/members/update', '/cgi-bin/groups/members/batchupdate'],
  tags: ['/cgi-bin/tags/members/batchtagging'],
} as const

let stage: Stage
afterEach(async () => {
  await stage.close()
})

const ask = async (text: string) => saidIn((await stage.say(text, OWNER)).shown)
const confirm = async (question: string) => ask(`确认 ${/确认 (\d{4})/.exec(question)?.[1] ?? ''}`)
const isIn = (openid: string, group: number) =>
  until(async () => (await stage.groupOf(openid)) === group, `${openid} in ${group}`)
const allDone = () => until(async () => !(await ask('规则')).includes('等待处理'), 'the end of all errands')
const seconds = () => Math.floor(Date.now() / 1000)
const push = async (xml: string): Promise<string> => {
  const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml }
  const response = await send(`${stage.fenzu.url}/wechat?${signedQuery(seconds())}`, init)
  return response.text()
}
const event = (from: string, name: string, eventKey: string, createdAt: number) =>
  push(eventPushXml({ from, to: 'gh_5a4db0c0ffee', createdAt, event: name, eventKey }))

describe.each(BACKENDS)('on %s', (backend) => {
  const open = async (env: Record<string, string> = {}) => {
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend, ...env })
  }
  const joins = async () => (await stage.calls()).filter(({ path }) => JOIN[backend].some((one) => one === path))

  it('of two rules that a push could meet, one acts', async () => {
    await open()
    await ask('规则 新建 关注 到 新人 总是')
    await ask('规则 新建 扫码 poster1 到 VIP 总是')
    await stage.event('subscribe', NEW, 'qrscene_poster1')
    await isIn(NEW, 108)
    await allDone()
    expect(await stage.groupOf(NEW)).toBe(108)
    expect(await ask('统计 1')).toMatch(/1 关注：来 0 · [^]*2 扫码「poster1」：来 1 · /)
    // Whoever follows already and is nowhere yet meets the code's rule too.
    await stage.event('SCAN', P, 'poster1')
    await isIn(P, 108)
  })

  it('a rule whose group was deleted moves nobody, says so, and holds up no other rule', async () => {
    await open()
    expect(await ask('新建 活动')).toContain('✅')
    const id = (await stage.groups()).find(({ name }) => name === '活动')?.id ?? 0
    await ask(`规则 新建 关注 到 ${id}`)
    await ask('规则 新建 关键词 报名 到 VIP 总是')
    expect(await confirm(await ask(`删除 ${id}`))).toContain('✅')
    expect((await stage.event('subscribe', NEW)).shown).toContain('欢迎关注')
    await stage.say('报名', P)
    await isIn(P, 108)
    await allDone()
    expect(await stage.groupOf(NEW)).toBe(0)
    expect(await ask('规则')).toContain(`1 关注 → ${id}（⚠️ 分组已删除，不会执行）`)
    expect(await ask('日志 规则 1')).toContain('1 人没动（分组已不在）')
    expect(await ask('统计 1')).toContain('1 关注：来 0 · 走 0 · 现有 0 · ⚠️ 1 人没动（分组已不在）')
    expect(stage.log.filter((line) => line.includes('defect'))).toEqual([])
  })

  it('a group that was renamed is the same group', async () => {
    await open()
    await ask('规则 新建 关注 到 VIP')
    expect(await ask('改名 108 贵宾')).toContain('✅')
    await stage.event('subscribe', NEW)
    await isIn(NEW, 108)
    await allDone()
    expect(await ask('规则')).toContain('1 关注 → 贵宾(108) · 1 人')
    expect(await ask('日志 规则 1')).toContain('规则 1 1 人移到 贵宾(108)')
  })

  it('a rule that is paused lets those end whose call is under way, and meets nobody more', async () => {
    await open()
    await ask('规则 新建 关键词 报名 到 VIP 总是')
    for (const path of JOIN[backend]) await stage.fault(path, 'delay', { ms: 1_500 })
    await stage.say('报名', P)
    await until(async () => (await joins()).length > 0, 'the call of the first')
    await ask('规则 停 1')
    await stage.say('报名', Q)
    await isIn(P, 108)
    await allDone()
    expect(await stage.groupOf(Q)).toBe(102)
    expect(await ask('统计 1')).toContain('1 关键词「报名」：来 1 · 走 0 · 现有 1')
  })

  it('a push that was written before an admin moved somebody undoes nothing, however late it comes', async () => {
    await open()
    await ask('规则 新建 扫码 poster1 到 VIP 总是')
    const before = seconds() - 20
    expect(await ask(`移动 ${P} 104`)).toContain('✅')
    expect(await event(P, 'SCAN', 'poster1', before)).toBe('success')
    await allDone()
    expect(await stage.groupOf(P)).toBe(104)
    expect(await event(P, 'SCAN', 'poster1', seconds() + 2)).toBe('success')
    await isIn(P, 108)
  })

  it('nor one that was written before an admin said that somebody shall be where they are (F89)', async () => {
    await open({ WECHAT_MANAGED_TAGS: '102,104,108' })
    await ask('规则 新建 扫码 poster1 到 VIP 总是')
    const before = seconds() - 20
    expect(await ask(`移动 ${P} 0`)).toContain('无需移动')
    expect(await ask(`批量移动 0 ${P} ${Q}`)).toContain('1 人')
    for (const openid of [P, Q]) expect(await event(openid, 'SCAN', 'poster1', before)).toBe('success')
    await allDone()
    expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([0, 0])
    expect(await ask(`移动 ${P} 104`)).toContain('✅')
    await event(P, 'SCAN', 'poster1', seconds() + 2)
    await isIn(P, 108)
    if (backend === 'groups') return
    // A label likewise: whoever shall not carry it does not get it from an older push, but another one.
    await ask('规则 新建 扫码 poster2 打标签 test')
    await ask('规则 新建 扫码 poster3 打标签 华东媒')
    expect(await ask(`去标签 ${Q} test`)).toMatch(/没有|无需/u)
    for (const key of ['poster2', 'poster3']) await event(Q, 'SCAN', key, before)
    await allDone()
    expect(await stage.tagsOf(Q)).not.toContain(107)
    await event(Q, 'SCAN', 'poster2', seconds() + 2)
    await until(async () => (await stage.tagsOf(Q)).includes(107), 'the label')
  })

  it('two deliveries at the same moment are one push', async () => {
    await open()
    await ask('规则 新建 关键词 报名 到 VIP')
    const xml = textXml({ from: P, text: '报名', msgId: '6000000000000000001', createdAt: seconds() })
    expect(await Promise.all([push(xml), push(xml), push(xml)])).toEqual(['success', 'success', 'success'])
    await isIn(P, 108)
    await allDone()
    expect(await ask('统计 1')).toContain('1 关键词「报名」：来 1 · 走 0 · 现有 1')
    expect(await joins()).toHaveLength(1)
  })

  it('whoever leaves while they are moved is forgotten, and is grouped anew when they come back', async () => {
    await open()
    await ask('规则 新建 关注 到 新人 总是')
    for (const path of JOIN[backend]) await stage.fault(path, 'delay', { ms: 1_000 })
    await stage.event('subscribe', NEW)
    await until(async () => (await joins()).length > 0, 'the call')
    await stage.event('unsubscribe', NEW)
    await allDone()
    expect(await ask('统计 1')).toMatch(/^今天：新增 1 · 取关 1\n/)
    expect(await ask('规则')).toContain('1 关注 → 新人(102)（总是）')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await stage.event('subscribe', NEW)
    await allDone()
    await isIn(NEW, 102)
    expect(stage.log.filter((line) => line.includes('defect') || line.includes(NEW))).toEqual([])
  })

  it('an English admin reads everything about them in English', async () => {
    await open()
    await ask('语言 English')
    expect(await ask('rules')).toBe('There are no rules yet\nExample: rules add follow to 新人')
    expect(await ask('rules add follow to 新人')).toContain('✅ Rule 1 follow → 新人(102)')
    expect(await ask('rules add text join to VIP always')).toContain('✅ Rule 2 text "join" → VIP(108) (always)')
    await stage.event('subscribe', NEW)
    await isIn(NEW, 102)
    await stage.say('ＪＯＩＮ', NEW)
    await isIn(NEW, 108)
    await until(async () => !(await ask('rules')).includes('still to be handled'), 'the end of all errands')
    expect(await ask('rules try Join')).toContain('"Join" triggers rule 2 text "join" → VIP(108)')
    expect(await ask('log rule 2')).toMatch(/ rule 2: 1 follower moved to VIP\(108\)/)
    expect(await ask('stats 1')).toMatch(/^Today: 1 new · 0 lost\n[^]*2 text "join": 1 came · 0 left · 1 now/)
    const question = await ask('undo rule 2 today')
    expect(question).toContain('1 follower')
    const digits = /(?:yes|confirm) (\d{4})/i.exec(`${question} ${await ask('confirm')}`)?.[1] ?? ''
    expect(await ask(`confirm ${digits}`)).toContain('↩️ Rule 2 is undone: 1 follower')
    expect(await stage.groupOf(NEW)).toBe(102)
    expect(await ask('rules catchup 2')).toContain("❌ Rule 2 can't catch up")
  })
})

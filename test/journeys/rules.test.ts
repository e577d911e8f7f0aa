import { afterEach, describe, expect, it } from 'vitest'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { signedQuery } from '../support/push.ts'
import { BACKENDS, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const NEW = 'oNewcomer_000000000000000001'

let stage: Stage
afterEach(async () => {
  await stage.close()
})

const ask = async (text: string) => saidIn((await stage.say(text, OWNER)).shown)
const digitsIn = (text: string) => /确认 (\d{4})/.exec(text)?.[1] ?? ''
const isIn = (openid: string, group: number) =>
  until(async () => (await stage.groupOf(openid)) === group, `${openid} in ${group}`)
/** Nothing is left to do for anybody. */
const allDone = () => until(async () => !(await ask('规则')).includes('等待处理'), 'the end of all errands')

describe.each(BACKENDS)('rules on %s', (backend) => {
  const open = async (mode = 'plain') => {
    stage = await Stage.open({ WECHAT_MODE: mode, WECHAT_BACKEND: backend })
  }

  it('group whoever follows, scans, says a word or taps the menu, and answer nobody', async () => {
    await open()
    expect(await ask('规则')).toBe('还没有规则\n例：规则 新建 关注 到 新人')
    expect(await ask('规则 新建 关注 到 新人')).toBe('✅ 规则 1 关注 → 新人(102)\n只对以后的粉丝生效')
    expect(await ask('规则 新建 扫码 poster1 到 VIP')).toContain('✅ 规则 2 扫码「poster1」 → VIP(108)')
    expect(await ask('规则 新建 关键词 报名 到 test 总是')).toContain('✅ 规则 3 关键词「报名」 → test(107)（总是）')
    expect(await ask('规则 新建 菜单 join 到 104')).toContain('✅ 规则 4 菜单「join」 → 华东媒(104)')
    expect(await ask('规则 新建 关注 到 VIP')).toContain('⚠️ 没有新建：已有规则 1')
    // The console's welcome is played as ever.
    expect((await stage.event('subscribe', NEW)).shown).toContain('欢迎关注')
    await isIn(NEW, 102)
    const byCode = 'oNewcomer_000000000000000002'
    await stage.event('subscribe', byCode, 'qrscene_poster1')
    await isIn(byCode, 108)
    // Ungrouped only: Q is in 新人 and stays there; P is nowhere yet.
    await stage.event('SCAN', Q, 'poster1')
    await stage.event('CLICK', P, 'join')
    await isIn(P, 104)
    // Always: from one group into another.
    expect((await stage.say(' 报名 ', Q)).shown).toBeNull()
    await isIn(Q, 107)
    expect((await stage.say('我要报名', P)).shown).toBeNull()
    await allDone()
    expect(await stage.groupOf(P)).toBe(104)
    expect(await ask('规则')).toBe(
      [
        '共 4 条规则',
        '1 关注 → 新人(102) · 1 人',
        '2 扫码「poster1」 → VIP(108) · 1 人',
        '3 关键词「报名」 → test(107) · 1 人（总是）',
        '4 菜单「join」 → 华东媒(104) · 1 人',
        '停用一条：规则 停 1',
      ].join('\n'),
    )
  })

  it('yield to an admin, leave the blacklist alone, and stop when they are told to', async () => {
    await open()
    await ask('规则 新建 关键词 报名 到 VIP 总是')
    const [somebody = ''] = (await stage.world()).followers.map(({ openid }) => openid).slice(-1)
    expect(await ask(`移动 ${somebody} 黑名单`)).toContain('⚠️')
    await ask(`确认 ${digitsIn(await ask('确认'))}`)
    await isIn(somebody, 1)
    await stage.say('报名', somebody)
    // Both within a second, and whichever is carried out first: the admin has the last word.
    await Promise.all([stage.say('报名', P), ask(`移动 ${P} 104`)])
    await allDone()
    expect([await stage.groupOf(somebody), await stage.groupOf(P)]).toEqual([1, 104])
    expect(await ask('规则 停 1')).toContain('✅ 已停用 1 条规则')
    await stage.say('报名', Q)
    expect(await ask('规则 试 报名')).toBe('「报名」不会触发任何规则\n看全部：规则')
    expect(await stage.groupOf(Q)).toBe(102)
    await ask('规则 开 1')
    expect(await ask('规则 试 报名')).toContain('「报名」会触发规则 1')
    await stage.say('报名', Q)
    await isIn(Q, 108)
  })

  it('count a push once that is delivered three times, and somebody who comes back anew', async () => {
    await open()
    await ask('规则 新建 关注 到 新人')
    await stage.event('subscribe', NEW)
    await isIn(NEW, 102)
    await allDone()
    const createdAt = Math.floor(Date.now() / 1000)
    const head = { from: P, to: 'gh_5a4db0c0ffee', createdAt }
    const xml = eventPushXml({ ...head, event: 'subscribe', eventKey: '' })
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      const response = await send(`${stage.fenzu.url}/wechat?${signedQuery(createdAt)}`, { method: 'POST', body: xml })
      expect(await response.text()).toContain('欢迎关注')
      await isIn(P, 102)
    }
    await allDone()
    expect(await ask('统计 1')).toMatch(/^今天：新增 2 · 取关 0\n[^]*新人：来 2 · 走 0[^]*1 关注：来 2 · 走 0 · 现有 2/)
    await stage.event('unsubscribe', P)
    expect(await ask('统计 1')).toMatch(/^今天：新增 2 · 取关 1\n[^]*新人：来 2 · 走 1[^]*1 关注：来 2 · 走 1 · 现有 1/)
    // The platform keeps where they were; on groups and on tags alike they are grouped already.
    await stage.event('subscribe', P)
    await allDone()
    expect(await stage.groupOf(P)).toBe(102)
    expect(await ask('统计 1')).toMatch(/^今天：新增 3 · 取关 1\n/)
  })

  it('are in the log by the hour, and taken back for whoever is still there', async () => {
    await open()
    await ask('规则 新建 关键词 报名 到 VIP 总是')
    const people = (await stage.world()).followers.map(({ openid }) => openid).filter((one) => one !== OWNER)
    const [a = '', b = '', c = ''] = people
    const before = await Promise.all([a, b].map((openid) => stage.groupOf(openid)))
    for (const openid of [a, b, c]) await stage.say('报名', openid)
    for (const openid of [a, b, c]) await isIn(openid, 108)
    await allDone()
    expect(await ask(`移动 ${c} 104`)).toContain('✅')
    expect(await ask('日志 规则 1')).toMatch(/^今天\n\d+ \d\d:\d\d 规则 1 [123] 人移到 VIP\(108\)/)
    expect(await ask('日志')).toMatch(/规则 1 [123] 人移到 VIP\(108\)/)
    expect(await ask('撤销 规则 9')).toContain('❌ 没有规则 9')
    const asked = await ask('撤销 规则 1 今天')
    expect(asked).toContain('⚠️ 撤销规则 1：2 人回到原来的位置')
    expect(await ask(`确认 ${digitsIn(asked)}`)).toBe(
      '↩️ 已撤销规则 1：2 人回到原来的位置\n1 人已不在规则放的位置，没有动',
    )
    expect(await Promise.all([a, b].map((openid) => stage.groupOf(openid)))).toEqual(before)
    expect(await stage.groupOf(c)).toBe(104)
    expect(await ask('撤销 规则 1')).toContain('⚠️ 规则 1 今天没有可以撤销的')
    // Taking back is a change of an admin's like any other: counted, and not overtaken by what was pushed before.
    expect(await ask('统计 1')).toContain('VIP：来 3 · 走 3')
    expect(await ask('统计 1')).toContain('1 关键词「报名」：来 3 · 走 3 · 现有 0')
  })

  it('catch up with whom they missed, by the code with which somebody came', async () => {
    await open()
    await ask('规则 新建 扫码 poster1 到 VIP')
    await ask('规则 停 1')
    const [one, other] = ['oNewcomer_000000000000000003', 'oNewcomer_000000000000000004']
    await stage.event('subscribe', one, 'qrscene_poster1')
    await stage.event('subscribe', other, 'qrscene_poster2')
    await ask('规则 开 1')
    expect(await ask('规则 补 1')).toMatch(/^✅ 规则 1：找到漏掉的 1 人，正在处理\n看过 42 人$/)
    await isIn(one, 108)
    await allDone()
    expect(await stage.groupOf(other)).toBe(0)
    expect(await ask('规则 补 1')).toContain('没有漏掉的人')
    await ask('规则 新建 关键词 报名 到 VIP')
    expect(await ask('规则 补 2')).toContain('❌ 规则 2 不能补')
  })

  it.each(['safe', 'compat'])('work in %s mode, and after a restart', async (mode) => {
    await open(mode)
    await ask('规则 新建 扫码 poster1 到 VIP')
    await stage.restart()
    await stage.event('subscribe', NEW, 'qrscene_poster1')
    await isIn(NEW, 108)
  })

  it('ask for what is missing, and refuse what no rule may do', async () => {
    await open()
    expect(await ask('规则 新建')).toContain('⚠️ 规则 新建：什么时候触发？')
    expect(await ask('扫码')).toContain('⚠️ 规则 新建：触发词是什么？')
    expect(await ask('poster1')).toContain('⚠️ 规则 新建：哪个分组？')
    expect(await ask('VIP')).toContain('✅ 规则 1 扫码「poster1」 → VIP(108)')
    expect(await ask('规则 新建 关注 到 黑名单')).toContain('❌ 规则不能把人放进 黑名单(1)')
    expect(await ask('规则 新建 关注 到 没有这个组')).toContain('❌ 没有「没有这个组」这个分组')
    expect(await ask(`规则 新建 扫码 ${'长'.repeat(65)} 到 VIP`)).toContain('❌ 触发词太长，上限是 64 个字')
    const label = await ask('规则 新建 关键词 报名 打标签 test')
    if (backend === 'groups') expect(label).toContain('❌ 本号用的是分组')
    else expect(label).toContain('✅ 规则 2 关键词「报名」 → 标签 test(107)')
    expect((await stage.say('语言 英文', OWNER)).shown).toContain('English')
    expect(await ask('rules off 1')).toContain('✅ Paused 1 rule')
    expect(await ask('rules add follow to VIP')).toMatch(/✅ Rule \d follow → VIP\(108\)/)
    expect(await ask('rules delete 1')).toContain('✅ Deleted 1 rule')
    expect(await ask('undo rule 9 today')).toContain('❌ There is no rule 9')
  })
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesOf } from '../support/canaries.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { BACKENDS, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

let stage: Stage
let folder: string
/** Followers of the sandbox's first world, without the owner and those that have names of their own here. */
let people: string[]

const person = (at: number) => people[at] ?? ''
const NOT_UNDERSTOOD = '没看懂。发「帮助」看能做什么'

const shown = async (text: string, openid: string = OWNER) => saidIn((await stage.say(text, openid)).shown)

async function open(env: Record<string, string> = {}, clock?: ManualClock): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-people-'))
  stage = await Stage.open({ DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`, ...env }, clock)
  people = (await stage.world()).followers.map(({ openid }) => openid).filter((one) => ![OWNER, P, Q].includes(one))
}

afterEach(async () => {
  await stage.close()
})

describe.each(BACKENDS)('people without openids, on %s', (backend) => {
  beforeEach(async () => {
    await open({ WECHAT_BACKEND: backend })
    for (const openid of [Q, P, person(0)]) await stage.say('在吗', openid)
  })

  it('moves somebody in two messages: 最近, then 移动 #2 VIP', async () => {
    expect(await shown('最近')).toContain('#2 oDF3…CM58')
    expect(await shown('移动 #2 VIP')).toBe('✅ #2 oDF3…CM58：未分组 → VIP(108)')
    expect(await stage.groupOf(P)).toBe(108)
  })

  it('gives whoever writes, follows, scans or taps the menu a number that stays, in the order in which they came', async () => {
    await stage.event('subscribe', 'oNew_Follower_00000000000001', 'qrscene_展会')
    await stage.event('SCAN', person(1), '展会')
    await stage.event('CLICK', person(2), 'menu')
    const list = (await shown('最近 20')).split('\n').slice(1)
    expect(list.map((line) => line.split(' ')[0])).toEqual(['#6', '#5', '#4', '#3', '#2', '#1'])
    expect(list.map((line) => line.replace(/^.* \d\d:\d\d /, ''))).toEqual([
      '点了菜单',
      '扫码',
      '扫码关注',
      '「在吗」',
      '「在吗」',
      '「在吗」',
    ])
    await stage.restart()
    expect((await shown('最近 新')).split('\n')[1]).toMatch(/^#4 oNew…0001 .* 扫码关注$/)
  })

  it('tells on a card where somebody is, since when, how they came, and what was changed', async () => {
    await shown('移动 #2 VIP')
    await shown('移动 #2 新人')
    const card = (await shown('查 #2')).split('\n')
    expect(card[0]).toBe('#2 oDF3…CM58：新人(102)')
    expect(card.join('\n')).toMatch(/关注于 20\d\d-.* · 扫码/)
    expect(card.join('\n')).toMatch(/最近互动 20\d\d-/)
    expect(card.slice(-2)).toEqual(['2 ✅ #2 oDF3…CM58：VIP → 新人(102)', '1 ✅ #2 oDF3…CM58：未分组 → VIP(108)'])
    expect(await shown('who #2')).toContain('新人(102)')
  })

  it('calls people by names that admins give, and writes them as 备注', async () => {
    expect(await shown('别名 #2 小王')).toBe('✅ #2 以后叫「小王」\n微信备注已同步')
    expect((await stage.world()).followers.find(({ openid }) => openid === P)?.remark).toBe('小王')
    expect(await shown('把小王移到VIP')).toBe('✅ 小王 #2：未分组 → VIP(108)')
    await shown('语言 中文')
    expect(await shown('alias 小王 "Big Bob"')).toContain('以后叫「Big Bob」')
    expect(await shown('move Big Bob to 新人')).toContain('VIP → 新人(102)')
    await stage.restart()
    expect(await shown('查 Big Bob')).toContain('Big Bob #2：新人(102)')
    expect(await shown('别名 #2 无')).toContain('不再有别名')
    expect((await stage.world()).followers.find(({ openid }) => openid === P)?.remark).toBe('')
  })

  it('keeps a name here when the account may not write it, or 30 bytes are not enough', async () => {
    await stage.fault('/cgi-bin/user/info/updateremark', 'errcode', { errcode: 48001 })
    expect(await shown('别名 #2 小王')).toBe('✅ #2 以后叫「小王」\n微信备注没有写：本号现在不允许')
    expect(await shown('别名 #2 十个汉字就是三十个字节')).toContain('最多 29 字节')
    expect(await shown('查 十个汉字就是三十个字节')).toContain('#2')
    const calls = await stage.calls('/cgi-bin/user/info/updateremark')
    expect(calls.map(({ errcode }) => errcode)).toEqual([48001])
  })

  it.each([
    ['别名 #2 #7', '不能像编号'],
    ['别名 #2 12', '不能像编号'],
    ['别名 #2 我', '不能像编号'],
    ['别名 #2 一二三四五六七八九十一二三四五六七八九十一', '上限是 20 个字'],
    ['别名 #99 小王', '找不到 #99（最大 #4）'],
  ])('refuses %s and calls nobody', async (text, why) => {
    const before = (await stage.calls()).length
    expect(await shown(text)).toContain(why)
    expect(await stage.calls()).toHaveLength(before)
  })

  it('answers with the bare openid, alone', async () => {
    await shown('语言 中文')
    for (const text of ['复制 #2', 'copy #2']) expect((await stage.say(text)).shown).toBe(P)
  })

  it('finds people by alias, remark and the end of an openid', async () => {
    await shown('别名 #2 小王')
    expect(await shown('找 王')).toBe('1 人\n小王 #2')
    expect(await shown('find CM58')).toContain('小王 #2')
    expect(await shown('找 nobody')).toMatch(/^没有找到「nobody」/)
  })

  it('lists a group by pages, and says when that is only who is known', async () => {
    await shown('移动 #2 VIP')
    await shown('移动 #1 VIP')
    const list = await shown('组员 VIP')
    expect(list).toContain('#1 od8X…6KBc')
    expect(list).toContain('#2 oDF3…CM58')
    expect(list.includes('只列出已收录的人')).toBe(backend === 'groups')
    await shown('语言 中文')
    expect(await shown('members 999')).toContain('没有「999」这个分组')
  })

  it('knows 上一个, 他 and 我', async () => {
    await shown('查 #2')
    expect(await shown('移动 上一个 VIP')).toContain('#2 oDF3…CM58：未分组 → VIP(108)')
    expect(await shown('把他移到新人')).toContain('VIP → 新人(102)')
    expect(await shown('移动 我 VIP')).toContain('VIP(108)')
    expect(await stage.groupOf(OWNER)).toBe(108)
    await stage.restart()
    expect(await shown('移动 上一个 VIP')).toBe('❌ 没有执行：刚才没有提到过谁\n看都有谁：最近')
  })

  it('moves ranges, lists and mixtures, each person once', async () => {
    await shown('别名 #3 小王')
    expect(await shown('移动 #1-#3 VIP')).toContain('3 人移到 VIP(108)')
    expect(await shown(`移动 #1、小王 ${P} #1 到 新人`)).toBe('✅ 3 人移到 新人(102)')
    expect(await Promise.all([P, Q, person(0)].map((openid) => stage.groupOf(openid)))).toEqual([102, 102, 102])
    const calls = (await stage.calls()).length
    expect(await shown('移动 #1-#9 VIP')).toContain('找不到 #1-#9')
    expect(await shown('移动 #1 #99 VIP')).toContain('找不到 #99（最大 #4）')
    expect(await stage.calls()).toHaveLength(calls)
  })

  it('asks by a numbered choice who is meant, and never guesses', async () => {
    await shown('别名 #1 小王')
    await shown('别名 #2 老王')
    await shown('别名 #3 老王')
    expect(await shown('移动 老王 VIP')).toBe(
      '⚠️ 没有执行：「老王」有 2 人，是哪一位？\n1 老王 #2\n2 老王 #3\n回复数字选择，0 取消',
    )
    expect(await shown('２')).toBe('✅ 老王 #3：★不测试组★ → VIP(108)'.replace('★不测试组★', await before(person(0))))
    expect(await shown('移动 王 VIP')).toMatch(/没有叫「王」的人，你要找的是：\n1 小王 #1\n2 老王 #2\n3 老王 #3/)
    expect(await shown('第一个')).toContain('小王 #1')
    expect(await shown('1')).toBe(NOT_UNDERSTOOD)
  })
})

/** What the follower's group was called before, as the first world has it. */
async function before(openid: string): Promise<string> {
  const log = await shown(`日志 ${openid}`)
  return /\d\d 我 [^：]*：(.+?) → VIP/.exec(log)?.[1] ?? ''
}

describe('questions', () => {
  it('are asked in one line for what is missing, and the next message completes them', async () => {
    await open()
    await stage.say('hi', P)
    expect(await shown('移动 #1')).toMatch(/^⚠️ 移动：哪个分组？请发编号或名称\n1 新人\(102\)/)
    expect(await shown('VIP')).toBe('✅ #1 oDF3…CM58：未分组 → VIP(108)')
    expect(await shown('移动')).toMatch(/^⚠️ 移动：哪一个人？.*\n1 #1 oDF3…CM58/)
    expect(await shown('#1')).toMatch(/^⚠️ 移动：哪个分组？/)
    expect(await shown('二')).toContain('VIP → 华东媒(104)')
    expect(await shown('新建')).toMatch(/^⚠️ 新建：请输入名称/)
    expect(await shown('老客户 2')).toContain('已新建 老客户 2')
    await shown('语言 中文')
    expect(await shown('rename 108')).toMatch(/^⚠️ rename：请输入名称/)
    expect(await shown('Gold')).toContain('VIP → Gold(108)')
  })

  it('are broken out of by any command, and dropped by 取消 and 0', async () => {
    await open()
    await shown('新建')
    expect(await shown('分组')).toMatch(/^共 /)
    expect(await shown('甲')).toBe(NOT_UNDERSTOOD)
    await shown('新建')
    expect(await shown('改名')).toMatch(/^⚠️ 改名：哪个分组？/)
    expect(await shown('取消')).toBe('✅ 已取消，什么都没有执行')
    await shown('改名')
    expect(await shown('0')).toBe('✅ 已取消，什么都没有执行')
    await shown('移动 我')
    expect(await shown('你们几点开门呀')).toMatch(/^⚠️ 移动：哪个分组？/)
    expect(await shown('VIP')).toContain('VIP(108)')
  })

  it('live for five minutes, and through a restart', async () => {
    const clock = new ManualClock()
    await open({}, clock)
    await shown('新建')
    await stage.restart()
    expect(await shown('甲')).toContain('已新建 甲')
    await shown('新建')
    await clock.advance(300_000)
    expect(await shown('乙')).toBe(NOT_UNDERSTOOD)
  })

  it('are answered once, however often the answer is delivered (F25)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    await shown('新建')
    const { deliver } = await import('../support/push.ts')
    const message = { from: OWNER, text: '甲', msgId: '7100000000000000001', createdAt: Math.floor(Date.now() / 1000) }
    const first = await deliver(stage.fenzu.url, message)
    await stage.restart()
    const again = await deliver(stage.fenzu.url, message)
    expect([first.text, again.text].map(saidIn)).toEqual(['✅ 已新建 甲(109)', '✅ 已新建 甲(109)'])
    expect(await stage.calls('/cgi-bin/groups/create')).toHaveLength(1)
  })

  it('let 。 run a suggestion, and nothing else does', async () => {
    await open()
    await stage.say('hi', P)
    expect(await shown('最进')).toContain('你要发的是「最近」吗？')
    expect(await shown('。')).toContain('#1 oDF3…CM58')
    expect(await shown('移懂 #1 VIP')).toContain('请改发：移动 #1 VIP')
    expect(await stage.groupOf(P)).toBe(0)
    expect(await shown('。')).toContain('未分组 → VIP(108)')
    expect(await shown('。')).toBe(NOT_UNDERSTOOD)
  })
})

describe('next steps', () => {
  it('can be tapped, three at most, and are there as text too (T15)', async () => {
    await open()
    const answer = (await stage.say('帮助')).shown ?? ''
    const links = [
      ...answer.matchAll(/<a href="weixin:\/\/bizmsgmenu\?msgmenucontent=([^&"]+)&msgmenuid=1">([^<]+)<\/a>/g),
    ]
    expect(links.map(([, content]) => decodeURIComponent(content ?? ''))).toEqual(links.map(([, , text]) => text))
    expect(links.length).toBeGreaterThan(0)
    expect(links.length).toBeLessThanOrEqual(3)
    expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(2_047)
  })

  it('are bare text when FENZU_LINKS is off', async () => {
    await open({ FENZU_LINKS: 'off' })
    expect((await stage.say(`移动 ${P} 108`)).shown).toBe('✅ oDF3…CM58：未分组 → VIP(108)\n撤销')
  })
})

describe('状态', () => {
  it.each(BACKENDS)('agrees with the platform and with our own counters, on %s', async (backend) => {
    await open({ WECHAT_BACKEND: backend })
    await shown(`移动 ${P} 108`)
    await stage.fault('/cgi-bin/groups/create', 'errcode', { errcode: 45056 })
    await stage.fault('/cgi-bin/tags/create', 'errcode', { errcode: 45056 })
    expect(await shown('新建 甲')).toMatch(/^❌/)
    await shown('语言 中文')
    const status = await shown('status')
    const path = backend === 'groups' ? '/cgi-bin/groups/members/update' : '/cgi-bin/tags/members/batchtagging'
    const { remain, daily_limit: limit } = await quotaOf(path)
    expect(status).toContain('今日 2 次，失败 1')
    expect(status).toContain(`移动额度 ${remain}/${limit} ·`)
    expect(status).toMatch(/时钟 [+-][01]\.\d 秒/)
  })
})

async function quotaOf(path: string): Promise<{ remain: number; daily_limit: number }> {
  const url = stage.fenzu.sandboxUrl ?? ''
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const account = {
    grant_type: 'client_credential',
    appid: 'wx5a4db0c0ffee0001',
    secret: '5a4db0c0ffee00015a4db0c0ffee0001',
  }
  const token = await send(`${url}/cgi-bin/stable_token`, { ...json, body: JSON.stringify(account) })
  const { access_token: held } = (await token.json()) as { access_token: string }
  const answer = await send(`${url}/cgi-bin/openapi/quota/get?access_token=${held}`, {
    ...json,
    body: JSON.stringify({ cgi_path: path }),
  })
  return ((await answer.json()) as { quota: { remain: number; daily_limit: number } }).quota
}

describe('同步', () => {
  it.each(BACKENDS)('reads in everybody with remark and group, and goes on after a restart, on %s', async (backend) => {
    await open({ WECHAT_BACKEND: backend })
    await stage.reset({ followers: 300 })
    await stage.fault('/cgi-bin/user/info/batchget', 'errcode', { errcode: 45009, times: 1 })
    expect(await shown('同步')).toMatch(/^⏳ 开始同步/)
    await until(async () => (await shown('同步')).includes('额度') || undefined, 'the reason it stopped')
    await stage.restart()
    await until(async () => (await shown('同步')).startsWith('✅ 同步完成：本号 300 人'), 'the end of the sync')
    expect(await shown('组员 0 2')).toContain('第 2/')
    expect((await stage.calls('/cgi-bin/user/get')).length).toBeLessThanOrEqual(2)
  })
})

describe('an admin who leaves', () => {
  it('is none any more, and their commands stay under a pseudonym', async () => {
    await open()
    const code = /认领 (\S{9})/.exec(await shown('管理员 邀请'))?.[1] ?? ''
    await shown(`认领 ${code}`, P)
    await shown('移动 我 VIP', P)
    await shown('移动', P)
    await shown('语言 English', P)
    await stage.event('unsubscribe', P)
    const bytes = () => [...filesOf(folder).values()].map((file) => file.toString('utf8')).join('')
    await until(() => Promise.resolve(!bytes().includes(P)), 'the forgetting')
    expect(await shown('管理员 列表')).toMatch(/^共 1 人/)
    expect(await shown('日志')).toMatch(/gone….*gone…/)
    await stage.event('subscribe', P)
    expect((await stage.say('移动 我 VIP', P)).shown).toBeNull()
  })
})

describe('whoever leaves', () => {
  it('leaves no trace in any byte of the store but a pseudonym', async () => {
    await open()
    await stage.say('在吗', P)
    await shown('别名 #1 独角兽先生')
    await shown('移动 独角兽先生 VIP 备注:独角兽先生在展会买过东西')
    await shown('别名 #1 "独角兽 阿姨"')
    expect(await shown('撤销')).toContain('以后叫「独角兽先生」')
    expect(await shown('重做')).toContain('以后叫「独角兽 阿姨」')
    await shown(`批量移动 102 ${P} ${Q}`)
    await shown('查 #1')
    await shown('移动 #1')
    await stage.event('unsubscribe', P)
    const traces = [P, '独角兽', 'CM58']
    const bytes = () => [...filesOf(folder).values()].map((file) => file.toString('utf8')).join('')
    await until(() => Promise.resolve(!traces.some((trace) => bytes().includes(trace))), 'the forgetting')
    expect(bytes()).toMatch(/gone-[0-9a-f]{12}/)
    expect(await shown('日志')).toContain('gone…')
    expect(await shown('查 #1')).toContain('找不到 #1')
    await stage.event('subscribe', P)
    expect(await shown('最近')).toContain('#3 oDF3…CM58')
  })
})

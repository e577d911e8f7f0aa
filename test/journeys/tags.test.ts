import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { API, OWNER, P, Q, Stage, until, saidIn } from '../support/stage.ts'
import { send } from '../support/send.ts'

const TAG = API.tags.move
const UNTAG = '/cgi-bin/tags/members/batchuntagging'
const BLACKLIST = '/cgi-bin/tags/members/batchblacklist'

let clock: ManualClock
let stage: Stage

afterEach(async () => {
  await stage.close()
})

const open = async (env: Record<string, string> = {}) => {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: 'tags', ...env }, clock)
}
const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text))).shown)
const digitsIn = (text: string) => /(?:确认|yes) (\d{4})/.exec(text)?.[1] ?? 'none'
const asConsole = async (path: string, body: unknown) => {
  const base = stage.fenzu.sandboxUrl ?? ''
  const account = 'appid=wx5a4db0c0ffee0001&secret=5a4db0c0ffee00015a4db0c0ffee0001'
  const answer = await (await send(`${base}/cgi-bin/token?grant_type=client_credential&${account}`)).json()
  const { access_token: token } = answer as { access_token: string }
  const init = { method: 'POST', body: JSON.stringify(body) }
  return (await (await send(`${base}${path}?access_token=${token}`, init)).json()) as { tag?: { id: number } }
}

describe('tags that nobody handed over', () => {
  beforeEach(() => open({ WECHAT_MANAGED_TAGS: '108' }))

  it('are not touched: a move there is refused with the way to hand them over', async () => {
    const refused = await shown(`移动 ${P} 107`)
    expect(refused).toContain('test(107) 未接管')
    expect(refused).toContain('接管 107')
    for (const text of ['改名 107 新名', '删除 107']) expect(await shown(text)).toContain('未接管')
    expect(await stage.calls(TAG)).toEqual([])
    expect(await shown('分组')).toContain('test(107) 4 人（未接管）')
  })

  it('stay on whoever is moved, and count once they were handed over and a yes was said', async () => {
    await asConsole(TAG, { openid_list: [P], tagid: 107 })
    await shown(`移动 ${P} 108`)
    expect((await stage.tagsOf(P)).sort()).toEqual([107, 108])
    const question = await shown('接管 107')
    expect(question).toContain('接管 test(107)')
    expect(await shown(`确认 ${digitsIn(question)}`)).toContain('已接管 test(107)')
    expect(await shown('接管 107')).toContain('无需接管')
    await shown(`移动 ${P} 107`)
    expect(await stage.tagsOf(P)).toEqual([107])
    await turnUntil(clock, stage.restart())
    expect(await shown('放手 107')).toContain('已取消接管 test(107)')
    expect(await shown(`移动 ${Q} 107`)).toContain('未接管')
    expect(await shown('放手 108')).toContain('WECHAT_MANAGED_TAGS')
    expect(await shown('放手 107')).toContain('未接管，无需取消')
  })

  it('are handed over together after one yes, and all let go by 撤销', async () => {
    const question = await shown('接管 102、108和107')
    expect(question).toContain('接管 2 个标签：新人(102)、test(107)')
    expect(await shown(`确认 ${digitsIn(question)}`)).toBe('✅ 已接管 新人(102)、test(107)')
    expect(await shown(`移动 ${P} 107`)).toMatch(/^✅/)
    await shown('撤销')
    expect(await shown('撤销')).toBe('↩️ 已撤销 2\n✅ 已取消接管 新人(102)、test(107)，成员没有变动')
    await turnUntil(clock, stage.restart())
    expect(await shown(`移动 ${P} 107`)).toContain('未接管')
    const again = await shown('重做')
    expect(again).toContain('接管 2 个标签')
    expect(await shown(`确认 ${digitsIn(again)}`)).toMatch(/^↪️ 已重做 2\n✅ 已接管/)
    await shown('放手 107')
    expect(await shown('撤销')).toContain('接管 test(107)')
  })

  it('are offered by 接管 alone, chosen by places, and taken over all at once', async () => {
    const asked = await shown('接管')
    expect(asked).toMatch(/^⚠️ 接管：哪些标签？.*\n1 新人\(102\)\n2 华东媒\(104\)\n3 /)
    expect(await shown('1、2')).toContain('接管 2 个标签：新人(102)、华东媒(104)')
    const question = await shown('接管 全部')
    expect(question).toContain('接管 4 个标签')
    await shown(`确认 ${digitsIn(question)}`)
    expect(await shown('分组')).not.toContain('未接管')
    expect(await shown('接管 全部')).toBe('✅ 标签都已接管，无需再接管')
    expect(await shown('接管')).toBe('✅ 标签都已接管，无需再接管')
  })

  it('are told to the first owner, and 帮助 begins with them', async () => {
    await stage.close()
    await open({ WECHAT_MANAGED_TAGS: '108', FENZU_ADMINS: ',' })
    const code = /认领 ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(stage.printed.join('\n'))?.[1] ?? ''
    expect(await shown(`认领 ${code}`)).toMatch(/^✅ 你已成为所有者\n本号有 4 个标签还没有接管.*：接管 全部\n/)
    expect(await shown('帮助')).toMatch(/\n1 接管 新人：接管已有的标签\n/)
  })

  it('are managed when fenzu made them, also after a restart', async () => {
    await shown('新建 甲')
    await turnUntil(clock, stage.restart())
    expect(await shown(`移动 ${P} 甲`)).toMatch(/^✅/)
  })
})

describe('moves on tags', () => {
  beforeEach(() => open())

  it('join first, look, and leave afterwards', async () => {
    const since = (await stage.calls()).at(-1)?.seq ?? 0
    await shown(`移动 ${Q} 108`)
    const paths = (await stage.calls(undefined, since))
      .filter(({ path }) => path !== API.tags.list)
      .map(({ path }) => path.split('/').at(-1))
    expect(paths).toEqual(['batchget', 'batchtagging', 'batchget', 'batchuntagging'])
    expect(await stage.tagsOf(Q)).toEqual([108])
  })

  /** Begins a move of Q from 102 to 108 whose joining is answered late, and does something before the answer arrives. */
  const moveWhile = async (meanwhile: () => Promise<unknown>) => {
    await stage.fault(TAG, 'delay', { ms: 1_000 })
    const said = stage.say(`移动 ${Q} 108`)
    const since = (await stage.calls()).at(-1)?.seq ?? 0
    await until(async () => (await stage.tagsOf(Q)).includes(108), 'the joining')
    await meanwhile()
    const { shown: told } = await turnUntil(clock, said)
    return { told, left: (await stage.calls(UNTAG, since)).map(({ body }) => (body as { tagid: number }).tagid) }
  }

  it('leave nothing when the joining that was answered is not to be seen', async () => {
    const { told, left } = await moveWhile(() => asConsole(UNTAG, { openid_list: [Q], tagid: 108 }))
    expect(told).not.toMatch(/^✅/)
    // The one call is the console's own.
    expect(left).toEqual([108])
    expect(await stage.tagsOf(Q)).toEqual([102])
  })

  it('leave nothing when nobody can be asked whether the joining is to be seen, and do not say that nothing was done (F88)', async () => {
    const { told, left } = await moveWhile(() =>
      stage.fault('/cgi-bin/user/info/batchget', 'errcode', { errcode: 48001, times: 99 }),
    )
    expect(told).toContain('不知道是否已生效')
    expect(left).toEqual([])
    expect((await stage.tagsOf(Q)).sort()).toEqual([102, 108])
  })

  it('of several leave, only for those whose joining is seen', async () => {
    await asConsole(TAG, { openid_list: [P], tagid: 102 })
    await stage.fault(TAG, 'delay', { ms: 1_000, times: 9 })
    const said = stage.say(`移动 ${P}、${Q} 到 108`)
    await until(
      async () => (await stage.tagsOf(P)).includes(108) && (await stage.tagsOf(Q)).includes(108),
      'the joining',
    )
    await asConsole(UNTAG, { openid_list: [Q], tagid: 108 })
    await turnUntil(clock, said)
    expect([await stage.tagsOf(P), await stage.tagsOf(Q)]).toEqual([[108], [102]])
  })

  it('to 未分组 leave what is managed and nothing else', async () => {
    await shown(`移动 ${Q} 未分组`)
    expect(await stage.tagsOf(Q)).toEqual([])
    expect(await shown('撤销')).toContain('新人(102)')
    expect(await stage.tagsOf(Q)).toEqual([102])
  })

  it('to the blacklist go by its own call after a yes, keep the tags, and come back', async () => {
    await shown(`确认 ${digitsIn(await shown(`移动 ${Q} 黑名单`))}`)
    expect(await stage.calls(BLACKLIST)).toHaveLength(1)
    expect((await stage.world()).followers.find(({ openid }) => openid === Q)?.groupid).toBe(1)
    expect(await shown('撤销')).toContain('新人(102)')
    expect((await stage.world()).followers.find(({ openid }) => openid === Q)?.groupid).toBe(0)
    expect(await stage.tagsOf(Q)).toEqual([102])
  })

  it('of somebody with twenty tags leave first, and come back when joining fails', async () => {
    const labels: number[] = []
    for (let count = 0; count < 19; count += 1) {
      labels.push((await asConsole(API.tags.create, { tag: { name: `标${count}` } })).tag?.id ?? 0)
    }
    await turnUntil(clock, stage.restart({ WECHAT_MANAGED_TAGS: '102,108' }))
    for (const tagid of labels) await asConsole(TAG, { openid_list: [Q], tagid })
    expect(await stage.tagsOf(Q)).toHaveLength(20)
    await stage.fault(TAG, 'errcode', { errcode: 50001 })
    expect(await shown(`移动 ${Q} 108`)).toMatch(/^❌/)
    expect(await stage.tagsOf(Q)).toContain(102)
    expect(await shown(`移动 ${Q} 108`)).toMatch(/^✅/)
    expect(await stage.tagsOf(Q)).toHaveLength(20)
    expect(await stage.tagsOf(Q)).not.toContain(102)
    await asConsole(UNTAG, { openid_list: [Q], tagid: 108 })
    await asConsole(TAG, { openid_list: [Q], tagid: 107 })
    expect(await shown(`移动 ${Q} 108`)).toContain('已有 20 个')
  })

  it('believe 45159 only when it is said twice', async () => {
    await stage.fault(TAG, 'race')
    expect(await shown(`移动 ${P} 108`)).toMatch(/^✅/)
    await stage.fault(TAG, 'errcode', { errcode: 45159, times: 9 })
    expect(await shown(`移动 ${Q} 107`)).toMatch(/^❌/)
    expect(await stage.tagsOf(Q)).toEqual([102])
  })

  it('wait a little when the platform says that it is too often', async () => {
    await stage.fault(TAG, 'errcode', { errcode: 45169, times: 2 })
    expect(await shown(`移动 ${P} 108`)).toMatch(/^✅/)
  })

  it('tell of whoever the platform skipped in silence', async () => {
    await stage.event('unsubscribe', Q)
    const text = await shown(`移动 ${P}、${Q} 到 108`)
    expect(text).toContain('✅ 1 人移到 VIP(108)')
    expect(text).toContain('没有关注本号')
  })

  it.each(['delay', 'hang', 'reset-after'])('are repaired when leaving is cut off by a restart: %s', async (kind) => {
    await stage.fault(UNTAG, kind, { ms: 30_000 })
    const said = stage.say(`移动 ${Q} 108`)
    await until(async () => (await stage.calls(UNTAG)).length > 0, 'the leaving')
    await turnUntil(clock, Promise.all([said, stage.restart()]))
    await send(`${stage.fenzu.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
    await turnUntil(
      clock,
      until(async () => (await stage.tagsOf(Q)).length === 1, 'one tag'),
    )
    expect(await stage.tagsOf(Q)).toEqual([108])
    expect(await shown('撤销')).toContain('新人(102)')
  })
})

describe('names and numbers of tags', () => {
  beforeEach(() => open())

  it('too long are told in characters, taken ones and too many before anything is called', async () => {
    expect(await shown('新建 一二三四五六七八九十一')).toContain('最多 10 个汉字')
    expect(await shown('新建 VIP')).toContain('已经有了，不能重复')
    expect(await shown('改名 107 VIP')).toContain('已经有了，不能重复')
    expect(await stage.calls(API.tags.create)).toEqual([])
    await stage.reset({ quota: 'off' })
    for (let count = 0; count < 95; count += 1) await asConsole(API.tags.create, { tag: { name: `标${count}` } })
    const before = (await stage.calls(API.tags.create)).length
    expect(await shown('新建 多一个')).toContain('标签已有 100 个')
    expect(await stage.calls(API.tags.create)).toHaveLength(before)
  })

  it.each(['改名 2 甲', '删除 2', '接管 2', `移动 ${P} 2`])(
    'that are the platform’s own stay as they are: %s',
    async (text) => {
      const since = (await stage.calls()).at(-1)?.seq ?? 0
      expect(await shown(text)).toContain('星标组(2)')
      const paths = (await stage.calls(undefined, since)).map(({ path }) => path)
      expect(paths.filter((path) => /update|delete|batch(un)?tagging/.test(path))).toEqual([])
    },
  )
})

describe('an account that decides itself (auto)', () => {
  it('works on tags when they answer', async () => {
    await open({ WECHAT_BACKEND: 'auto' })
    expect(await shown(`移动 ${P} 108`)).toMatch(/^✅/)
    expect(await stage.calls(TAG)).toHaveLength(1)
    expect(stage.log.join('')).toContain('"backend":"tags"')
  })

  it('works on groups when tags are refused, and asks once', async () => {
    await open({ WECHAT_BACKEND: 'auto', PORT: '0' })
    await until(async () => (await stage.calls(API.tags.list)).length > 0, 'the question')
    await stage.fault(API.tags.list, 'errcode', { errcode: 48001, times: 99 })
    await turnUntil(clock, stage.restart())
    expect(await shown(`移动 ${P} 108`)).toMatch(/^✅/)
    expect(await shown('分组')).toContain('星标组')
    expect(await stage.calls(API.groups.move)).toHaveLength(1)
  })

  it('decides nothing while the platform can not be asked, and then does', async () => {
    await open({ WECHAT_BACKEND: 'auto' })
    await stage.fault(API.tags.list, 'http502', { times: 99 })
    await turnUntil(clock, stage.restart())
    expect(await shown(`移动 ${P} 108`)).toMatch(/^[❌⏳]/u)
    await send(`${stage.fenzu.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
    expect(await shown(`移动 ${Q} 108`)).toMatch(/^[✅⏳]/u)
  })

  it('tells nothing of tags to somebody on groups', async () => {
    await open({ WECHAT_BACKEND: 'groups' })
    expect(await shown('接管 108')).toContain('无需接管')
    expect((await stage.say('接管 108', OWNER)).shown).toContain('分组接口')
  })
})

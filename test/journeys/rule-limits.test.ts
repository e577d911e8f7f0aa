import { afterEach, describe, expect, it } from 'vitest'
import { crowdOf } from '../../src/commands/catalog/rules/lines.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { GroupList } from '../../src/groups/group-list.ts'
import { ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { API, BACKENDS, OWNER, P, saidIn, Stage } from '../support/stage.ts'
import { send } from '../support/send.ts'

const NEW = 'oNewcomer_000000000000000001'

let clock: ManualClock
let stage: Stage | undefined
afterEach(async () => {
  await stage?.close()
  stage = undefined
})

async function open(env: Record<string, string>): Promise<Stage> {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain', ...env }, clock)
  return stage
}

const askOf = (at: Stage) => async (text: string) => saidIn((await turnUntil(clock, at.say(text, OWNER))).shown)

/** A call that somebody else makes, in the console. */
async function asConsole(at: Stage, path: string, body: object): Promise<{ tag?: { id: number } }> {
  const post = async (where: string, what: object): Promise<unknown> =>
    (await send(`${at.fenzu.sandboxUrl ?? ''}${where}`, { method: 'POST', body: JSON.stringify(what) })).json()
  const { appid, appsecret: secret } = SANDBOX_ACCOUNT
  const grant = { grant_type: 'client_credential', appid, secret }
  const { access_token: token } = (await post('/cgi-bin/stable_token', grant)) as { access_token: string }
  return (await post(`${path}?access_token=${token}`, body)) as { tag?: { id: number } }
}

describe('a limit of the platform is told before it hurts', () => {
  it.each(BACKENDS)(
    'the quota of today, on %s: rules wait until it is back, and 状态 tells why (F06)',
    async (backend) => {
      const at = await open({ WECHAT_BACKEND: backend })
      const ask = askOf(at)
      expect(await ask('规则 新建 关注 到 新人')).toContain('✅')
      const path = API[backend].move
      await at.quota(path, 0)
      await turnUntil(clock, at.event('subscribe', NEW))
      await clock.advance(5_000)
      const status = await ask('状态')
      expect(status).toMatch(/^移动额度 0\//mu)
      expect(status).toContain('规则待处理 1 人')
      expect(status).toMatch(/⚠️ 规则暂停，会自动重试：❌ 未执行：今天「[^」]+」的额度已用完，\S+ \d\d:\d\d 后可用/u)
      expect(await ask('规则')).toContain('⏳ 还有 1 人等待处理')
      const readyz = (await (await send(`${at.fenzu.url}/readyz`)).json()) as { rules: { waitsFor?: string } }
      expect(readyz.rules.waitsFor).toContain(path)
      // No more than the tries that find it spent.
      expect((await at.calls(path)).filter(({ applied }) => applied)).toEqual([])
      await at.quota(path, 1_000)
      for (let minute = 0; minute < 6 && (await at.groupOf(NEW)) !== 102; minute += 1) await clock.advance(60_000)
      expect(await at.groupOf(NEW)).toBe(102)
      await clock.advance(3_000)
      expect(await ask('状态')).not.toMatch(/规则待处理|规则暂停/)
    },
  )

  it('twenty tags that somebody carries already: they are left alone, and it is told whom a rule left alone', async () => {
    const at = await open({ WECHAT_BACKEND: 'tags', WECHAT_MANAGED_TAGS: '102,108' })
    const ask = askOf(at)
    for (let count = 0; count < 20; count += 1) {
      const made = await asConsole(at, API.tags.create, { tag: { name: `标${count}` } })
      await asConsole(at, API.tags.move, { openid_list: [P], tagid: made.tag?.id })
    }
    expect(await at.tagsOf(P)).toHaveLength(20)
    expect(await ask('规则 新建 关键词 报名 到 VIP')).toContain('✅ 规则 1')
    expect(await ask('规则 新建 关键词 标签 打标签 test')).toContain('✅ 规则 2')
    for (const word of ['报名', '标签']) {
      await turnUntil(clock, at.say(word, P))
      await clock.advance(3_000)
    }
    expect(await at.tagsOf(P)).toHaveLength(20)
    expect(await ask('日志 规则 1')).toContain('⚠️ VIP(108)：1 人没动（已有 20 个标签）')
    expect(await ask('统计')).toMatch(
      /1 关键词「报名」：来 0 · 走 0 · 现有 0 · ⚠️ 1 人没动（已有 20 个标签）\n2 关键词「标签」：来 0 · 走 0 · 现有 0 · ⚠️ 1 人没动（已有 20 个标签）/,
    )
    expect(await ask('规则')).not.toContain('等待处理')
  })

  it('a tag that fenzu manages no more: the rule says so, and moves nobody into it', async () => {
    const at = await open({ WECHAT_BACKEND: 'tags', WECHAT_MANAGED_TAGS: '102' })
    const ask = askOf(at)
    expect(await ask('接管 108')).toContain('确认')
    await ask(`确认 ${/确认 (\d{4})/.exec(await ask('确认'))?.[1] ?? ''}`)
    expect(await ask('规则 新建 关注 到 VIP')).toContain('✅ 规则 1 关注 → VIP(108)')
    expect(await ask('放手 108')).toMatch(/✅|⚠️/)
    await ask('分组')
    await turnUntil(clock, at.event('subscribe', NEW))
    await clock.advance(3_000)
    expect(await at.tagsOf(NEW)).toEqual([])
    expect(await ask('规则')).toContain('1 关注 → VIP(108)（⚠️ 标签未接管，不会执行）')
    expect(await ask('日志 规则 1')).toContain('1 人没动（分组已不在）')
  })

  it.each([
    ['tags', 89_999, null],
    ['tags', 90_000, 90_000],
    ['tags', 100_001, 100_001],
    ['groups', 100_001, null],
  ] as const)(
    'a %s with %i people, which can not be deleted any more or soon can not (45057)',
    async (api, count, told) => {
      const backend = new ScriptedBackend(api)
      backend.groups = [{ id: 108, name: 'VIP', count }]
      const list = new GroupList(backend, new ManualClock())
      await list.read()
      expect(crowdOf(108, { list, backend })).toBe(told)
    },
  )
})

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { API, OWNER, P, Q, Stage, saidIn, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const TAG = API.tags.move
const UNTAG = '/cgi-bin/tags/members/batchuntagging'
const TAGGED_ALREADY = 19

let clock: ManualClock
let stage: Stage

const open = async (env: Record<string, string> = {}) => {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: 'tags', ...env }, clock)
}
const shown = async (text: string) =>
  saidIn((await turnUntil(clock, stage.say(text))).shown).replaceAll(/#\d+ (?=o)/g, '')
const digitsIn = (text: string) => /(?:确认|yes) (\d{4})/.exec(text)?.[1] ?? 'none'
const seq = async () => (await stage.calls()).at(-1)?.seq ?? 0
const tagsOf = async (openid: string) => (await stage.tagsOf(openid)).filter((id) => id > 2).sort((a, b) => a - b)
const everybody = async () => {
  const { followers } = await stage.world()
  return followers.map(({ openid }) => openid).filter((openid) => openid !== OWNER)
}
const settled = () =>
  turnUntil(
    clock,
    until(async () => {
      const { waiting } = (await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }
      return waiting === 0
    }, 'the end'),
  )

/** How it ended, also when that took longer than the answer could wait. */
const ended = async (text: string) => {
  const answer = await shown(text)
  const number = /^⏳ 已受理 (\d+)/.exec(answer)?.[1]
  if (number === undefined) return answer
  await settled()
  return shown(`结果 ${number}`)
}

afterEach(async () => {
  await stage.close()
})

describe('labels on tags', () => {
  beforeEach(() => open({ WECHAT_MANAGED_TAGS: '102,108' }))

  it('are put on beside others and taken off alone, one call each, told and taken back', async () => {
    const since = await seq()
    expect(await shown(`打标签 ${Q} test`)).toBe('✅ od8X…6KBc：已打上标签 test(107)')
    expect(await tagsOf(Q)).toEqual([102, 107])
    expect((await stage.calls(TAG, since)).map(({ body }) => body)).toEqual([{ openid_list: [Q], tagid: 107 }])
    expect(await shown(`打标签 ${Q} 107`)).toBe('✅ od8X…6KBc 已有标签 test(107)，无需再打')
    expect(await shown(`摘标签 ${Q} test 备注:弄错了`)).toBe('✅ od8X…6KBc：已去掉标签 test(107)')
    expect(await tagsOf(Q)).toEqual([102])
    expect(await shown(`untag ${Q} test`)).toContain('does not have the tag test(107)')
    expect(await shown('撤销 3')).toBe('↩️ 已撤销 3\n✅ od8X…6KBc：已打上标签 test(107)')
    expect(await shown('撤销 1')).toBe('↩️ 已撤销 1\n✅ od8X…6KBc：已去掉标签 test(107)')
    expect(await tagsOf(Q)).toEqual([102])
    const log = await shown(`日志 ${Q}`)
    for (const part of ['已打上标签 test(107)', '已去掉标签 test(107)', '弄错了']) expect(log).toContain(part)
    expect(await stage.calls(UNTAG, since)).toHaveLength(2)
  })

  it('that are managed can be the only one, or be taken off; beside another 移动 is offered', async () => {
    expect(await shown(`打标签 ${P} VIP`)).toBe('✅ oDF3…CM58：已打上标签 VIP(108)')
    const since = await seq()
    expect(await shown(`打标签 ${Q} VIP`)).toBe(
      `❌ od8X…6KBc 在 新人(102) 里，VIP(108) 也已接管，两个不能同时有\n要换过去，发：移动 ${Q} 108`,
    )
    expect(await stage.calls(TAG, since)).toEqual([])
    expect(await shown(`去标签 ${Q} 新人`)).toContain('已去掉标签 新人(102)')
    expect(await tagsOf(Q)).toEqual([])
    expect(await shown('撤销')).toContain('已打上标签 新人(102)')
    expect(await tagsOf(Q)).toEqual([102])
  })

  it('ask for the person, then for the label, and take a number of the list', async () => {
    expect(await shown('打标签')).toContain('打标签：哪一个人？')
    const question = await shown(P)
    expect(question).toContain('打标签：哪个标签？')
    const place = /(\d)[^\n]*test\(107\)/.exec(question)?.[1] ?? 'none'
    expect(await shown(place)).toBe('✅ oDF3…CM58：已打上标签 test(107)')
    await shown('语言 中文')
    expect(await shown(`label ${Q}`)).toContain('哪个标签？')
    expect(await shown('test')).toContain('test(107)')
  })

  it('of the platform’s own, and of a name that nobody knows, are told and change nothing', async () => {
    expect(await shown(`打标签 ${P} 星标组`)).toContain('微信自带')
    expect(await shown(`打标签 ${P} 没有这个`)).toContain('没有「没有这个」')
    expect(await stage.calls(TAG)).toEqual([])
  })

  it('of many are confirmed with their number, travel fifty a call and come back after a yes', async () => {
    const people = (await everybody()).slice(0, 30)
    const carried = async () => Promise.all(people.map((openid) => tagsOf(openid)))
    const before = await carried()
    const question = await shown(`打标签 test ${people.join(' ')}`)
    expect(question).toContain('共 30 人，将打上标签 test(107)')
    const since = await seq()
    expect(await ended(`确认 ${digitsIn(question)}`)).toMatch(/✅ \d+ 人已打上标签 test\(107\)/)
    expect(await stage.calls(TAG, since)).toHaveLength(1)
    expect(await stage.calls(UNTAG, since)).toEqual([])
    const after = await carried()
    expect(after).toEqual(before.map((tags) => [...new Set([...tags, 107])].sort((a, b) => a - b)))
    const undo = await ended('撤销')
    expect(undo).toMatch(/从 \d+ 人身上去掉标签 test\(107\)/)
    expect(await ended(`确认 ${digitsIn(undo)}`)).toContain('已去掉标签 test(107)')
    expect(await carried()).toEqual(before)
  })

  it('half put on when the bot is stopped are finished by the next start, once each (F14)', async () => {
    const people = (await everybody()).slice(0, 12)
    const question = await shown(`打标签 test ${people.join(' ')}`)
    await stage.fault(TAG, 'delay', { ms: 30_000 })
    const said = stage.say(`确认 ${digitsIn(question)}`)
    await until(async () => (await stage.calls(TAG)).length > 0, 'the call')
    await turnUntil(clock, Promise.all([said, stage.restart()]))
    await send(`${stage.fenzu.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
    await settled()
    for (const openid of people) expect(await tagsOf(openid)).toContain(107)
    expect(await shown('结果')).toContain('已打上标签 test(107)')
  })

  it('are told of when somebody carries twenty', async () => {
    const token = await send(
      `${stage.fenzu.sandboxUrl}/cgi-bin/token?grant_type=client_credential&appid=wx5a4db0c0ffee0001&secret=5a4db0c0ffee00015a4db0c0ffee0001`,
    )
    const { access_token } = (await token.json()) as { access_token: string }
    const post = async (path: string, body: unknown) =>
      (await (
        await send(`${stage.fenzu.sandboxUrl}${path}?access_token=${access_token}`, {
          method: 'POST',
          body: JSON.stringify(body),
        })
      ).json()) as { tag?: { id: number } }
    for (let count = 0; count < TAGGED_ALREADY; count += 1) {
      const made = await post(API.tags.create, { tag: { name: `标${count}` } })
      await post(TAG, { openid_list: [Q], tagid: made.tag?.id })
    }
    const since = await seq()
    expect(await shown(`打标签 ${Q} test`)).toContain('标签已有 20 个，到上限了')
    expect(await stage.calls(TAG, since)).toEqual([])
    expect(await shown(`去标签 ${Q} 新人`)).toMatch(/^✅/)
    expect(await shown(`打标签 ${Q} test`)).toMatch(/^✅/)
  })

  it('never remove another tag, whatever is put on and taken off (property)', { timeout: 60_000 }, async () => {
    const step = fc.record({
      added: fc.boolean(),
      who: fc.constantFrom(P, Q),
      tag: fc.constantFrom(102, 104, 106, 107, 108),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { added, who, tag } of steps) {
          const [before, other] = [await tagsOf(who), who === P ? Q : P]
          const untouched = await tagsOf(other)
          const answer = await ended(`${added ? '打标签' : '去标签'} ${who} ${tag}`)
          const wanted = added ? [...before, tag] : before.filter((id) => id !== tag)
          const after = answer.includes('❌') ? before : [...new Set(wanted)].sort((a, b) => a - b)
          expect([answer, await tagsOf(who)]).toEqual([answer, after])
          expect(await tagsOf(other)).toEqual(untouched)
        }
      }),
      { numRuns: 12 },
    )
  })
})

describe('labels on groups', () => {
  it('are no thing of theirs: the answer says so and offers 移动', async () => {
    await open({ WECHAT_BACKEND: 'groups' })
    await shown('分组')
    const since = await seq()
    expect(await shown(`打标签 ${P} VIP`)).toBe(
      `❌ 本号用的是分组，一个人只能属于一个分组，不能另打标签\n换分组，发：移动 ${P} 108`,
    )
    // Everybody who was named, and by number who has one.
    expect(await shown(`打标签 ${P} ${Q} VIP`)).toContain(`换分组，发：移动 ${P} ${Q} 108`)
    expect(await shown(`打标签 #1 VIP`)).toContain('换分组，发：移动 #1 108')
    expect(await shown(`去标签 ${P} VIP`)).toContain('一个人只能属于一个分组')
    expect(await shown('打标签')).toContain('打标签：哪一个人？')
    const paths = (await stage.calls(undefined, since)).map(({ path }) => path)
    expect(paths.filter((path) => /members/.test(path))).toEqual([])
  })
})

describe('several tags that were left by one move', () => {
  it('are all named by the report and the log', async () => {
    await open({ WECHAT_MANAGED_TAGS: '102' })
    await shown(`打标签 ${Q} test`)
    await turnUntil(clock, stage.restart({ WECHAT_MANAGED_TAGS: '102,107,108' }))
    expect(await shown(`移动 ${Q} VIP`)).toBe('✅ od8X…6KBc：新人、test → VIP(108)')
    expect(await shown(`日志 ${Q}`)).toContain('新人、test → VIP(108)')
    expect(await shown('撤销')).toContain('✅')
    expect(await tagsOf(Q)).toEqual([102, 107])
  })
})

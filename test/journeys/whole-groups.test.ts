import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { API, BACKENDS, OWNER, Q, Stage, saidIn, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const NEWCOMERS = 102
const VIP = 108

let clock: ManualClock
let stage: Stage

/** How it ended, also when that took longer than the answer could wait. */
const ended = async (text: string) => {
  const answer = await shown(text)
  const number = /^⏳ 已受理 (\d+)/.exec(answer)?.[1]
  if (number === undefined) return answer
  const waits = async () => ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
  await turnUntil(
    clock,
    until(async () => (await waits()) === 0, 'the end'),
  )
  return shown(`结果 ${number}`)
}

afterEach(async () => {
  await stage.close()
})

const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text))).shown)
const digitsIn = (text: string) => /(?:确认|yes) (\d{4})/.exec(text)?.[1] ?? 'none'

describe.each(BACKENDS)('a whole group, on %s', (backend) => {
  const isIn = (group: number) => (one: { groupid: number; tagid_list: number[] }) =>
    backend === 'groups' ? one.groupid === group : one.tagid_list.includes(group)
  const peopleIn = async (group: number) =>
    (await stage.world()).followers.filter(isIn(group)).map(({ openid }) => openid)
  const open = async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend }, clock, { everybodyKnown: true })
    await shown('分组')
  }

  it('is moved after a yes with the number of people, but for whoever is named, and comes back', async () => {
    await open()
    const before = await peopleIn(NEWCOMERS)
    expect(before).toContain(Q)
    await shown(`别名 ${Q} 小王`)
    const question = await ended('移动 新人全部 到 VIP 除了 小王')
    expect(question).toContain(`新人(102) 的 ${before.length - 1} 人`)
    expect(question).toContain('将移到 VIP(108)，另有 1 人不动')
    expect(question.includes('按我知道的')).toBe(backend === 'groups')
    expect(await peopleIn(NEWCOMERS)).toEqual(before)
    expect(await ended(`确认 ${digitsIn(question)}`)).toContain(`✅ ${before.length - 1} 人移到 VIP(108)`)
    expect(await peopleIn(NEWCOMERS)).toEqual([Q])
    expect(await shown('日志')).toContain('人移到 VIP(108)')
    const undo = await ended('撤销')
    if (before.length > 11) await ended(`确认 ${digitsIn(undo)}`)
    expect((await peopleIn(NEWCOMERS)).sort()).toEqual([...before].sort())
  })

  it('is asked about however few are in it; nobody in it is told; two can be moved together', async () => {
    await open()
    const both = [...(await peopleIn(NEWCOMERS)), ...(await peopleIn(107))]
    expect(await shown('移动 新人全部 test全部 VIP')).toContain(`新人(102)、test(107) 的 ${new Set(both).size} 人`)
    expect(await shown('move all of 新人 to VIP')).toContain('新人(102)')
    await shown('新建 空的')
    expect(await shown('移动 空的全部 VIP')).toContain('里没有要移动的人')
    expect(await shown('移动 没这个全部 VIP')).toContain('没有「没这个」')
  })
})

describe('three hundred people of one tag', () => {
  it('go on after a stop in the middle, each moved once (F13)', { timeout: 60_000 }, async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: 'tags' }, clock)
    await stage.reset({ followers: 320, quota: 'off' })
    const all = (await stage.world()).followers.map(({ openid }) => openid).filter((openid) => openid !== OWNER)
    for (let at = 0; at < 300; at += 50) {
      const ask = await ended(`批量移动 106 ${all.slice(at, at + 50).join(' ')}`)
      await ended(`确认 ${digitsIn(ask)}`)
    }
    const there = (await stage.world()).followers.filter(({ tagid_list }) => tagid_list.includes(106))
    expect(there.length).toBeGreaterThanOrEqual(300)
    const question = await ended('移动 106全部 VIP')
    expect(question).toContain(`的 ${there.length} 人将移到 VIP(108)`)
    const since = (await stage.calls()).at(-1)?.seq ?? 0
    await stage.fault(API.tags.move, 'delay', { ms: 20_000, times: 1 })
    await shown(`确认 ${digitsIn(question)}`)
    await turnUntil(clock, stage.restart())
    await turnUntil(
      clock,
      until(async () => {
        const { followers } = await stage.world()
        return followers.every(({ tagid_list }) => !tagid_list.includes(106))
      }, 'everybody to have left'),
    )
    const applied = (await stage.calls(API.tags.move, since)).filter((call) => call.applied)
    const named = applied.flatMap(({ body }) => (body as { openid_list: string[] }).openid_list)
    expect(new Set(named).size).toBe(named.length)
    const { followers } = await stage.world()
    for (const { openid } of there) {
      expect(followers.find((one) => one.openid === openid)?.tagid_list).toContain(VIP)
    }
  })
})

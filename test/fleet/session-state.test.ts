import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Fleet } from '../support/fleet.ts'
import { P } from '../support/stage.ts'

/*
 * A pooler that hands out transactions (PgBouncer) gives every transaction to another server process: what one leaves behind
 * for a session, the next one finds or does not find. So nothing may be left behind, but on the connections that listen and
 * that migrate, which are nobody else's.
 */

const LASTING = [
  /\bprepare\b/i,
  /\bdeclare\b.*\bcursor\b/i,
  /\btemp(orary)?\s+table\b/i,
  /\bpg_(try_)?advisory_lock/i,
  /^\s*set\s+(?!transaction|local)/i,
  /\bset_config\((?![^)]*,\s*true\s*\))/i,
  /^\s*(un)?listen\b/i,
  /\bdiscard\b/i,
]

interface Asked {
  readonly pooled: boolean
  readonly name: string | undefined
  readonly text: string
}

const asked: Asked[] = []
let fleet: Fleet

beforeAll(async () => {
  const pooled = new WeakSet<object>()
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown
  const connect = pg.Pool.prototype.connect as (...args: unknown[]) => unknown
  vi.spyOn(pg.Pool.prototype, 'connect').mockImplementation(function (this: pg.Pool, ...args: unknown[]) {
    const given = connect.apply(this, args)
    if (given instanceof Promise) return given.then((client: object) => (pooled.add(client), client)) as never
    return given as never
  })
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [query] = args
    const { text = String(query), name } = typeof query === 'object' ? (query as { text?: string; name?: string }) : {}
    asked.push({ pooled: pooled.has(this), name, text })
    return original.apply(this, args) as never
  })
  fleet = await Fleet.open(2)
})
afterAll(async () => {
  await fleet.close()
  vi.restoreAllMocks()
})

it('leaves nothing behind on a connection of the pool that another transaction could find (F86)', async () => {
  await fleet.executor()
  for (const at of [0, 1]) {
    await fleet.say(at, `移动 ${P} ${at === 0 ? 108 : 107}`)
    await fleet.say(at, '你好', P)
    await fleet.event(at, 'unsubscribe', 'oNobodyKnowsThisOpenid_00001')
  }
  await fleet.say(0, '管理员 邀请 管理员')
  await fleet.say(1, '撤销')
  await fleet.say(0, '最近')
  await fleet.bots[0]!.stop()
  await fleet.say(1, '日志')
  const ours = asked.filter(({ pooled }) => pooled)
  // Writes share transactions as it comes: some ninety and more.
  expect(ours.length).toBeGreaterThan(50)
  expect(ours.filter(({ name }) => name !== undefined)).toEqual([])
  expect(ours.filter(({ text }) => LASTING.some((lasting) => lasting.test(text)))).toEqual([])
  // What listens has a connection of its own.
  expect(asked.filter(({ text }) => /^\s*listen/i.test(text)).every(({ pooled }) => !pooled)).toBe(true)
  fleet.bots.shift()
})

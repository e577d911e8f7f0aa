import { beforeEach, expect, it } from 'vitest'
import { PaceGate } from '../../src/dispatch/pace-gate.ts'
import { PRIORITY, type Priority } from '../../src/domain/verdict.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

let clock: ManualClock
const gate = (callsPerSecond: number) => new PaceGate({ callsPerSecond, clock })
const name = () => '/cgi-bin/groups/get'

beforeEach(() => {
  clock = new ManualClock()
})

it('starts attempts at least 1000/N ms apart', async () => {
  const starts: number[] = []
  const begin = clock.elapsed()
  const paced = gate(50)
  const all = Array.from({ length: 5 }, () =>
    paced.run(name, PRIORITY.change, () => Promise.resolve(starts.push(clock.elapsed() - begin))),
  )
  await turnUntil(clock, Promise.all(all), 5)
  expect(starts).toEqual([0, 20, 40, 60, 80])
})

it('lets the more urgent go first', async () => {
  const order: string[] = []
  const paced = gate(200)
  const run = (what: string, priority: Priority) => paced.run(name, priority, () => Promise.resolve(order.push(what)))
  const all = Promise.all([
    run('first', PRIORITY.change),
    run('later', PRIORITY.change),
    run('urgent', PRIORITY.lookup),
  ])
  await turnUntil(clock, all, 5)
  expect(order).toEqual(['first', 'urgent', 'later'])
})

it.each([-5, 5])('keeps its pace when the time of day is set by %i hours (F12, F50)', async (hours) => {
  const paced = gate(100)
  await paced.run(name, PRIORITY.change, () => Promise.resolve('before'))
  clock.jump(hours * 3_600_000)
  const before = clock.elapsed()
  const after = paced.run(name, PRIORITY.change, () => Promise.resolve(clock.elapsed() - before))
  expect(await turnUntil(clock, after, 1)).toBe(10)
})

it('waits for the next minute when the minute quota is spent, whatever the time of day is set to meanwhile (F12)', async () => {
  const paced = gate(100)
  paced.report(name(), { kind: 'minute-quota' })
  clock.jump(-5 * 3_600_000)
  const before = clock.elapsed()
  const after = paced.run(name, PRIORITY.change, () => Promise.resolve(clock.elapsed() - before))
  expect(await turnUntil(clock, after, 1_000)).toBe(60_000)
})

it('hands on what an attempt throws, and goes on with the next', async () => {
  const paced = gate(1_000)
  await expect(paced.run(name, PRIORITY.change, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const next = paced.run(name, PRIORITY.change, () => Promise.resolve('yes'))
  await expect(turnUntil(clock, next, 1)).resolves.toBe('yes')
})

it('asks before each call whether this process may still make it, and keeps a gap to what another may just have sent (F85)', async () => {
  let mayCall = true
  const paced = new PaceGate({
    callsPerSecond: 50,
    clock,
    mayCall: () => {
      if (!mayCall) throw new Error('another process calls by now')
    },
  })
  const begin = clock.elapsed()
  const first = paced.run(name, PRIORITY.change, () => Promise.resolve(clock.elapsed() - begin))
  expect(await turnUntil(clock, first, 5)).toBe(20)
  let called = 0
  const second = paced.run(name, PRIORITY.change, () => Promise.resolve((called += 1)))
  mayCall = false
  await expect(turnUntil(clock, second, 5)).rejects.toThrow('another process calls by now')
  expect(called).toBe(0)
})

it('drops what waits when it is closed', async () => {
  const paced = gate(1)
  await paced.run(name, PRIORITY.change, () => Promise.resolve('now'))
  const waiting = paced.run(name, PRIORITY.change, () => Promise.resolve('never'))
  paced.close()
  await expect(waiting).rejects.toThrow()
})

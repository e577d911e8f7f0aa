import { afterEach, expect, it, vi } from 'vitest'
import { PaceGate } from '../../src/dispatch/pace-gate.ts'
import { PRIORITY, type Priority } from '../../src/domain/verdict.ts'
import { ManualClock } from '../support/manual-clock.ts'

const gate = (callsPerSecond: number) => new PaceGate({ callsPerSecond, clock: new ManualClock() })
const name = () => '/cgi-bin/groups/get'

afterEach(() => {
  vi.restoreAllMocks()
})

it('starts attempts at least 1000/N ms apart', async () => {
  const starts: number[] = []
  const paced = gate(50)
  await Promise.all(
    Array.from({ length: 5 }, () =>
      paced.run(name, PRIORITY.change, () => Promise.resolve(starts.push(performance.now()))),
    ),
  )
  expect(starts).toHaveLength(5)
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
  expect(gaps).toHaveLength(4)
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(20)
})

it('lets the more urgent go first', async () => {
  const order: string[] = []
  const paced = gate(200)
  const run = (what: string, priority: Priority) => paced.run(name, priority, () => Promise.resolve(order.push(what)))
  await Promise.all([run('first', PRIORITY.change), run('later', PRIORITY.change), run('urgent', PRIORITY.lookup)])
  expect(order).toEqual(['first', 'urgent', 'later'])
})

it('goes on when the time of day is set back by ten minutes (F12)', async () => {
  const paced = gate(100)
  await paced.run(name, PRIORITY.change, () => Promise.resolve('before'))
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now - 600_000)
  await expect(paced.run(name, PRIORITY.change, () => Promise.resolve('after'))).resolves.toBe('after')
})

it('hands on what an attempt throws, and goes on with the next', async () => {
  const paced = gate(1_000)
  await expect(paced.run(name, PRIORITY.change, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(paced.run(name, PRIORITY.change, () => Promise.resolve('yes'))).resolves.toBe('yes')
})

it('drops what waits when it is closed', async () => {
  const paced = gate(1)
  await paced.run(name, PRIORITY.change, () => Promise.resolve('now'))
  const waiting = paced.run(name, PRIORITY.change, () => Promise.resolve('never'))
  paced.close()
  await expect(waiting).rejects.toThrow()
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { FleetProcesses } from '../faults/fleet-processes.ts'
import { startCluster, type Cluster } from '../support/postgres.ts'
import { until } from '../support/stage.ts'

/** 1000 / 10: what FENZU_API_CALLS_PER_SECOND promises the platform. */
const GAP_MS = 100
/** What one call may be held up on its way more than another. */
const WINDOW_MS = 2_000
const HELD_UP = 3

let cluster: Cluster
let fleet: FleetProcesses

beforeAll(async () => {
  cluster = await startCluster(['fsync=off'])
  fleet = await FleetProcesses.open(cluster, 'pace', 2, { more: { FENZU_API_CALLS_PER_SECOND: '10' } })
}, 60_000)
afterAll(async () => {
  await fleet.close()
  await cluster.stop()
})

it('keeps the pace over all processes, also while one takes over from another that was stopped or killed (F85)', async () => {
  const since = (await fleet.calls(0)).at(-1)?.seq ?? 0
  const followers = (await fleet.world()).followers.slice(2, 42)
  const busy = { over: false }
  // More than the pace lets through, all the time.
  const load = (async () => {
    for (let at = 0; !busy.over; at += 1) {
      // What was still to be answered when the platform ends is nobody's any more.
      fleet.say(`移动 ${followers[at % 40]?.openid} ${[108, 107, 102, 104][at % 4]}`).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  })()
  const callsSince = async (seq: number) => (await fleet.calls(seq)).length
  const goesOn = async (calls: number) => {
    const from = (await fleet.calls(since)).at(-1)?.seq ?? since
    await until(async () => (await callsSince(from)) >= calls, `${calls} calls more`, 60_000, 200)
  }
  await goesOn(15)
  const first = await fleet.executor()
  fleet.signal(first, 'SIGTERM')
  await fleet.ended(first)
  await goesOn(15)
  await fleet.start(first)
  const second = await fleet.executor()
  fleet.signal(second, 'SIGKILL')
  await fleet.ended(second)
  await goesOn(15)
  busy.over = true
  await load

  const starts = (await fleet.calls(since)).map(({ at }) => at)
  const crowded = starts.filter((at, index) => {
    const within = starts.slice(index).filter((other) => other - at < WINDOW_MS).length
    return within > WINDOW_MS / GAP_MS + 1 + HELD_UP
  })
  expect(crowded).toEqual([])
  expect(starts.length).toBeGreaterThan(45)
}, 120_000)

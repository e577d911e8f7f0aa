import { afterAll, beforeAll, expect, it } from 'vitest'
import { playOutage } from '../faults/fleet-outage.ts'
import { startCluster, type Cluster } from '../support/postgres.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster(['fsync=off'])
})
afterAll(async () => {
  await cluster.stop()
})

it('without the database every follower is answered as ever, and what rules have to do is done afterwards (F71)', async () => {
  const { pushes, unanswered, slowestMs, met, lost } = await playOutage(cluster, 'killed', {
    seconds: 3,
    rate: 40,
    by: 'kill',
  })
  expect({ pushes, unanswered, met, lost }).toEqual({ pushes: [120, 120], unanswered: [0, 0], met: 12, lost: 0 })
  expect(slowestMs[1]).toBeLessThan(5_000)
}, 120_000)

it('a network that swallows everything holds up only whoever meets a rule first, and never beyond the deadline (F71)', async () => {
  const { pushes, unanswered, slowestMs, p50Ms, met, lost } = await playOutage(cluster, 'cut', {
    seconds: 3,
    rate: 40,
    by: 'cut',
  })
  expect({ pushes, unanswered, met, lost }).toEqual({ pushes: [120, 120], unanswered: [0, 0], met: 12, lost: 0 })
  expect(p50Ms[1]).toBeLessThan(2_000)
  expect(slowestMs[1]).toBeLessThan(5_000)
}, 120_000)

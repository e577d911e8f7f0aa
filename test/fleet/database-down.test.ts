import { afterAll, beforeAll, expect, it } from 'vitest'
import { Fleet } from '../support/fleet.ts'
import { makeDatabase, startCluster, type Cluster } from '../support/postgres.ts'
import { P, Q, saidIn, until } from '../support/stage.ts'

let cluster: Cluster
let fleet: Fleet

beforeAll(async () => {
  cluster = await startCluster(['fsync=off'])
  fleet = await Fleet.open(2, { DATABASE_URL: await makeDatabase(cluster.url, 'fleet') })
  await fleet.executor()
})
afterAll(async () => {
  await fleet.close()
  await cluster.stop()
})

it('answers every follower while the database is away, tells an admin the truth, and heals by itself (F71)', async () => {
  await cluster.kill()
  const slowest = { ms: 0 }
  for (let round = 0; round < 100; round += 1) {
    const { deliveries, shown } = await fleet.say(round % 2, '你好', round % 4 === 0 ? P : Q)
    expect([deliveries.map(({ status }) => status), shown]).toEqual([[200], null])
    slowest.ms = Math.max(slowest.ms, deliveries[0]!.ms)
  }
  expect(slowest.ms).toBeLessThan(5_000)
  for (const at of [0, 1]) {
    // It is looked at now and then, not for each who asks.
    const { status, executor } = await until(async () => {
      const told = await fleet.readiness(at)
      return told['store'] === 'ok' ? undefined : told
    }, `member ${at} to see that the database is away`)
    expect([status, executor === 'here']).toEqual([200, at === 0 && executor === 'here'])
  }
  const { shown } = await fleet.say(1, `移动 ${P} 108`)
  expect(shown).toBe('❌ 未执行：服务器存储不可用，请稍后再发')

  await cluster.start()
  await fleet.executor()
  const again = await until(async () => {
    const { shown: answer } = await fleet.say(0, `移动 ${P} 107`)
    return answer?.startsWith('✅') === true ? answer : undefined
  }, 'a command done after the database is back')
  expect(saidIn(again)).toMatch(/→ test\(107\)/)
  // What was refused stays undone, and who was heard of meanwhile is written down.
  expect((await fleet.world()).followers.find(({ openid }) => openid === P)?.groupid).toBe(107)
  await until(async () => (await fleet.say(1, '最近')).shown?.includes('od8X…6KBc'), 'the contacts of that time')
}, 60_000)

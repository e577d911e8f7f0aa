import { afterAll, beforeAll, expect, it } from 'vitest'
import { migratePostgres } from '../../src/store/postgres/migrate.ts'
import { POSTGRES_MIGRATIONS } from '../../src/store/postgres/migrations.ts'
import { createClient } from '../../src/store/postgres/pool.ts'
import { openDatabase } from '../support/postgres-run.ts'
import { createEnvelopeOf, sendPush } from '../support/fleet-push.ts'
import { Fleet } from '../support/fleet.ts'
import { OWNER, P, Q } from '../support/stage.ts'

let fleet: Fleet
let url: string

/** As the first fleet on PostgreSQL left it: with what it had done, and without what was added since. */
async function makeOldDatabase(): Promise<string> {
  const address = await openDatabase('empty')
  const client = createClient(address)
  await client.connect()
  await migratePostgres(client, POSTGRES_MIGRATIONS.slice(0, 1))
  const appid = 'wx5a4db0c0ffee0001'
  await client.query(
    `insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state, outcome, answer, ended_at, telling)
     values ($1, 7, 'change', $2, 'old', 1, 1, '移动', '{"openid":"${Q}","group":{"id":108,"name":"VIP"}}', '{"command":"移动","target":"VIP(108)","openid":"${Q}"}', 'ended', 'done', '{"kind":"interrupted"}', 2, 'passive')`,
    [appid, OWNER],
  )
  await client.query('insert into command_counter values ($1, 7)', [appid])
  await client.query(
    "insert into person (appid, openid, number, alias, alias_key) values ($1, $2, 3, '小王', '小王')",
    [appid, Q],
  )
  await client.query('insert into person_counter values ($1, 3)', [appid])
  await client.end()
  return address
}

beforeAll(async () => {
  url = await makeOldDatabase()
  fleet = await Fleet.open(3, { DATABASE_URL: url, WECHAT_MODE: 'plain' })
  await fleet.executor()
})
afterAll(async () => {
  await fleet.close()
})

it('opens the store of an earlier release, with all that was in it', async () => {
  expect((await fleet.say(1, '结果 7')).shown).toContain('7')
  expect((await fleet.say(2, '查 小王')).shown).toContain('小王 #3')
  expect((await fleet.say(0, `移动 ${P} 108`)).shown).toContain('✅')
  const { shown } = await fleet.say(1, '日志')
  expect(shown).toMatch(/\b8\b/)
})

it('is brought up to date one by one under load, with a change of the schema in between (F70)', async () => {
  const load = { over: false, odd: [] as string[], moves: 0, pushes: 0 }
  const since = (await fleet.calls()).at(-1)?.seq ?? 0
  const live = () => fleet.bots.filter((bot) => !stopping.has(bot))
  const stopping = new Set<unknown>()
  const commanding = (async () => {
    for (; !load.over; load.moves += 1) {
      const push = createEnvelopeOf(OWNER, `移动 ${P} ${load.moves % 2 === 0 ? 107 : 108}`)
      const [bot] = live()
      const { status, body } = await sendPush(bot!.url, push)
      if (status !== 200 || !/✅|⏳/.test(body)) load.odd.push(`${status} ${body}`)
    }
  })()
  const writing = (async () => {
    for (; !load.over; load.pushes += 1) {
      const bots = live()
      const { status, body } = await sendPush(bots[load.pushes % bots.length]!.url, createEnvelopeOf(Q, '在吗'))
      if (status !== 200 || body !== 'success') load.odd.push(`${status} ${body}`)
    }
  })()
  for (let at = 0; at < 3; at += 1) {
    const old = fleet.bots[0]!
    // As the proxy learns from /readyz, a moment before the process hangs up.
    stopping.add(old)
    await old.stop()
    fleet.bots.shift()
    if (at === 0) await changeSchema()
    await fleet.start()
  }
  load.over = true
  await Promise.all([commanding, writing])
  expect(load.odd).toEqual([])
  const applied = (await fleet.calls(since)).filter(({ path, applied: was }) => was && path.includes('/members/'))
  expect(applied).toHaveLength(load.moves)
  expect(load.pushes).toBeGreaterThan(3)
}, 60_000)

/** What the first process of a newer release does when it starts: it only adds. */
async function changeSchema(): Promise<void> {
  const client = createClient(url)
  await client.connect()
  const newer = { leastCode: 1, statements: ["alter table command add column note text not null default ''"] }
  await migratePostgres(client, [...POSTGRES_MIGRATIONS, newer])
  await client.end()
}

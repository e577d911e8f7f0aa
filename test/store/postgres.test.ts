import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { LeaseLostError } from '../../src/store/errors.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import { migratePostgres } from '../../src/store/postgres/migrate.ts'
import { POSTGRES_MIGRATIONS } from '../../src/store/postgres/migrations.ts'
import { openPostgresStores, type PostgresStores } from '../../src/store/postgres/open.ts'
import { createClient } from '../../src/store/postgres/pool.ts'
import { APPID } from '../contracts/store-factory.ts'
import { openDatabase } from '../support/postgres-run.ts'

const opened: { close(): Promise<void> }[] = []
let url: string

const open = async (address = url): Promise<PostgresStores> => {
  const database = await openPostgresStores({ url: address, clock: systemClock, failed: () => undefined })
  opened.push(database)
  return database
}
const client = async (address: string): Promise<pg.Client> => {
  const one = createClient(address)
  await one.connect()
  opened.push({ close: () => one.end() })
  return one
}

beforeAll(async () => {
  url = await openDatabase()
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const wish = (key: string): NewCommand => ({
  kind: 'change',
  actor: adminOf('oAdmin_Sandbox_0000000000001'),
  dedupeKey: key,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: {},
  asked: { command: '移动', target: 'VIP(108)', openid: null },
  openids: [],
})

describe('several processes on one database', () => {
  it('accept 1,000 deliveries of 500 messages at once as 500 commands without a gap (F68)', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => open()))
    const stores = processes.map((one) => one.of(APPID))
    const all = await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => stores[at % 4]!.ledger.accept(wish(`message ${at % 500}`))),
    )
    expect(all.filter(({ fresh }) => fresh)).toHaveLength(500)
    const numbers = new Set(all.map(({ row }) => row.number))
    expect([numbers.size, Math.max(...numbers)]).toEqual([500, 500])
  })

  it('write down the same people at once, each in an order of its own, and none is refused (F69)', async () => {
    const stores = await Promise.all([open(), open()].map(async (one) => (await one).of('wx00000000000000f9')))
    const people = Array.from({ length: 300 }, (_, at) => `o${String(at).padStart(27, '0')}`)
    for (let round = 0; round < 10; round += 1) {
      const contacts = people.map((openid, at) => ({ openid, kind: 'text' as const, at: round * 1_000 + at }))
      await Promise.all(stores.map((store, which) => store.people.note(which === 0 ? contacts : contacts.toReversed())))
    }
    const [store] = stores
    expect([await store!.people.count(), await store!.people.greatestNumber()]).toEqual([300, 300])
  })
})

describe('a transaction', () => {
  const watchSent = (): string[] => {
    const sent: string[] = []
    const original = pg.Client.prototype.query as (...args: unknown[]) => unknown
    vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      // What listens has a connection of its own.
      if (typeof args[0] === 'string' && !args[0].startsWith('listen')) sent.push(args[0].replace(/\s+/g, ' ').trim())
      return original.apply(this, args) as never
    })
    return sent
  }

  it('of whoever executes begins with the proof of the term, in one journey, and takes one for the write', async () => {
    const stores = await open()
    const term = (await stores.leaseOf(APPID).acquire('me')) ?? 0
    const { ledger } = stores.ofTerm(APPID, term).store
    const { row } = await ledger.accept(wish('proof'))
    const sent = watchSent()
    await ledger.markTold(row.number, 'passive', 1)
    expect(sent.map((text) => text.slice(0, 31))).toEqual([
      'begin; with held as (select 1 f',
      'update "command" set "telling" ',
      'commit',
    ])
    sent.length = 0
    await ledger.end(row.number, 'failed', { kind: 'broken' }, 1)
    expect(sent).toHaveLength(3)
    await stores.leaseOf(APPID).release(term)
    expect(await stores.leaseOf(APPID).acquire('another')).toBe(term + 1)
    sent.length = 0
    await expect(ledger.markTold(row.number, 'passive', 1)).rejects.toBeInstanceOf(LeaseLostError)
    expect(sent.map((text) => text.slice(0, 7))).toEqual(['begin; ', 'rollbac'])
    // What it was rolled back on can be used again.
    expect((await stores.of(APPID).ledger.find(row.number))?.telling).toBe('passive')
  })

  it('whose first statement has parameters begins by itself, and one of nothing sends nothing', async () => {
    const { db } = await open()
    const sent = watchSent()
    await db.transaction().execute((trx) => trx.selectFrom('admin').selectAll().where('appid', '=', APPID).execute())
    expect(sent).toEqual(['begin', 'select * from "admin" where "appid" = $1', 'commit'])
    sent.length = 0
    await db.transaction().execute(() => Promise.resolve())
    await expect(db.transaction().execute(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(sent).toEqual([])
  })
})

describe('the schema', () => {
  it('is made once by ten processes that start together', async () => {
    const empty = await openDatabase('empty')
    await Promise.all(Array.from({ length: 10 }, () => open(empty)))
    const state = await (await client(empty)).query('select level, least_code from fenzu_schema')
    expect(state.rows).toEqual([{ level: POSTGRES_MIGRATIONS.length, least_code: 1 }])
  })

  it('may be newer than the code as long as the release that made it says so, so that a fleet is updated one by one (F70)', async () => {
    const address = await openDatabase()
    const one = await client(address)
    const expand = { leastCode: 1, statements: ['alter table command add column note text'] }
    await migratePostgres(one, [...POSTGRES_MIGRATIONS, expand])
    const old = await open(address)
    expect((await old.of(APPID).ledger.accept(wish('a'))).row.number).toBe(1)
    const known = POSTGRES_MIGRATIONS.length
    const contract = { leastCode: known + 2, statements: ['alter table command drop column note'] }
    await migratePostgres(one, [...POSTGRES_MIGRATIONS, expand, contract])
    await expect(open(address)).rejects.toMatchObject({ code: 'store.newer-schema' })
    expect((await old.of(APPID).ledger.accept(wish('b'))).row.number).toBe(2)
  })

  it('is left as it was when a migration fails half-way', async () => {
    const address = await openDatabase()
    const one = await client(address)
    const broken = { leastCode: 1, statements: ['create table half (a text)', 'create table half (a text)'] }
    await expect(migratePostgres(one, [...POSTGRES_MIGRATIONS, broken])).rejects.toThrow('already exists')
    expect((await one.query("select to_regclass('half') as half")).rows).toEqual([{ half: null }])
  })

  it('of a database that is not there stops the start with a sentence that shows no password (T55)', async () => {
    const nowhere = openPostgresStores({
      url: 'postgres://fenzu:s3cret-word@127.0.0.1:9/fenzu',
      clock: systemClock,
      failed: () => undefined,
    })
    const refused = await nowhere.then(
      () => '',
      (error: unknown) => String(error),
    )
    expect(refused).toContain('the database at 127.0.0.1:9/fenzu cannot be used')
    expect(refused).not.toContain('s3cret-word')
  })
})

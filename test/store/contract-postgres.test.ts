import { afterAll, beforeAll, describe } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { openPostgresStores, type PostgresStores } from '../../src/store/postgres/open.ts'
import { sql } from 'kysely'
import type { StoreSite } from '../contracts/store-factory.ts'
import { confirmationsContract } from '../contracts/store-confirmations.ts'
import { itemsContract } from '../contracts/store-items.ts'
import { ledgerContract } from '../contracts/store-ledger.ts'
import { moveEndsContract } from '../contracts/store-move-ends.ts'
import { peopleContract } from '../contracts/store-people.ts'
import { rulesContract } from '../contracts/store-rules.ts'
import { openDatabase } from '../support/postgres-run.ts'

let database: PostgresStores

beforeAll(async () => {
  database = await openPostgresStores({ url: await openDatabase(), clock: systemClock, failed: () => undefined })
})

afterAll(async () => {
  await database.close()
})

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'fenzu_schema'
  `.execute(database.db)
  return rows.map(({ name }) => name)
}

async function postgresSite(): Promise<StoreSite> {
  const names = await tables()
  await sql`truncate ${sql.join(names.map((name) => sql.table(name)))}`.execute(database.db)
  return {
    open: (appid) => Promise.resolve(Object.assign(database.of(appid), { close: () => Promise.resolve() })),
    async dump() {
      const all = await Promise.all(names.map((name) => sql`select * from ${sql.table(name)}`.execute(database.db)))
      return JSON.stringify(all.map(({ rows }) => rows))
    },
    close: () => Promise.resolve(),
  }
}

describe('the store on PostgreSQL', () => {
  ledgerContract(postgresSite)
  itemsContract(postgresSite)
  confirmationsContract(postgresSite)
  moveEndsContract(postgresSite)
  peopleContract(postgresSite)
  rulesContract(postgresSite)
})

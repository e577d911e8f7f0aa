import type pg from 'pg'
import { StoreRefusedError } from '../errors.ts'
import { POSTGRES_MIGRATIONS, type PostgresMigration } from './migrations.ts'
import { sqlStateOf } from './pool.ts'

/**
 * Brings the schema up to date in one transaction on one connection, behind a lock on the table that says how far it is: of
 * several processes that start at once, one does it and the others find it done. A schema that is newer than this code is
 * left as it is, and is refused only if the release that made it says that this code can't work on it.
 */
export async function migratePostgres(
  client: pg.Client,
  migrations: readonly PostgresMigration[] = POSTGRES_MIGRATIONS,
): Promise<void> {
  await createSchemaTable(client)
  await client.query('begin')
  try {
    await client.query('lock table fenzu_schema in exclusive mode')
    await client.query('insert into fenzu_schema (level, least_code) values (0, 0) on conflict do nothing')
    const state = await client.query<{ level: number; least_code: number }>(
      'select level, least_code from fenzu_schema',
    )
    const { level, least_code: leastCode } = state.rows[0] ?? { level: 0, least_code: 0 }
    if (leastCode > migrations.length) {
      throw new StoreRefusedError(
        'store.newer-schema',
        `the database was brought up to date by a newer fenzu (level ${leastCode}; this one knows ${migrations.length}): start that version`,
      )
    }
    const pending = migrations.slice(level)
    for (const { statements } of pending) for (const statement of statements) await client.query(statement)
    const last = pending.at(-1)
    if (last !== undefined) {
      await client.query('update fenzu_schema set level = $1, least_code = $2', [migrations.length, last.leastCode])
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Two that create the same table at once hinder each other: then it is there. */
async function createSchemaTable(client: pg.Client): Promise<void> {
  try {
    await client.query(
      'create table if not exists fenzu_schema (only_row boolean primary key default true check (only_row), level bigint not null, least_code bigint not null)',
    )
  } catch (error) {
    if (!['23505', '42P07', '42710'].includes(sqlStateOf(error) ?? '')) throw error
  }
}

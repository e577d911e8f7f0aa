import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type pg from 'pg'
import { toError } from '../../domain/errors.ts'
import { StoreRefusedError } from '../errors.ts'
import { MIGRATIONS } from '../sqlite/migrations.ts'
import { holdLock } from '../sqlite/lock.ts'
import { migratePostgres } from './migrate.ts'
import { nameOf } from './open.ts'
import { createClient } from './pool.ts'
import { storable } from './storable.ts'

/** Rows of one step, which is one transaction: a broken-off copy goes on behind the last one. */
const ROWS_A_STEP = 1_000
/** What each store makes for itself. */
const OWN_TABLES = new Set(['kysely_migration', 'kysely_migration_lock', 'probe'])

export interface CopiedTable {
  readonly table: string
  readonly rows: number
}

export interface CopyProgress {
  /** So many rows of a table are there. */
  copied(table: string, rows: number): void
}

type Value = string | number | null

/**
 * Copies a store on SQLite, while no fenzu works on it, into a PostgreSQL database that none has worked on; goes on where an
 * earlier copy was broken off. Compares the numbers of rows at the end. Throws StoreRefusedError.
 */
export async function copyToPostgres(path: string, url: string, progress: CopyProgress): Promise<CopiedTable[]> {
  if (!existsSync(path)) throw refuse(`there is no store at ${path}: nothing was copied`)
  const release = holdLock(path)
  const client = createClient(url)
  client.on('error', () => undefined)
  let source: DatabaseSync | undefined
  try {
    source = new DatabaseSync(path, { readOnly: true })
    checkSource(source, path)
    await client.connect()
    await migratePostgres(client)
    await checkTarget(client, url)
    const copied: CopiedTable[] = []
    for (const table of tablesOf(source)) copied.push(await copyTable(source, client, table, progress))
    await client.query(
      'insert into command_counter (appid, last) select appid, max(number) from command group by appid on conflict (appid) do update set last = greatest(command_counter.last, excluded.last)',
    )
    await client.query('drop table fenzu_copy')
    return copied
  } catch (error) {
    if (error instanceof StoreRefusedError) throw error
    throw refuse(`${path} could not be copied to ${nameOf(url)}: ${toError(error).message}`, error)
  } finally {
    source?.close()
    await client.end().catch(() => undefined)
    release()
  }
}

function checkSource(source: DatabaseSync, path: string): void {
  const applied = source.prepare('select name from kysely_migration').all()
  const missing = Object.keys(MIGRATIONS).length - applied.length
  if (missing !== 0)
    throw refuse(
      `${path} was written by ${missing > 0 ? 'an older' : 'a newer'} fenzu: start this version on it once, stop it, and copy then`,
    )
}

/** A database in which fenzu has worked has commands of its own under the same numbers. */
async function checkTarget(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ copying: string | null; used: boolean }>(
    "select to_regclass('fenzu_copy') as copying, exists (select 1 from command) or exists (select 1 from lease) as used",
  )
  const [state] = rows
  if (state?.copying === null && state.used)
    throw refuse(`fenzu has worked on the database at ${nameOf(url)} already: name an empty one`)
  await client.query('create table if not exists fenzu_copy (name text primary key, place bigint not null)')
}

function tablesOf(source: DatabaseSync): string[] {
  return source
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !OWN_TABLES.has(name))
}

async function copyTable(
  source: DatabaseSync,
  client: pg.Client,
  table: string,
  progress: CopyProgress,
): Promise<CopiedTable> {
  const columns = source
    .prepare(`select name from pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => String(name))
  const listed = columns.map((name) => `"${name}"`).join(', ')
  const all = Number(source.prepare(`select count(*) as n from "${table}"`).get()?.['n'])
  const begun = await client.query<{ place: number }>('select place from fenzu_copy where name = $1', [table])
  let place = begun.rows[0]?.place ?? 0
  const next = source.prepare(`select rowid as place, ${listed} from "${table}" where rowid > ? order by rowid limit ?`)
  for (let done = 0; ;) {
    const rows = next.all(place, ROWS_A_STEP)
    const last = rows.at(-1)
    if (last === undefined) break
    const values = columns.map((column) => rows.map((row) => toValue(row[column] as Value)))
    const types = await typesOf(client, table, columns)
    place = Number(last['place'])
    await client.query('begin')
    await client.query(
      `insert into "${table}" (${listed}) select * from unnest(${types.map((type, at) => `cast($${at + 1} as ${type}[])`).join(', ')}) on conflict do nothing`,
      values,
    )
    await client.query(
      'insert into fenzu_copy (name, place) values ($1, $2) on conflict (name) do update set place = excluded.place',
      [table, place],
    )
    await client.query('commit')
    progress.copied(table, (done += rows.length))
  }
  const there = await client.query<{ n: number }>(`select count(*) as n from "${table}"`)
  const rows = there.rows[0]?.n ?? 0
  if (rows !== all) throw refuse(`${table} has ${all} rows, and ${rows} of them arrived: the copy is not complete`)
  return { table, rows }
}

async function typesOf(client: pg.Client, table: string, columns: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    'select column_name as name, data_type as type from information_schema.columns where table_schema = current_schema() and table_name = $1',
    [table],
  )
  const types = new Map(rows.map(({ name, type }) => [name, type]))
  return columns.map((column) => {
    const type = types.get(column)
    if (type === undefined)
      throw refuse(`PostgreSQL has no place for ${table}.${column}: this is a defect of this version`)
    return type
  })
}

function toValue(value: Value): Value {
  return typeof value === 'string' ? storable(value) : value
}

function refuse(message: string, cause?: unknown): StoreRefusedError {
  return new StoreRefusedError('store.cannot-open', message, cause)
}

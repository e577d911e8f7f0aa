import { closeSync, copyFileSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Clock } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import { retryAtStart } from '../../domain/retry.ts'
import { StoreRefusedError } from '../errors.ts'
import { KnownOpenids } from '../forgetting/known-openids.ts'
import type { Store, Stores } from '../store.ts'
import { stampOf } from './backup.ts'
import { composeStore } from '../sql/compose.ts'
import { SQLITE } from './engine.ts'
import { addKnown } from '../sql/forgetting/known.ts'
import { NodeSqliteDialect } from './dialect.ts'
import { GroupCommit } from '../sql/group-commit.ts'
import { holdLock, realFile } from './lock.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Schema } from '../sql/schema.ts'

/** How long a statement waits for a lock somebody outside holds on the file; nothing else happens meanwhile, so not long. */
const BUSY_TIMEOUT_MS = 250

export interface OpenOptions {
  /** A path, or `:memory:`. The folder is made with mode 0700, the files with 0600. */
  readonly path: string
  readonly clock: Clock
}

/** Opens the file for the one account that works on it; closing the store closes the file. Throws like openSqliteStores. */
export async function openSqliteStore({ appid, ...options }: OpenOptions & { readonly appid: string }): Promise<Store> {
  const stores = await openSqliteStores(options)
  return Object.assign(stores.of(appid), { close: () => stores.close() })
}

/**
 * Opens the file of all accounts: takes the lock, checks the file, brings the schema up to date (after copying the file
 * beside itself). Throws StoreRefusedError with one sentence for the operator; a damaged file is never touched.
 */
export async function openSqliteStores({ path, clock }: OpenOptions): Promise<Stores> {
  const inMemory = path === ':memory:'
  if (!inMemory) makeFile(path)
  const release = inMemory ? () => undefined : await holdLockPatiently(path, clock)
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    checkAndConfigure(database, path)
    const known = new KnownOpenids()
    const dialect = new NodeSqliteDialect(database, (text) => {
      known.addFrom(text)
    })
    const db = new Kysely<Schema>({ dialect })
    await migrate(db, path, inMemory, clock)
    return composeStores(db, clock, known, release)
  } catch (error) {
    database?.close()
    release()
    if (error instanceof StoreRefusedError) throw error
    throw new StoreRefusedError(
      'store.cannot-open',
      `the store ${path} cannot be opened: ${toError(error).message}`,
      error,
    )
  }
}

function composeStores(db: Kysely<Schema>, clock: Clock, known: KnownOpenids, release: () => void): Stores {
  const commit = new GroupCommit(db, { concernsAll: isBusy })
  return {
    of: (appid) => {
      // Whom the disk names is read beside the rest of the start; what could not be read counts as known.
      addKnown(db, appid, known).catch(() => undefined)
      // All accounts' writes of one turn of the event loop share a transaction.
      return composeStore({ db, commit, appid, engine: SQLITE, clock, known, scrub: () => checkpoint(db) })
    },
    get commits() {
      return commit.commits
    },
    async close() {
      await commit.idle()
      await db.destroy()
      release()
    },
  }
}

/** Somebody outside holds the file (SQLITE_BUSY): each try waits for them, and nothing else happens meanwhile. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === 5
}

/** Without waiting for whoever reads or writes the file meanwhile: nothing else could happen then. */
function checkpoint(db: Kysely<Schema>): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    await sql`PRAGMA busy_timeout = 0`.execute(connection)
    try {
      const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(connection)
      return rows[0]?.busy === 0
    } finally {
      await sql.raw(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`).execute(connection)
    }
  })
}

function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'a', 0o600))
    closeSync(openSync(`${realFile(path)}.lock`, 'a', 0o600))
  } catch (error) {
    throw new StoreRefusedError(
      'store.cannot-open',
      `the store ${path} cannot be written: ${toError(error).message}`,
      error,
    )
  }
}

function holdLockPatiently(path: string, clock: Clock): Promise<() => void> {
  return retryAtStart(
    clock,
    (error) => error instanceof StoreRefusedError,
    () => Promise.resolve().then(() => holdLock(path)),
  )
}

function checkAndConfigure(database: DatabaseSync, path: string): void {
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 250',
    )
    const verdict = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (verdict !== 'ok') throw new Error(String(verdict))
  } catch (error) {
    throw new StoreRefusedError(
      'store.damaged',
      `the store ${path} is damaged (${toError(error).message}) and was left as it is: put a backup in its place, or set DATABASE_URL to another file`,
      error,
    )
  }
}

async function migrate(db: Kysely<Schema>, path: string, inMemory: boolean, clock: Clock): Promise<void> {
  const names = Object.keys(MIGRATIONS).sort()
  const done = await appliedMigrations(db)
  const unknown = done.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new StoreRefusedError(
      'store.newer-schema',
      `the store ${path} was written by a newer fenzu (${unknown.join(', ')}): start that version, or restore a backup of this one`,
    )
  }
  if (done.length === names.length) return
  if (!inMemory && done.length > 0) await copyBeside(db, path, clock)
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw toError(error)
}

async function appliedMigrations(db: Kysely<Schema>): Promise<string[]> {
  // Kysely's own introspection asks for the columns of all tables, which is a tenth of an opening.
  const table = await sql`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`.execute(db)
  if (table.rows.length === 0) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}

/** The copy is complete because the write-ahead log is folded into the file first and the lock keeps others away. */
async function copyBeside(db: Kysely<Schema>, path: string, clock: Clock): Promise<void> {
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db)
  const copy = `${path}.before-${stampOf(clock.now())}`
  if (!existsSync(copy)) copyFileSync(path, copy)
}

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { toError } from '../../domain/errors.ts'
import type { KeptCopy } from '../../domain/replies/kept.ts'
import { StoreRefusedError } from '../errors.ts'
import { holdLock, realFile } from './lock.ts'
import { MIGRATIONS } from './migrations.ts'

export interface StoreExamination {
  /** Whether another process holds the store. */
  readonly held: boolean
  /** null when the file is not there yet. */
  readonly file: { readonly problem: 'damaged' | 'newer-schema' | 'unreadable' | null; readonly detail: string } | null
  /** Owners written down for this appid; null when that could not be read. */
  readonly owners: number | null
  /** What is kept of the console of this appid; null when nothing is, or it could not be read. */
  readonly kept: KeptCopy | null
}

/**
 * Looks at a store without changing or making anything, also while a bot works on it. Reads the whole file once. Never throws.
 */
export function examineSqliteStore(path: string, appid: string): StoreExamination {
  if (!existsSync(path)) return { held: false, file: null, owners: 0, kept: null }
  try {
    const release = existsSync(`${realFile(path)}.lock`) ? tryToHold(path) : () => undefined
    try {
      return { held: release === null, ...read(path, appid) }
    } finally {
      release?.()
    }
  } catch (error) {
    return { held: false, file: { problem: 'unreadable', detail: toError(error).message }, owners: null, kept: null }
  }
}

/** null when somebody else holds it. */
function tryToHold(path: string): (() => void) | null {
  try {
    return holdLock(path)
  } catch (error) {
    if (error instanceof StoreRefusedError) return null
    throw error
  }
}

function read(path: string, appid: string): Omit<StoreExamination, 'held'> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 250 })
  try {
    const verdict = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
    if (verdict !== 'ok') return { file: { problem: 'damaged', detail: verdict }, owners: null, kept: null }
    const applied = has(database, 'kysely_migration')
      ? database
          .prepare('select name from kysely_migration')
          .all()
          .map(({ name }) => String(name))
      : []
    const unknown = applied.filter((name) => !(name in MIGRATIONS))
    if (unknown.length > 0)
      return { file: { problem: 'newer-schema', detail: unknown.join(', ') }, owners: null, kept: null }
    // Before there were roles every admin was an owner.
    const ofOwners = applied.includes('0005-roles') ? " and role = 'owner'" : ''
    const owners = has(database, 'admin')
      ? Number(database.prepare(`select count(*) as n from admin where appid = ?${ofOwners}`).get(appid)?.['n'])
      : 0
    return { file: { problem: null, detail: '' }, owners, kept: readKept(database, appid) }
  } catch (error) {
    const detail = toError(error).message
    const damaged = /malformed|not a database|corrupt/.test(detail)
    return { file: { problem: damaged ? 'damaged' : 'unreadable', detail }, owners: null, kept: null }
  } finally {
    database.close()
  }
}

function readKept(database: DatabaseSync, appid: string): KeptCopy | null {
  if (!has(database, 'kept_part')) return null
  const row = database.prepare("select body from kept_part where appid = ? and part = 'copy'").get(appid)
  return row === undefined ? null : (JSON.parse(String(row['body'])) as KeptCopy)
}

function has(database: DatabaseSync, table: string): boolean {
  return database.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) !== undefined
}

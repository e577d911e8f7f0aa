import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { toError } from '../../domain/errors.ts'
import { StoreRefusedError } from '../errors.ts'
import { holdLock, realFile } from './lock.ts'
import { MIGRATIONS } from './migrations.ts'
import { settleRestored, type RestoreFindings } from './settle.ts'

/**
 * Writes a copy of the store as it is at this moment into `file`, while the bot may be running: readers and writers go on.
 * The copy has mode 0600 and appears whole or not at all. Returns the number of commands in it. Throws StoreRefusedError.
 */
export function backupStore(path: string, file: string): number {
  if (!existsSync(path)) throw refuse(`there is no store at ${path}: nothing was backed up`)
  if (existsSync(file)) throw refuse(`${file} exists already: name a file that does not`)
  const partial = `${file}.partial`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    rmSync(partial, { force: true })
    closeSync(openSync(partial, 'wx', 0o600))
    const source = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    try {
      source.prepare('VACUUM INTO ?').run(partial)
    } finally {
      source.close()
    }
    const commands = countCommands(partial)
    sync(partial)
    renameSync(partial, file)
    return commands
  } catch (error) {
    rmSync(partial, { force: true })
    if (error instanceof StoreRefusedError) throw error
    throw refuse(`${path} could not be copied to ${file}: ${toError(error).message}`, error)
  }
}

/**
 * Puts a backup in the place of the store. Refused while a bot holds it, and for a file that is damaged, no store, or
 * written by a newer version. What had not ended in it does not run, and no number is given twice (settleRestored). What was
 * there before is kept beside it; returns under which name, or null.
 */
export function restoreStore(
  name: string,
  file: string,
  now: number,
): RestoreFindings & { commands: number; before: string | null } {
  if (!existsSync(file)) throw refuse(`there is no file ${file}: nothing was restored`)
  const commands = countCommands(file)
  mkdirSync(dirname(name), { recursive: true, mode: 0o700 })
  const release = holdLock(name)
  const path = realFile(name)
  const fresh = `${path}.restoring`
  try {
    copyFileSync(file, fresh)
    chmodSync(fresh, 0o600)
    const settled = settleRestored(fresh, path, now)
    sync(fresh)
    const before = existsSync(path) ? `${path}.before-${stampOf(now)}` : null
    for (const ending of ['', '-wal', '-shm']) {
      if (!existsSync(path + ending)) continue
      if (before === null || ending === '-shm') rmSync(path + ending)
      else renameSync(path + ending, before + ending)
    }
    renameSync(fresh, path)
    return { commands, before, ...settled }
  } catch (error) {
    for (const ending of ['', '-wal', '-shm']) rmSync(fresh + ending, { force: true })
    throw refuse(`${file} could not be put in the place of ${path}: ${toError(error).message}`, error)
  } finally {
    release()
  }
}

/** `20261125T100000Z`: the moment as part of a file's name. */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** Whether the file is a whole store of this version or an older one; how many commands it holds. */
function countCommands(file: string): number {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true })
    const verdict = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
    if (verdict !== 'ok') throw new Error(String(verdict))
    const newer = db
      .prepare('select name from kysely_migration')
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !(name in MIGRATIONS))
    if (newer.length > 0) throw refuse(`${file} was written by a newer fenzu (${newer.join(', ')}): use that version`)
    return Number(db.prepare('select count(*) as n from command').get()?.['n'])
  } catch (error) {
    if (error instanceof StoreRefusedError) throw error
    throw new StoreRefusedError('store.damaged', `${file} is no whole store of fenzu: ${toError(error).message}`, error)
  } finally {
    db?.close()
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

function refuse(message: string, cause?: unknown): StoreRefusedError {
  return new StoreRefusedError('store.cannot-open', message, cause)
}

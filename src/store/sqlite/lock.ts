import { closeSync, existsSync, openSync, realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefusedError } from '../errors.ts'

/** SQLite's code for a file that somebody else has locked. */
const BUSY = 5

/**
 * Holds a store for this process, under whatever name it is opened, in two ways; the operating system lets go of both when
 * the process dies, however it dies, so there is no stale lock to clean up.
 *
 * - An exclusive transaction stays open on `FILE.lock`, beside the file that the name leads to.
 * - A lock file can be deleted, and a hard link has another: so nobody may have the store itself open. SQLite's locks belong
 *   to the file (device and inode), and whoever works on a store has it locked as long as it is open.
 *
 * Throws StoreRefusedError (`store.in-use`). A backup that is just being made counts as use too; it passes.
 */
export function holdLock(path: string): () => void {
  const file = realFile(path)
  const release = lockBeside(file, path)
  try {
    if (existsSync(file)) proveUnused(file, path)
  } catch (error) {
    release()
    throw error
  }
  return release
}

/** Where a name leads; a file that is not there yet has only its name. */
export function realFile(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function lockBeside(file: string, path: string): () => void {
  closeSync(openSync(`${file}.lock`, 'a', 0o600))
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw inUse(path, error)
  }
  return () => {
    lock.close()
  }
}

/** For a moment nobody else may have it open, not even to read. */
function proveUnused(file: string, path: string): void {
  const store = new DatabaseSync(file, { timeout: 0 })
  try {
    store.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK')
  } catch (error) {
    // What else is wrong with the file is told by whoever opens it.
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) throw inUse(path, error)
  } finally {
    store.close()
  }
}

function inUse(path: string, cause: unknown): StoreRefusedError {
  return new StoreRefusedError(
    'store.in-use',
    `another fenzu is using ${path}: stop it first, or set DATABASE_URL to another file`,
    cause,
  )
}

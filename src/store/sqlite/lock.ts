import { DatabaseSync } from 'node:sqlite'
import { StoreRefusedError } from '../errors.ts'

/**
 * Holds a file for this process: an exclusive SQLite transaction that stays open on `FILE.lock`. The operating system lets
 * go of it when the process dies, however it dies, so there is no stale lock to clean up.
 */
export function holdLock(file: string): () => void {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new StoreRefusedError(
      'store.in-use',
      `another fenzu is using ${file}: stop it first, or set DATABASE_URL to another file`,
      error,
    )
  }
  return () => {
    lock.close()
  }
}

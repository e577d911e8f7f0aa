import { existsSync, linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { StoreRefusedError } from '../../src/store/errors.ts'
import { holdLock, realFile } from '../../src/store/sqlite/lock.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-'))
  path = join(folder, 'fenzu.db')
})

/** A store that somebody works on: the file is locked in the mode in which SQLite has one that is open. */
function opened(): DatabaseSync {
  const db = new DatabaseSync(path)
  onTestFinished(() => {
    if (db.isOpen) db.close()
  })
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS something (name TEXT)')
  return db
}

describe('the lock of a store', () => {
  it('belongs to one, until that one lets go', () => {
    const release = holdLock(path)
    expect(() => holdLock(path)).toThrow(StoreRefusedError)
    release()
    holdLock(path)()
  })

  it('makes no store where there was none', () => {
    holdLock(path)()
    expect(existsSync(path)).toBe(false)
  })

  it('goes by the file, not by the name that leads to it (F22)', () => {
    opened().close()
    const link = join(folder, 'another name')
    symlinkSync(path, link)
    const release = holdLock(path)
    expect(realFile(link)).toBe(realFile(path))
    expect(() => holdLock(link)).toThrow(StoreRefusedError)
    release()
    holdLock(link)()
  })

  it('is refused while the store is open, whatever became of the lock file and under a hard link too (F22)', () => {
    const db = opened()
    const other = join(folder, 'another name')
    linkSync(path, other)
    expect(() => holdLock(path)).toThrow(StoreRefusedError)
    expect(() => holdLock(other)).toThrow(StoreRefusedError)
    rmSync(`${path}.lock`)
    expect(() => holdLock(path)).toThrow(StoreRefusedError)
    db.close()
    // Whoever was refused holds nothing.
    holdLock(path)()
  })

  it('does not mind what else is wrong with the file: whoever opens it tells', () => {
    writeFileSync(path, 'this is no database, but long enough for the header of one'.repeat(20))
    holdLock(path)()
  })
})

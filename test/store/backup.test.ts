import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { StoreRefusedError } from '../../src/store/errors.ts'
import { backupStore, restoreStore, stampOf } from '../../src/store/sqlite/backup.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ManualClock } from '../support/manual-clock.ts'

const APPID = 'wx5a4db0c0ffee0001'
let folder: string
let path: string
let copy: string
let clock: ManualClock

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-'))
  path = join(folder, 'fenzu.db')
  copy = join(folder, 'copy.db')
  clock = new ManualClock()
  await using((store) => store.admins.setLanguage('oFirst', 'en'))
})

async function using<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ path, appid: APPID, clock })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

describe('a backup', () => {
  it('is whole, the operator’s alone, and never put over another', () => {
    expect(backupStore(path, copy)).toBe(0)
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(() => backupStore(path, copy)).toThrow(StoreRefusedError)
    expect(() => backupStore(join(folder, 'none.db'), join(folder, 'other.db'))).toThrow('nothing was backed up')
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it('is not there when it could not be made', () => {
    writeFileSync(path, 'this is no database, but long enough for the header of one'.repeat(20))
    expect(() => backupStore(path, copy)).toThrow('could not be copied')
    expect(existsSync(copy)).toBe(false)
  })

  it('takes the place of the store, which is kept beside it without what only a running process reads', () => {
    backupStore(path, copy)
    writeFileSync(`${path}-shm`, 'of a process that was killed')
    const now = clock.now()
    const { before } = restoreStore(path, copy, now)
    expect(before).toBe(`${path}.before-${stampOf(now)}`)
    expect([existsSync(before ?? ''), existsSync(`${before ?? ''}-shm`), existsSync(`${path}-shm`)]).toEqual([
      true,
      false,
      false,
    ])
    expect(existsSync(`${path}.restoring`)).toBe(false)
  })

  it('is refused while a bot holds the store, and where there is none', async () => {
    backupStore(path, copy)
    await using(() => {
      expect(() => restoreStore(path, copy, clock.now())).toThrow(StoreRefusedError)
      return Promise.resolve()
    })
    expect(() => restoreStore(path, join(folder, 'none.db'), clock.now())).toThrow('nothing was restored')
  })
})

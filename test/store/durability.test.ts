import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Opens a store and returns the very connection that it writes with: what a pragma says belongs to one connection alone. */
async function openWatched() {
  const watched = vi.spyOn(DatabaseSync.prototype, 'exec')
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-durability-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  const connections = watched.mock.contexts.filter((one) => one instanceof DatabaseSync)
  const connection = connections.find((one) => one.isOpen && one.location() === path)
  if (connection === undefined) throw new Error('the store did not open its file')
  return { store, pragma: (name: string) => Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0] }
}

describe('an opened store', () => {
  it('waits for the disk before it calls anything written (F18)', async () => {
    const { store, pragma } = await openWatched()
    // 2 is FULL.
    expect([pragma('synchronous'), pragma('journal_mode')]).toEqual([2, 'wal'])
    await store.close()
  })

  it('overwrites what it deletes, and keeps its references whole', async () => {
    const { store, pragma } = await openWatched()
    expect([pragma('secure_delete'), pragma('foreign_keys')]).toEqual([1, 1])
    await store.close()
  })

  it('gives up on a lock that somebody else holds soon enough not to hold up the event loop', async () => {
    const { store, pragma } = await openWatched()
    expect(pragma('busy_timeout')).toBe(250)
    await store.close()
  })

  it('is written to the end by a process that has nothing else to do (F18)', () => {
    const open = join(import.meta.dirname, '../../src/store/sqlite/open.ts')
    const clock = join(import.meta.dirname, '../../src/domain/clock.ts')
    const path = join(mkdtempSync(join(tmpdir(), 'fenzu-durability-')), 'fenzu.db')
    const script = `
      import { openSqliteStore } from ${JSON.stringify(open)}
      import { systemClock as clock } from ${JSON.stringify(clock)}
      const store = await openSqliteStore({ path: ${JSON.stringify(path)}, appid: 'wx5a4db0c0ffee0001', clock })
      for (let page = 0; page < 60; page += 1)
        await store.people.import(Array.from({ length: 500 }, (_, at) => ({ openid: 'oPage' + (page * 500 + at + 1e9) })))
      console.log(await store.people.count())`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '30000\n', stderr: '' })
  })
})

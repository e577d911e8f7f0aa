import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from 'vitest'
import { examineSqliteStore } from '../../src/store/sqlite/examine.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ManualClock } from '../support/manual-clock.ts'

const APPID = 'wx5a4db0c0ffee0001'
const OWNER = 'oAdmin_Sandbox_0000000000001'
let path: string

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
})

/** A store with one owner and one admin, closed again. */
async function made(): Promise<void> {
  const store = await openSqliteStore({ path, appid: APPID, clock: new ManualClock() })
  await store.admins.addFirst(OWNER, 1)
  await store.close()
  changed(`INSERT INTO admin (appid, openid, since, role) VALUES ('${APPID}', 'oAdmin_Second', 1, 'admin')`)
}

function changed(statement: string): void {
  const db = new DatabaseSync(path)
  db.exec(statement)
  db.close()
}

describe('a store that is looked at', () => {
  it('may not be there yet', () => {
    expect(examineSqliteStore(path, APPID)).toEqual({ held: false, file: null, owners: 0, kept: null })
  })

  it('tells the owners of an account, and no other admins and no other accounts', async () => {
    await made()
    const file = { problem: null, detail: '' }
    expect(examineSqliteStore(path, APPID)).toEqual({ held: false, file, owners: 1, kept: null })
    expect(examineSqliteStore(path, 'wx0000000000000000').owners).toBe(0)
  })

  it('is held while a bot works on it, and not any longer', async () => {
    await made()
    const store = await openSqliteStore({ path, appid: APPID, clock: new ManualClock() })
    const looked = examineSqliteStore(path, APPID)
    await store.close()
    expect(looked).toMatchObject({ held: true, owners: 1 })
    expect(examineSqliteStore(path, APPID)).toMatchObject({ held: false, owners: 1 })
    // Looking leaves no lock behind.
    await (await openSqliteStore({ path, appid: APPID, clock: new ManualClock() })).close()
  })

  it('may be of a newer version', async () => {
    await made()
    changed("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-of-tomorrow', '')")
    expect(examineSqliteStore(path, APPID)).toMatchObject({
      file: { problem: 'newer-schema', detail: '9999-of-tomorrow' },
      owners: null,
    })
  })

  it('may be no store at all', () => {
    writeFileSync(path, 'this is no database, but long enough for the header of one'.repeat(20))
    expect(examineSqliteStore(path, APPID)).toMatchObject({ held: false, file: { problem: 'damaged' }, owners: null })
  })
})

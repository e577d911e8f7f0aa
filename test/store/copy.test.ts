import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { copyToPostgres } from '../../src/store/postgres/copy.ts'
import { openPostgresStores } from '../../src/store/postgres/open.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { APPID } from '../contracts/store-factory.ts'
import { makeOldStore } from '../support/old-store.ts'
import { openDatabase } from '../support/postgres-run.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const quiet = { copied: () => undefined }

let path: string
let url: string

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-copy-')), 'fenzu.db')
  url = await openDatabase('empty')
  // As the first release made it, brought up to date by a start.
  await makeOldStore(path, APPID, 1_500)
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  await store.people.import([{ openid: P, remark: 'a\0b', groups: [108] }])
  await store.admins.addFirst(P, 7)
  await store.close()
})

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const open = async () => {
  const stores = await openPostgresStores({ url, clock: systemClock, failed: () => undefined })
  opened.push(stores)
  return stores.of(APPID)
}

it('carries a store of an earlier release from SQLite to PostgreSQL, and numbers go on', async () => {
  const tables = await copyToPostgres(path, url, quiet)
  expect(tables.find(({ table }) => table === 'command')?.rows).toBe(1_500)
  const store = await open()
  expect(await store.ledger.latestNumber()).toBe(1_500)
  expect(await store.ledger.lastKnownGroups('o000000000000000000000001500')).toEqual([108])
  expect(await store.admins.list()).toEqual([{ openid: P, role: 'owner', since: 7 }])
  expect((await store.people.find(P))?.groups).toEqual([108])
  const again = {
    kind: 'read',
    actor: adminOf(P),
    dedupeKey: 'k',
    writtenAt: 1,
    acceptedAt: 1,
    command: '查',
    args: {},
  } as const
  const asked = { command: '查', target: '', openid: null }
  expect((await store.ledger.accept({ ...again, asked, openids: [] })).row.number).toBe(1_501)
})

it('goes on where it was broken off', async () => {
  let steps = 0
  const breaking = {
    copied() {
      steps += 1
      if (steps === 3) throw new Error('the machine is switched off')
    },
  }
  await expect(copyToPostgres(path, url, breaking)).rejects.toThrow('switched off')
  const tables = await copyToPostgres(path, url, quiet)
  expect(tables.find(({ table }) => table === 'item')?.rows).toBe(1_500)
})

it('refuses a database that fenzu has worked on, and a store that is in use, and shows no password (T55)', async () => {
  await copyToPostgres(path, url, quiet)
  await expect(copyToPostgres(path, url, quiet)).rejects.toThrow('name an empty one')
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  opened.push(store)
  const secret = url.replace('postgres@', 'postgres:s3cret-word@')
  const refused = await copyToPostgres(path, secret, quiet).then(
    () => '',
    (error: unknown) => String(error),
  )
  expect(refused).toContain('another fenzu is using')
  expect(refused).not.toContain('s3cret-word')
})

import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { StoreRefusedError } from '../../src/store/errors.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { makeOldStore } from '../support/old-store.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let folder: string
let path: string
let store: Store

const open = (appid = 'wx5a4db0c0ffee0001') => openSqliteStore({ path, appid, clock: systemClock })

const wish = (key: string, more: Partial<NewCommand> = {}): NewCommand => ({
  kind: 'change',
  actor: adminOf('oAdmin_Sandbox_0000000000001'),
  dedupeKey: key,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: { openid: P },
  asked: { command: '移动', target: 'VIP(108)', openid: P },
  openids: [P],
  ...more,
})

const moved = {
  kind: 'moved',
  openid: P,
  from: { id: 0, name: '未分组' },
  to: { id: 108, name: 'VIP' },
} as const

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-store-'))
  path = join(folder, 'data', 'fenzu.db')
  store = await open()
})

afterEach(async () => {
  await store.close().catch(() => undefined)
})

const GONE = /^gone-[0-9a-f]{12}$/

describe('forgetting a person', () => {
  it('leaves the pseudonym in place of the openid and nothing else of them in the file', async () => {
    const { row } = await store.ledger.accept(wish('a'))
    await store.ledger.markSent(
      row.number,
      { kind: 'move', openid: P, from: 0, to: 108 },
      [{ openid: P, from: [0], to: [108] }],
      3_000,
    )
    await store.ledger.end(row.number, 'done', moved, 4_000)
    await store.confirmations.put({
      actor: adminOf('oAdmin_Sandbox_0000000000001'),
      digits: '0042',
      plan: { kind: 'blacklist', openid: P, from: null },
      digest: 'd1ge57',
      askedBy: 1,
      expiresAt: 9_000,
      triesLeft: 5,
    })
    await store.erasures.add({ openid: P, at: 4, otherOwners: true })
    expect(await store.erasures.work('', Infinity)).toEqual({ next: null, erased: 1, waiting: 0 })
    expect(await store.ledger.find(row.number)).toMatchObject({
      args: { openid: expect.stringMatching(GONE) as string },
      answer: { openid: expect.stringMatching(GONE) as string },
    })
    expect(await store.ledger.lastKnownGroups(P)).toBeNull()
    expect(await store.confirmations.get(adminOf('oAdmin_Sandbox_0000000000001'), 5_000)).toBeUndefined()
    await store.close()
    const db = new DatabaseSync(path)
    const tables = db.prepare("select name from sqlite_master where type = 'table'").all()
    const dump = JSON.stringify(tables.map(({ name }) => db.prepare(`select * from "${String(name)}"`).all()))
    db.close()
    expect(dump).not.toContain(P)
    expect(dump).toMatch(/gone-[0-9a-f]{12}/)
  })
})

describe('what earlier versions wrote', () => {
  it('is read on: a whereabouts answer whose changes name their admins', async () => {
    const { row } = await store.ledger.accept(wish('a', { kind: 'read' }))
    await store.ledger.end(row.number, 'done', moved, 4_000)
    await store.close()
    const change = { number: 7, at: 5, own: false, asked: row.asked, answer: null, reason: null, undoneBy: null }
    const where = { kind: 'whereabouts', openid: P, group: moved.to, others: [], remark: null, subscribedAt: null }
    const changes = [{ ...change, admin: 'oAdmin_Sandbox_0000000000001' }]
    const logged = [
      { ...changes[0], undoer: 'oAdmin_Sandbox_0000000000002' },
      { ...changes[0], undoer: null },
    ]
    const db = new DatabaseSync(path)
    const old = JSON.stringify({ ...where, changes: [...changes, ...logged] })
    db.prepare('update command set answer = ? where number = ?').run(old, row.number)
    db.close()
    store = await open()
    const actor = adminOf('oAdmin_Sandbox_0000000000001')
    expect((await store.ledger.find(row.number))?.answer).toEqual({
      ...where,
      changes: [
        { ...change, actor },
        { ...change, actor, undoer: adminOf('oAdmin_Sandbox_0000000000002') },
        { ...change, actor, undoer: null },
      ],
    })
  })
})

describe('the file', () => {
  it('is readable by its owner alone', () => {
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(folder, 'data'))) {
      expect([name, statSync(join(folder, 'data', name)).mode & 0o777]).toEqual([name, 0o600])
    }
  })

  it('belongs to one process: a second one is refused with the name of the file (F22)', async () => {
    const clock = new ManualClock()
    const second = turnUntil(clock, openSqliteStore({ path, appid: 'wx', clock }), 100)
    await expect(second).rejects.toThrow(
      `another fenzu is using ${path}: stop it first, or set DATABASE_URL to another file`,
    )
  })

  it('of a newer version is refused and left as it was (F37)', async () => {
    await store.close()
    const db = new DatabaseSync(path)
    db.exec("insert into kysely_migration values ('9999-from-the-future', '2099-01-01')")
    db.close()
    await expect(open()).rejects.toMatchObject({ code: 'store.newer-schema' })
    const after = new DatabaseSync(path)
    expect(after.prepare('select count(*) as n from kysely_migration').get()).toEqual({
      n: Object.keys(MIGRATIONS).length + 1,
    })
    after.close()
  })

  it.each(
    Object.keys(MIGRATIONS)
      .slice(0, -1)
      .map((last, at) => ({ last, migrations: at + 1 })),
  )(
    'of the version of $last is copied beside itself and brought up to date, with everything in it (F37)',
    async ({ migrations }) => {
      await store.close()
      path = join(folder, 'data', 'old.db')
      await makeOldStore(path, 'wx5a4db0c0ffee0001', 1, migrations)
      store = await open()
      expect((await store.ledger.find(1))?.undoneBy).toBeNull()
      expect(await store.ledger.lastKnownGroups('o000000000000000000000000001')).toEqual([108])
      const [copy] = readdirSync(join(folder, 'data')).filter((name) => name.includes('.before-'))
      const before = new DatabaseSync(join(folder, 'data', copy ?? ''), { readOnly: true })
      expect(before.prepare('select number from command').all()).toEqual([{ number: 1 }])
      before.close()
    },
  )

  it('that is damaged stops the start with a clear text and is never touched (F21)', async () => {
    await store.ledger.accept(wish('a'))
    await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 0, 200)
    writeFileSync(path, bytes)
    const refusal = await open().catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StoreRefusedError)
    expect(refusal).toMatchObject({ code: 'store.damaged' })
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('in a folder that cannot be written is refused with its name', async () => {
    writeFileSync(join(folder, 'plain'), '')
    chmodSync(join(folder, 'plain'), 0o600)
    const refused = openSqliteStore({ path: join(folder, 'plain', 'fenzu.db'), appid: 'wx', clock: systemClock })
    await expect(refused).rejects.toMatchObject({ code: 'store.cannot-open' })
  })
})

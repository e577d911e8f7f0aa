import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock, type Clock } from '../../src/domain/clock.ts'
import { StoreRefusedError } from '../../src/store/errors.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { makeOldStore } from '../support/old-store.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let folder: string
let path: string
let store: Store

const open = (appid = 'wx5a4db0c0ffee0001') => openSqliteStore({ path, appid, clock: systemClock })

const wish = (key: string, more: Partial<NewCommand> = {}): NewCommand => ({
  kind: 'change',
  admin: 'oAdmin_Sandbox_0000000000001',
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

describe('accepting', () => {
  it('gives numbers that people can say, in the order of acceptance', async () => {
    const accepted = await Promise.all([store.ledger.accept(wish('a')), store.ledger.accept(wish('b'))])
    expect(accepted.map(({ row, fresh }) => [row.number, fresh])).toEqual([
      [1, true],
      [2, true],
    ])
  })

  it('finds the row of a delivery that was accepted before, also after a restart (F25)', async () => {
    const first = await store.ledger.accept(wish('a'))
    await store.close()
    store = await open()
    const again = await store.ledger.accept(wish('a'))
    expect(again).toEqual({ row: first.row, fresh: false })
  })

  it('makes one row of fifty simultaneous deliveries of the same message (F22)', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => store.ledger.accept(wish('same'))))
    expect(all.filter(({ fresh }) => fresh)).toHaveLength(1)
    expect(new Set(all.map(({ row }) => row.number))).toEqual(new Set([1]))
  })

  it('keeps the accounts of one file apart', async () => {
    await store.ledger.accept(wish('a'))
    await store.close()
    store = await open('wx00000000000000ff')
    expect((await store.ledger.accept(wish('a'))).row.number).toBe(1)
  })
})

describe('the life of a command', () => {
  it('keeps what was about to be done, how it ended and what was answered', async () => {
    const { row } = await store.ledger.accept(wish('a'))
    await store.ledger.markSent(
      row.number,
      { kind: 'move', openid: P, from: 0, to: 108 },
      [{ openid: P, from: [0], to: [108] }],
      3_000,
    )
    expect((await store.ledger.unfinished()).map(({ state, plan }) => [state, plan])).toEqual([
      ['sent', { kind: 'move', openid: P, from: 0, to: 108 }],
    ])
    await store.ledger.end(row.number, 'done', moved, 4_000)
    expect(await store.ledger.find(row.number)).toMatchObject({
      state: 'ended',
      outcome: 'done',
      answer: moved,
      telling: null,
    })
    expect(await store.ledger.unfinished()).toEqual([])
    expect(await store.ledger.lastKnownGroups(P)).toEqual([108])
  })

  it('never takes an end back', async () => {
    const { row } = await store.ledger.accept(wish('a'))
    await store.ledger.end(row.number, 'done', moved, 4_000)
    await store.ledger.markSent(row.number, {}, [], 5_000)
    await store.ledger.end(row.number, 'failed', { kind: 'broken' }, 6_000)
    expect(await store.ledger.find(row.number)).toMatchObject({ state: 'ended', outcome: 'done', answer: moved })
  })

  it('lets the late answer be claimed once, and never after the admin was told', async () => {
    const { row } = await store.ledger.accept(wish('a'))
    await store.ledger.end(row.number, 'done', moved, 4_000)
    expect((await store.ledger.untold(3_000)).map(({ number }) => number)).toEqual([1])
    expect(await store.ledger.startLateAnswer(row.number, 5_000)).toBe(true)
    expect(await store.ledger.startLateAnswer(row.number, 5_000)).toBe(false)
    const other = await store.ledger.accept(wish('b'))
    await store.ledger.markTold(other.row.number, 'passive', 5_000)
    expect(await store.ledger.startLateAnswer(other.row.number, 5_000)).toBe(false)
    expect(await store.ledger.untold(3_000)).toEqual([])
  })

  it('knows whether a change written later was accepted before (F27)', async () => {
    await store.ledger.accept(wish('newer', { writtenAt: 9_000 }))
    const late = await store.ledger.accept(wish('older', { writtenAt: 8_000 }))
    expect(await store.ledger.hasNewerChange(P, 8_000, late.row.number)).toBe(true)
    expect(await store.ledger.hasNewerChange(P, 9_000, late.row.number)).toBe(false)
    expect(await store.ledger.hasNewerChange('oSomebodyElse_00000000000000', 8_000, late.row.number)).toBe(false)
    await store.ledger.end(1, 'refused', { kind: 'broken' }, 9_500)
    expect(await store.ledger.hasNewerChange(P, 8_000, late.row.number)).toBe(false)
  })
})

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
      admin: 'oAdmin_Sandbox_0000000000001',
      digits: '0042',
      plan: { kind: 'blacklist', openid: P, from: null },
      digest: 'd1ge57',
      askedBy: 1,
      expiresAt: 9_000,
      triesLeft: 5,
    })
    await store.ledger.forget(P, 'gone-1')
    expect(await store.ledger.find(row.number)).toMatchObject({
      args: { openid: 'gone-1' },
      answer: { openid: 'gone-1' },
    })
    expect(await store.ledger.lastKnownGroups(P)).toBeNull()
    expect(await store.confirmations.get('oAdmin_Sandbox_0000000000001', 5_000)).toBeUndefined()
    await store.close()
    const db = new DatabaseSync(path)
    const tables = db.prepare("select name from sqlite_master where type = 'table'").all()
    const dump = JSON.stringify(tables.map(({ name }) => db.prepare(`select * from "${String(name)}"`).all()))
    db.close()
    expect(dump).not.toContain(P)
    expect(dump).toContain('gone-1')
  })
})

describe('growth', () => {
  it('deletes what ended long ago in small steps and never gives a number twice', async () => {
    for (const key of ['a', 'b', 'c']) {
      const { row } = await store.ledger.accept(wish(key))
      await store.ledger.end(row.number, 'done', moved, 4_000)
    }
    expect(await store.ledger.prune(5_000, 1)).toBe(1)
    expect(await store.ledger.prune(5_000, 10)).toBe(1)
    expect(await store.ledger.prune(5_000, 10)).toBe(0)
    expect((await store.ledger.accept(wish('d'))).row.number).toBe(4)
  })
})

describe('confirmations', () => {
  const plan = { kind: 'delete', group: { id: 108, name: 'VIP' }, count: 3 } as const
  const waiting = { admin: 'oA', digits: '0042', plan, digest: 'd1ge57', askedBy: 1, expiresAt: 10_000, triesLeft: 2 }

  it('keeps one plan for each admin, until it expires, across a restart', async () => {
    await store.confirmations.put({ ...waiting, digits: '1111' })
    await store.confirmations.put(waiting)
    await store.close()
    store = await open()
    expect(await store.confirmations.get('oA', 9_999)).toEqual(waiting)
    expect(await store.confirmations.get('oA', 10_000)).toBeUndefined()
  })

  it('voids a plan when its tries are used up', async () => {
    await store.confirmations.put(waiting)
    expect(await store.confirmations.countWrongTry('oA')).toBe(1)
    expect(await store.confirmations.countWrongTry('oA')).toBe(0)
    expect(await store.confirmations.get('oA', 5_000)).toBeUndefined()
    expect(await store.confirmations.clear('oA', 5_000)).toBe(false)
  })
})

describe('the file', () => {
  it('is readable by its owner alone', () => {
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(folder, 'data'))) {
      expect([name, statSync(join(folder, 'data', name)).mode & 0o777]).toEqual([name, 0o600])
    }
  })

  it('belongs to one process: a second one is refused with the name of the file', async () => {
    let time = 0
    const hurried: Clock = {
      now: () => time,
      elapsed: () => time,
      setTimer: (ms, fire) => {
        time += ms
        setImmediate(fire)
        return () => undefined
      },
    }
    const second = openSqliteStore({ path, appid: 'wx', clock: hurried })
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

  it('of an older version is copied beside itself and brought up to date, with everything in it (F37)', async () => {
    await store.close()
    path = join(folder, 'data', 'old.db')
    await makeOldStore(path, 'wx5a4db0c0ffee0001', 1)
    store = await open()
    expect((await store.ledger.find(1))?.undoneBy).toBeNull()
    expect(await store.ledger.lastKnownGroups('o000000000000000000000000001')).toEqual([108])
    const [copy] = readdirSync(join(folder, 'data')).filter((name) => name.includes('.before-'))
    const before = new DatabaseSync(join(folder, 'data', copy ?? ''), { readOnly: true })
    expect(before.prepare('select number from command').all()).toEqual([{ number: 1 }])
    before.close()
  })

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

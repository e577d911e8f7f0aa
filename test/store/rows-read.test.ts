import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { asIfLarge } from '../support/large-statistics.ts'
import { APPID, fillStore, FIRST_MOMENT, largeAdmin, largeOpenid } from '../support/large-store.ts'
import { executedIn, RowCounter, type Executed } from '../support/rows-read.ts'
import { storeCalls, type Cast } from '../support/store-calls.ts'
import { until } from '../support/stage.ts'

/**
 * A twentieth of the account of which T37 speaks (200,000 people, 1,000,000 commands), with the statistics of the whole. As large as that with
 * FENZU_PART_OF_LARGE_STORE=1; nothing but what looks at too much looks at more there.
 */
const PART = Number(process.env['FENZU_PART_OF_LARGE_STORE'] ?? 20)
const SIZE = { people: 200_000 / PART, commands: 1_000_000 / PART, groups: 500 }

/** Of some the store keeps much, of others nothing: whoever finds nothing looks longest. */
const CASTS: readonly Cast[] = [
  { person: largeOpenid(7), other: largeOpenid(8), owner: largeAdmin(7) },
  {
    person: 'oStranger_000000000000000001',
    other: 'oStranger_000000000000000002',
    owner: 'oStranger_0000000000000admin',
  },
].map((cast) => ({ ...cast, today: FIRST_MOMENT + (SIZE.commands - 50) * 1_000 }))

/** So many rows does one statement look at. */
const MOST_ROWS = 64
/** Those that read in pieces look at one piece (store/sql/steps), and what one admin has done is counted in an index. */
const AT_ONCE: Readonly<Record<string, number>> = {
  'people.shortened': 4_096,
  'people.countFound': 4_096,
  'people.search': 4_096,
  'people.count': 4_096,
  // The last of the piece before is looked at, too.
  'people.names': 2_001,
  'ledger.countOf': SIZE.commands / 20,
}
/** Of one statement with other values: a few show as much as thousands. */
const MOST_OF_ONE = 20

const filled = join(mkdtempSync(join(tmpdir(), 'fenzu-rows-')), 'filled.db')
const executed: { readonly method: string; readonly statement: Executed }[] = []

beforeAll(async () => {
  await (await openSqliteStore({ path: filled, appid: APPID, clock: systemClock })).close()
  fillStore(filled, SIZE)
  asIfLarge(filled)
  const times = new Map<string, number>()
  for (const [at, cast] of CASTS.entries()) {
    const path = `${filled}.${at}`
    copyFileSync(filled, path)
    const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
    // Whom it names is read in pieces after the start.
    await until(() => Promise.resolve(!store.erasures.mayName('oNobody_00000000000000000001')), 'who is known', 60_000)
    for (const [part, methods] of Object.entries(storeCalls(cast))) {
      for (const [name, call] of Object.entries(methods)) {
        const method = `${part}.${name}`
        for (const statement of await executedIn(() => call(store))) {
          const one = `${at} ${method} ${statement.sql}`
          times.set(one, (times.get(one) ?? 0) + 1)
          if ((times.get(one) ?? 0) <= MOST_OF_ONE) executed.push({ method, statement })
        }
      }
    }
    await store.close()
  }
}, 600_000)

/** What is read by each method, or by that one alone, in a store that is altered first. */
function readings(alter?: string, only?: string) {
  const counter = new RowCounter(filled, alter)
  try {
    return executed.flatMap(({ method, statement }) => {
      const reading = only === undefined || method === only ? counter.read(statement) : undefined
      return reading === undefined ? [] : [{ method, ...reading }]
    })
  } finally {
    counter.close()
  }
}

/** The methods that look at more rows than they should. */
function wide(read: ReturnType<typeof readings>): string[] {
  const most = new Map<string, string>()
  for (const { method, rows, asked } of read) {
    if (rows > (AT_ONCE[method] ?? MOST_ROWS)) most.set(method, `${method} looks at ${rows} rows: ${asked}`)
  }
  return [...most.values()]
}

describe('the rows that every statement looks at in a large store (T37)', () => {
  let all: ReturnType<typeof readings>
  beforeAll(() => {
    all = readings()
  })

  it('are counted without changing how SQLite finds them', () => {
    expect(all.length).toBeGreaterThan(200)
    expect(
      all.flatMap(({ method, differs, asked }) => (differs === undefined ? [] : [`${method}: ${differs}: ${asked}`])),
    ).toEqual([])
  })

  it('are few, whatever is asked and of whom', () => {
    expect(wide(all)).toEqual([])
  })

  it.each([
    ['drop index command_by_admin', 'ledger.latestOf'],
    ['drop index command_by_admin; create index wrong on command (appid, state)', 'ledger.latestChangeOf'],
    ['drop index command_by_telling', 'ledger.untold'],
    ['drop index command_by_state; create index wrong on command (appid, kind, number)', 'ledger.unfinished'],
    ['drop index item_by_openid; create index wrong on item (appid, written_at)', 'ledger.hasNewerChange'],
    ['drop index command_by_acceptance', 'ledger.countSince'],
    ['drop index person_by_contact; create index wrong on person (appid, contact_at)', 'people.recent'],
    ['drop index person_by_alias', 'people.called'],
  ])('are noticed when they are many: %s', (alter, method) => {
    expect(wide(readings(alter, method))).not.toEqual([])
  })
})

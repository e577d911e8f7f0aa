import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { asIfLarge, LARGE_STATISTICS } from '../support/large-statistics.ts'
import { analyze, APPID, fillStore } from '../support/large-store.ts'
import { findWideSteps, planOf } from '../support/query-plans.ts'
import { storeCalls } from '../support/store-calls.ts'

const CALLS = storeCalls({
  person: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58',
  other: 'od8XIjsmk6QdVTETa9jLtGWA6KBc',
  owner: 'oAdmin_Sandbox_0000000000001',
  today: 1_000,
})

/**
 * Of the unfinished there are at most 5,000 (bot/intake). What an admin has done is counted in an index that has all that is
 * asked about: a million commands of one admin take some 40 ms. What ends by itself is moved along all at once when somebody has
 * set the machine's time.
 */
const FEW_BY_DESIGN = ['ledger.unfinished', 'ledger.countOf', 'moveEnds.shift']

const path = join(mkdtempSync(join(tmpdir(), 'fenzu-indexes-')), 'fenzu.db')
let store: Store
const statements = new Map<string, string>()

beforeAll(async () => {
  store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  const prepared: string[] = []
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  for (const [part, methods] of Object.entries(CALLS)) {
    for (const [method, call] of Object.entries(methods)) {
      const before = prepare.mock.calls.length
      await call(store)
      prepared.push(...prepare.mock.calls.slice(before).map(([sql]) => sql))
      for (const sql of prepared.splice(0)) statements.set(sql, `${part}.${method}`)
    }
  }
  prepare.mockRestore()
})
afterAll(async () => {
  await store.close()
})

describe('every question has its index', () => {
  it('and every method of the store is asked here', () => {
    const parts = Object.entries(store).filter(([, part]) => typeof part === 'object')
    const all = parts.map(([name, part]) => [name, Object.keys(part as object).sort()] as const)
    const called = Object.entries(CALLS).map(([name, methods]) => [name, Object.keys(methods).sort()] as const)
    expect(Object.fromEntries(called)).toEqual(Object.fromEntries(all))
    const asking = [...statements].filter(([sql]) => /^(select|update|delete)/i.test(sql))
    expect(asking.length).toBeGreaterThan(25)
  })

  it.each(['never analyzed', 'of 200,000 people, 1,000,000 commands and 500 groups'])(
    'so that no table that grows is read from end to end, in a store %s (T37)',
    (size) => {
      if (size !== 'never analyzed') asIfLarge(path)
      const wide = findWideSteps(path, statements.keys()).map(({ detail, sql }) => {
        return `${statements.get(sql)}: ${detail}: ${sql}`
      })
      expect(wide.filter((step) => !FEW_BY_DESIGN.some((method) => step.startsWith(`${method}: `)))).toEqual([])
    },
  )

  it.each([
    "select number from command where command = '移动'",
    'select * from person where appid = ?',
    'update person set remark = ? where appid = ? and alias is not null',
    'select * from person where appid = ? and instr(remark_key, ?) > 0 order by number limit ?',
    'select * from command where appid = ? order by written_at limit ?',
  ])('and this test would see one that is: %s', (sql) => {
    expect(findWideSteps(path, [sql])).not.toEqual([])
  })
})

describe('the statistics of a large account', () => {
  const SMALLER = 100
  const filled = join(mkdtempSync(join(tmpdir(), 'fenzu-filled-')), 'fenzu.db')

  beforeAll(async () => {
    await (await openSqliteStore({ path: filled, appid: APPID, clock: systemClock })).close()
    fillStore(filled, { people: 200_000 / SMALLER, commands: 1_000_000 / SMALLER, groups: 500 })
    analyze(filled)
  })

  it('are those of a store that is really filled, but for its size (T37)', () => {
    const db = new DatabaseSync(filled, { readOnly: true })
    const rows = db.prepare("select tbl, idx, stat from sqlite_stat1 where tbl in ('person', 'item', 'command')").all()
    db.close()
    const numbers = (counted: unknown): number[] => String(counted).split(' ').map(Number)
    // Whatever there are more of in a larger account grows with it; what each follower has of something does not.
    const isSame = (small: number, large: number): boolean =>
      small === large || Math.abs(small - Math.max(1, large / SMALLER)) <= 1
    const large = new Map(LARGE_STATISTICS.map(([table, index, counted]) => [`${table} ${index}`, numbers(counted)]))
    expect(rows.map(({ tbl, idx }) => `${String(tbl)} ${String(idx)}`).sort()).toEqual([...large.keys()].sort())
    for (const { tbl, idx, stat } of rows) {
      const [small, expected] = [numbers(stat), large.get(`${String(tbl)} ${String(idx)}`) ?? []]
      const found = small.length === expected.length && small.every((one, at) => isSame(one, expected[at] ?? 0))
      expect(found, `${String(idx)}: ${small.join(' ')}, and ${expected.join(' ')} in the large one`).toBe(true)
    }
  })

  it('lead to the same plans there (T37)', () => {
    const plans = (file: string): string[] => {
      const db = new DatabaseSync(file, { readOnly: true })
      try {
        return [...statements.keys()].map((sql) => `${planOf(db, sql).join('; ')}: ${sql}`)
      } finally {
        db.close()
      }
    }
    const counted = plans(filled)
    asIfLarge(filled)
    expect(plans(filled)).toEqual(counted)
  })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ManualClock } from '../support/manual-clock.ts'

const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const ROW = { number: 1, target: { kind: 'group', id: 102, backend: 'groups' }, name: '新人' } as const
const HOUR_MS = 3_600_000
let store: Store
let noon: number

beforeEach(async () => {
  const clock = new ManualClock()
  noon = clock.now()
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
})
afterEach(() => store.close())

/** What the rule's row of that hour tells, once these errands have ended. */
async function told(at: number, ...ends: readonly ({ openid: string } & ({ skipped: 'full' | 'gone' } | object))[]) {
  const errands = ends.map(({ openid }) => ({ openid, rule: 1, writtenAt: at }))
  await store.errands.put(errands)
  const change = { from: [], to: [102] }
  await store.errands.end(
    ends.map((end, which) => ({
      ...(errands[which] ?? { openid: end.openid, rule: 1, writtenAt: at }),
      ...('skipped' in end ? { change: null, skipped: end.skipped } : { change }),
    })),
    [ROW],
    at,
  )
  return (await store.ledger.history({ actor: { kind: 'rule', rule: 1 } }, 10, 0))[0]?.answer
}

it('adds to the row of an hour whom the rule moved and whom it left alone, and begins anew with the next', async () => {
  const row = { kind: 'rule-moved', rule: 1, to: { id: 102, name: '新人' }, label: false }
  expect(await told(noon, { openid: A, skipped: 'full' })).toEqual({ ...row, moved: 0, full: 1 })
  expect(await told(noon + 1_000, { openid: B, skipped: 'gone' })).toEqual({ ...row, moved: 0, full: 1, gone: 1 })
  expect(await told(noon + 2_000, { openid: A })).toEqual({ ...row, moved: 1, full: 1, gone: 1 })
  const both = [{ openid: A, skipped: 'full' } as const, { openid: B }]
  expect(await told(noon + HOUR_MS, ...both)).toEqual({ ...row, moved: 1, full: 1 })
})

it('writes with the row of a rule for a label which one was put on', async () => {
  const row = { ...ROW, target: { kind: 'label', id: 107, backend: 'tags' } } as const
  await store.errands.put([{ openid: A, rule: 1, writtenAt: noon }])
  await store.errands.end([{ openid: A, rule: 1, writtenAt: noon, change: { from: [], to: [107] } }], [row], noon)
  const [only] = await store.ledger.history({ actor: { kind: 'rule', rule: 1 } }, 10, 0)
  expect(only?.answer).toMatchObject({ label: true, moved: 1 })
  expect(only?.plan).toMatchObject({ kind: 'move', rule: 1, label: { tag: 107, added: true }, backend: 'tags' })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { lastCommandOf } from '../../src/bot/last-command.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { adminOf } from '../../src/domain/actor.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let store: Store
let people: PeopleBook

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  const events = { contactsNotWritten: () => undefined }
  people = await PeopleBook.open(store.people, systemClock, { lastTexts: true, events })
  await people.setAlias(P, '小王')
})
afterEach(() => store.close())

it.each([
  ['VIP(108)', '108'],
  ['老客户', '老客户'],
  ['老 客户', '"老 客户"'],
  ['', null],
] as const)('remembers of a command to "%s" the group as an admin would write it', async (target, group) => {
  await store.ledger.accept({
    kind: 'change',
    actor: adminOf(OWNER),
    dedupeKey: 'a',
    writtenAt: 1_000,
    acceptedAt: 2_000,
    command: '移动',
    args: { openid: P },
    asked: { command: '移动', target, openid: P },
    openids: [P],
  })
  await store.ledger.markSent(
    1,
    { kind: 'move', people: [{ openid: P, from: [0], to: [108] }], already: [], faults: [] },
    [{ openid: P, from: [0], to: [108] }],
    3_000,
  )
  expect(await lastCommandOf(OWNER, { ledger: store.ledger, people })).toEqual({
    command: '移动',
    people: 1,
    group,
    who: [['#1', '小王']],
    origins: ['0'],
  })
})

it('remembers nothing of an admin who changed nothing', async () => {
  expect(await lastCommandOf(OWNER, { ledger: store.ledger, people })).toBeNull()
})

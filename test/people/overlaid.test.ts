import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PeopleBook } from '../../src/people/book.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { ContactKind } from '../../src/store/people.ts'
import type { Store } from '../../src/store/store.ts'
import { ManualClock } from '../support/manual-clock.ts'

const clock = new ManualClock()
let store: Store
let book: PeopleBook

beforeEach(async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-overlaid-')), 'fenzu.db')
  store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock })
  book = await PeopleBook.open(store.people, clock, {
    lastTexts: false,
    events: { contactsNotWritten: (error) => expect(error).toBeUndefined() },
  })
})
afterEach(async () => {
  await book.close()
  await store.close()
})

const heard = async (openid: string, kind: ContactKind = 'text') => {
  await clock.advance(10)
  book.noted(openid, kind)
}
const recent = async (kinds: ContactKind[] | null = null, limit = 9) => {
  await book.written()
  return (await book.store.recent(kinds, limit)).map(({ openid }) => openid)
}

it('shows who was heard of last, though that is not on disk', async () => {
  for (const openid of ['a', 'b', 'c', 'd']) await heard(openid)
  expect(await recent()).toEqual(['d', 'c', 'b', 'a'])
  await heard('b', 'menu')
  await heard('a', 'menu')
  const commits = store.commits
  expect(await recent()).toEqual(['a', 'b', 'd', 'c'])
  expect(await recent(null, 2)).toEqual(['a', 'b'])
  expect(await recent(['text'])).toEqual(['d', 'c'])
  expect(await recent(['text'], 1)).toEqual(['d'])
  expect(await recent(['menu'], 9)).toEqual(['a', 'b'])
  expect((await book.store.find('a'))?.contact?.kind).toBe('menu')
  expect(store.commits).toBe(commits)
  expect((await store.people.find('a'))?.contact?.kind).toBe('text')
})

it('shows those who were imported behind whoever was heard of', async () => {
  await book.import(['x', 'y'].map((openid, at) => ({ openid, followedAt: at + 1 })))
  await heard('a')
  expect(await recent()).toEqual(['a', 'y', 'x'])
  await heard('x')
  expect(await recent()).toEqual(['x', 'a', 'y'])
  expect(await recent(['imported'])).toEqual(['y'])
})

it('shows nobody who left', async () => {
  for (const openid of ['a', 'b']) await heard(openid)
  await book.written()
  await heard('a', 'menu')
  await store.erasures.add({ openid: 'a', at: 1, otherOwners: true })
  book.forget('a')
  expect(await recent()).toEqual(['b'])
})

import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { comparableName, type Group } from '../../src/domain/group.ts'
import { matchGroup } from '../../src/groups/match.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

/** The world that the utterances of the corpus are read in. */
export const GROUPS: readonly Group[] = [
  [0, '未分组'],
  [1, '黑名单'],
  [2, '星标组'],
  [102, '新人'],
  [104, '华东媒'],
  [106, '★不测试组★'],
  [107, 'test'],
  [108, 'VIP'],
  [120, '老客户'],
  [121, 'VIP2'],
].map(([id, name]) => ({ id: Number(id), name: String(name), count: 1 }))

const ALIASES: Readonly<Record<number, string>> = {
  57: '小王',
  80: '老王',
  12: '张三',
  33: 'Lily',
  61: '王小明',
  62: 'Big Bob',
}
export const PEOPLE = 93
/** The asker is #5, and #57 was spoken of last. */
export const openidOf = (number: number): string => `oPerson_${String(number).padStart(20, '0')}`
export const ASKER = openidOf(5)

export async function openWorld(): Promise<{ people: PeopleBook; lexicon: Lexicon; close(): Promise<void> }> {
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  const people = await PeopleBook.open(store.people, systemClock, {
    lastTexts: true,
    events: { contactsNotWritten: () => undefined },
  })
  await store.people.import(Array.from({ length: PEOPLE }, (_, at) => ({ openid: openidOf(at + 1) })))
  for (const [number, alias] of Object.entries(ALIASES)) await people.setAlias(openidOf(Number(number)), alias)
  people.mention(ASKER, openidOf(57))
  const names = new Set(GROUPS.flatMap(({ id, name }) => [String(id), comparableName(name)]))
  const lexicon: Lexicon = {
    isPerson: (name) => people.isName(name),
    isGroup: (text) => names.has(comparableName(text)) || names.has(comparableName(text).replace(/组$/u, '')),
    meansGroup: (text, quoted) => matchGroup(GROUPS, { text, quoted }).kind === 'found',
    fitsGroup: (text) => matchGroup(GROUPS, { text, quoted: false }).kind !== 'missing',
  }
  return { people, lexicon, close: () => store.close() }
}

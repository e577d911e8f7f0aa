import {
  isApart,
  isEnglish,
  missing,
  ORDINARY,
  run,
  SAMPLE_GROUP,
  tooMuch,
  withoutEnding,
  withoutFillers,
  write,
} from '../attempt.ts'
import { foldWord } from '../tokens/letters.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { isKnown, toSegments } from '../tokens/segments.ts'
import { isNumeral, toWords, writeWord, type Word } from '../tokens/words.ts'
import { PAGE_COUNTERS, PAGE_WORDS, PEOPLE_COUNTERS } from '../vocabulary.ts'

/*
 * Arguments of commands that list people: which group and which page, how many, or what is looked for.
 */

const PAGE = new RegExp(`^(?:第|p|page)?(\\d{1,6})(?:${PAGE_COUNTERS})?$`, 'iu')
const COUNTED_PEOPLE = new RegExp(`^(?:${PEOPLE_COUNTERS}|的人|粉丝)$`, 'u')
const NUMBER_OF_PEOPLE = new RegExp(`^(\\d{1,4})(?:${PEOPLE_COUNTERS})?$`, 'u')
const NEWCOMERS = new Set(['新', '新人', '新关注', '关注', 'new', 'followers'])
const TALKERS = new Set(['说话', '留言', '消息', '互动', 'talk', 'said', 'messages'])

export interface GroupAndPage {
  readonly group: GroupToken
  readonly page?: number
}

/** A group, and which page of those in it. */
export const groupAndPage = createReader<GroupAndPage>({
  usage: 'group page?',
  read: readGroupAndPage,
  fits: ([first], lexicon) =>
    first !== undefined && (first.quoted || isNumeral(first) || lexicon.meansGroup(first.text, false)),
})

export interface WhichRecent {
  /** How many. */
  readonly number?: number
  /** Those who began to follow, or those who wrote. */
  readonly keyword?: 'new' | 'said'
  readonly page?: number
}

/** How many people, and which of them. */
export const whichRecent = createReader<WhichRecent>({ usage: 'recent?', read: readRecent })

/** What is looked for. */
export const words = createReader<Sought>({ usage: 'words page?', read: readWords })

export interface Sought {
  readonly keyword: string
  readonly page?: number
}

/** 组员 VIP 2: the group, and which page of it. */
function readGroupAndPage(attempt: Attempt): Reading<GroupAndPage> {
  const source = withoutEnding(attempt.tail.normalize('NFKC'))
  const words = withoutFillers(toSegments(toWords(source, { punctuation: true }), attempt.lexicon)).filter(
    ({ text, quoted }) => quoted || !(text === '第' || PAGE_WORDS.has(foldWord(text))),
  )
  const [group, page, ...rest] = words
  if (group === undefined) return missing(attempt, 'group', write(attempt, SAMPLE_GROUP))
  if (!isApart(attempt.tail) && !group.quoted && !isKnown(group, attempt.lexicon)) return ORDINARY
  if (
    words.length > 4 ||
    (isEnglish(attempt) && (words.length > 2 || !(/^\d/.test(group.text) || attempt.lexicon.fitsGroup(group.text))))
  )
    return ORDINARY
  const written = writeWord(group.text, group.quoted)
  const number = page === undefined || page.quoted ? undefined : PAGE.exec(page.text)?.[1]
  if (rest.length > 0 || (page !== undefined && number === undefined)) {
    return tooMuch(number === undefined ? words.slice(1) : rest, write(attempt, written))
  }
  const token = { group: { text: group.text, quoted: group.quoted } }
  return run(attempt, number === undefined ? token : { ...token, page: Math.max(1, Number(number)) })
}

/** 最近, 最近 20, 最近 新, 最近 说话. */
function readRecent(attempt: Attempt): Reading<WhichRecent> {
  const words = withoutFillers(toWords(withoutEnding(attempt.tail.normalize('NFKC')), { punctuation: true }))
  const named = joinPage(words).filter(({ text }) => !COUNTED_PEOPLE.test(text))
  let args: WhichRecent = {}
  for (const word of named) {
    const read = readWhich(word)
    if (read === undefined || Object.keys(read).some((key) => key in args)) return ORDINARY
    if ('keyword' in read && !isApart(attempt.tail)) return ORDINARY
    args = { ...args, ...read }
  }
  return run(attempt, args)
}

function readWhich({ text, quoted }: Word): WhichRecent | undefined {
  if (quoted) return undefined
  const page = pageIn(text)
  if (page !== undefined) return { page }
  const digits = NUMBER_OF_PEOPLE.exec(text)?.[1]
  if (digits !== undefined) return { number: Number(digits) }
  const folded = foldWord(text)
  if (NEWCOMERS.has(folded)) return { keyword: 'new' }
  return TALKERS.has(folded) ? { keyword: 'said' } : undefined
}

/** 第2页, 第 2 页 and page 2; a bare number says how many. */
function pageIn(text: string): number | undefined {
  const digits = /^(?:第(\d{1,6})[页頁]?|(\d{1,6})[页頁]|page ?(\d{1,6}))$/iu.exec(text)?.slice(1).find(Boolean)
  return digits === undefined ? undefined : Math.max(1, Number(digits))
}

/** The words with `page 2` as one. */
function joinPage(words: readonly Word[]): Word[] {
  const at = words.findIndex(
    ({ text, quoted }, place) => !quoted && /^page$/iu.test(text) && words[place + 1] !== undefined,
  )
  const [page, number] = [words[at], words[at + 1]]
  if (page === undefined || number === undefined) return [...words]
  return [...words.slice(0, at), { ...page, text: `page ${number.text}` }, ...words.slice(at + 2)]
}

/** 找 what is looked for: one word, or whatever stands in quotes, and which page. */
function readWords(attempt: Attempt): Reading<Sought> {
  const source = withoutEnding(attempt.tail.normalize('NFKC')).replace(/^ ?(?:一下|下|找) ?/u, ' ')
  const words = joinPage(toWords(source, { punctuation: true }))
  const [word, ...behind] = words
  const last = behind.at(-1)
  const page = last === undefined || last.quoted ? undefined : pageIn(last.text)
  const rest = page === undefined ? behind : behind.slice(0, -1)
  const example = write(attempt, isEnglish(attempt) ? 'Tom' : '小王')
  if (word === undefined) return missing(attempt, 'word', example)
  if (!isApart(source) && !word.quoted && !attempt.lexicon.isPerson(word.text)) return ORDINARY
  if (rest.length === 0) return run(attempt, { keyword: word.text, ...(page === undefined ? {} : { page }) })
  return words.length > 2 || isEnglish(attempt)
    ? ORDINARY
    : tooMuch(rest, write(attempt, writeWord(word.text, word.quoted)))
}

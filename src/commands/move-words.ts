import { isOpenid } from '../domain/follower.ts'
import {
  isApart,
  hint,
  isEnglish,
  missing,
  ORDINARY,
  run,
  SAMPLE_GROUP,
  tooMuch,
  withoutFillers,
  write,
} from './attempt.ts'
import type { Attempt } from './attempt.ts'
import type { Reading } from './reading.ts'
import { SAMPLE_OPENID } from './specs.ts'
import { isIdLetter, isOpenidLike, toWords, writeWord, type Word } from './words.ts'

/** 到108, 到VIP and, glued to an openid or the command word, 到新人: the filler goes. */
const LEADING_FILLER = /^(?:[到至给給为為进進]+|[-=]?>|→)(?=.)/u
const LEADING_FILLER_OF_LATIN = /^(?:[到至给給为為进進]+|[-=]?>|→)(?=[A-Za-z0-9])/u

/** A word after which, or with which, where the follower shall be begins: 到 VIP, 放到 VIP, 到VIP. */
const POINTER = /^(?:[放转轉移调調加归歸]?[到至进進入]|[-=]>|→|to|into)$/iu
const POINTING = /^(?:[到至进進]|[-=]>|→)/u

/** <openid> and (openid), as a manual or a list writes it. */
const BRACKETED = /[<([{【《〈] ?(o[A-Za-z0-9_-]{19,39}) ?[>)\]}】》〉]/gu

/** Words that are asked about people as often as they are commands: without an openid they are chat. */
const CHATTY = new Set(['谁', 'who', 'where'])

/** Words on one follower, and on the group they shall be in. */
export interface Named {
  readonly ids: readonly string[]
  readonly slips: readonly string[]
  readonly others: readonly Word[]
}

/** Sorts words into openids, what was meant to be one, and the rest. */
export function sortWords(words: readonly Word[]): Named {
  const meant = withoutFillers(words.map(withoutLeadingFiller))
  const openids = meant.filter(({ text }) => isOpenid(text))
  const bare = openids.filter(({ quoted }) => !quoted)
  const ids = bare.length === 0 ? openids : bare
  const isName = (word: Word) => !isOpenidLike(word.text) || (word.quoted && ids.length > 0 && !ids.includes(word))
  return {
    ids: [...new Set(ids.map(({ text }) => text))],
    slips: meant.filter((word) => !isName(word) && !isOpenid(word.text)).map(({ text }) => text),
    others: meant.filter(isName),
  }
}

/** The words of a text on a follower: half-width, and openids out of their brackets. */
export function toFollowerWords(source: string): Word[] {
  const plain = source.normalize('NFKC')
  const open = plain.replaceAll(BRACKETED, (bracketed: string, id: string, at: number) => {
    return ` ${id}${isIdLetter(plain[at + bracketed.length]) ? ' ' : ''}`
  })
  return toWords(open, { punctuation: true })
}

/** The one of several words that stands where 到 or to points. */
export function groupAimedAt(words: readonly Word[], others: readonly Word[]): Word | undefined {
  const aimed = words.filter((word, at) => {
    const before = words[at - 1]
    const follows = before !== undefined && !before.quoted && POINTER.test(before.text)
    return follows || (!word.quoted && withoutLeadingFiller(word) !== word && POINTING.test(word.text))
  })
  const keys = new Set(aimed.map((word) => keyOf(withoutLeadingFiller(word))))
  return others.findLast((other) => keys.has(keyOf(other)))
}

/** 查 openid. */
export function readFollower(attempt: Attempt): Reading {
  const words = toFollowerWords(attempt.tail)
  const { ids, slips, others } = sortWords(words)
  const [openid] = ids
  if (openid !== undefined) {
    if (!isApart(attempt.tail) && words[0] !== undefined && !isOpenid(words[0].text)) return ORDINARY
    if (ids.length + slips.length > 1) return hint({ kind: 'one-at-a-time', example: write(attempt, openid) })
    return others.length === 0 ? run(attempt, { openid }) : tooMuch(others, write(attempt, openid))
  }
  const example = write(attempt, SAMPLE_OPENID)
  const [slip] = slips
  if (slip !== undefined) return hint({ kind: 'bad-openid', given: slip, length: slip.length, example })
  const [other] = others
  if (other === undefined) return words.length === 0 ? missing(attempt, 'follower', example) : ORDINARY
  if (!isApart(attempt.tail) || CHATTY.has(attempt.typed) || others.length > 2) return ORDINARY
  return hint({ kind: 'not-an-openid', given: other.text, example })
}

/** 移动 openid group, in either order. */
export function readFollowerAndGroup(attempt: Attempt): Reading {
  const words = toFollowerWords(attempt.tail)
  if (!isApart(attempt.tail) && !isUnmistakable(words[0])) return ORDINARY
  const { ids, slips, others } = sortWords(words)
  const [openid] = ids
  const [slip] = slips
  const after = groupAfter(words, others, openid ?? slip)
  const group = after === undefined ? SAMPLE_GROUP : writeWord(after.text, after.quoted)
  if (openid === undefined) {
    const example = write(attempt, SAMPLE_OPENID, group)
    if (slip !== undefined) return hint({ kind: 'bad-openid', given: slip, length: slip.length, example })
    return readWithoutFollower(attempt, others)
  }
  if (ids.length + slips.length > 1) {
    return hint({ kind: 'one-at-a-time', example: write(attempt, openid, group) })
  }
  if (after === undefined) return missing(attempt, 'group', write(attempt, openid, SAMPLE_GROUP))
  if (others.length > 1) {
    return tooMuch(
      others.filter((word) => word !== after),
      write(attempt, openid, group),
    )
  }
  return run(attempt, { openid, group: { text: after.text, quoted: after.quoted } })
}

function readWithoutFollower(attempt: Attempt, others: readonly Word[]): Reading {
  const example = (group: Word | undefined) =>
    write(attempt, SAMPLE_OPENID, group === undefined ? SAMPLE_GROUP : writeWord(group.text, group.quoted))
  const [first, second] = others
  if (first === undefined || second === undefined) return missing(attempt, 'follower', example(first))
  const numbered = others.find(({ text }) => /^\d{1,9}$/.test(text))
  if (others.length > 2 || (numbered === undefined && isEnglish(attempt))) return ORDINARY
  const group = numbered ?? second
  const given = group === first ? second : first
  return hint({ kind: 'not-an-openid', given: given.text, example: example(group) })
}

/** Of several words that could be the group: the one aimed at, else the next after the follower, else the first. */
function groupAfter(words: readonly Word[], others: readonly Word[], follower: string | undefined): Word | undefined {
  const aimed = groupAimedAt(words, others)
  if (aimed !== undefined) return aimed
  const at = words.findIndex(({ text }) => text === follower)
  const later = new Set(words.slice(at + 1).map((word) => keyOf(withoutLeadingFiller(word))))
  return others.find((other) => later.has(keyOf(other))) ?? others[0]
}

function keyOf({ text, quoted }: Word): string {
  return quoted ? `"${text}` : text
}

/** What may follow a command word with nothing between: an openid, a number, a quoted name, or a filler. */
function isUnmistakable(word: Word | undefined): boolean {
  return word === undefined || word.quoted || isOpenidLike(word.text) || /^(?:\d{1,9}|[到至给給把].*)$/u.test(word.text)
}

/** 到108 → 108. */
export function withoutLeadingFiller(word: Word): Word {
  if (word.quoted) return word
  const text = word.text.replace(word.glued ? LEADING_FILLER : LEADING_FILLER_OF_LATIN, '')
  return text === word.text ? word : { ...word, text }
}

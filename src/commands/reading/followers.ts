import { isOpenid } from '../../domain/follower.ts'
import type { PersonToken } from '../../domain/person.ts'
import { withoutFillers } from './attempt.ts'
import { foldWord, READ_CHARACTERS } from './tokens/letters.ts'
import { toPersonToken } from './people.ts'
import { isIdLetter, isOpenidLike, toWords, type Word } from './tokens/words.ts'
import { isCourtesy } from './vocabulary.ts'

/*
 * The words of a text on followers, sorted: who is named outright, what was meant to be an openid, and the rest.
 */

/** 到108, 到VIP and, glued to an openid or the command word, 到新人: the filler goes. */
const LEADING_FILLER = /^(?:[到至给給为為进進]+|[-=]?>|→)(?=.)/u
const LEADING_FILLER_OF_LATIN = /^(?:[到至给給为為进進]+|[-=]?>|→)(?=[A-Za-z0-9])/u

/** A word after which, or with which, where the follower shall be begins: 到 VIP, 放到 VIP, 到VIP. */
const POINTER = /^(?:[放转轉移调調加归歸]?动?動?[到至进進入]|[-=]?>|→|to|into)$/iu
const POINTING = /^(?:[到至进進]|[-=]>|→)/u

/** <openid> and (openid), as a manual or a list writes it. */
const BRACKETED = /[<([{【《〈] ?(o[A-Za-z0-9_-]{19,39}) ?[>)\]}】》〉]/gu

/** Between people, and said out of courtesy at the end. */
const JOINTS = new Set('和 与 與 跟 及 以及 还有 還有 & + and 放到 放进 移到 转到 加到'.split(' '))
const LONGEST_JOINT = 8

/** The words of a text on followers. */
export interface SortedWords {
  /** Whoever is named outright, in the order they stand there. */
  readonly who: readonly PersonToken[]
  /** What was meant to be an openid and is none. */
  readonly slips: readonly string[]
  readonly others: readonly Word[]
}

/** Sorts words into people named outright, slips of openids, and the rest. */
export function sortWords(words: readonly Word[]): SortedWords {
  const meant = withoutCourtesy(withoutFillers(words.map(withoutLeadingFiller)))
    .filter((word) => !isJoint(word))
    .map((word) => ({ word, token: toPersonToken(word) }))
  const hasBare = meant.some(({ word }) => !word.quoted && isOpenid(word.text))
  const isSomebody = ({ word, token }: (typeof meant)[number]) => token !== undefined && !(hasBare && word.quoted)
  const found = meant.some(isSomebody)
  const isSlip = ({ word }: (typeof meant)[number]) => isOpenidLike(word.text) && !(word.quoted && found)
  const who = new Map<string, PersonToken>()
  for (const one of meant) {
    if (one.token !== undefined && isSomebody(one)) who.set(JSON.stringify(one.token), one.token)
  }
  const nobody = meant.filter((one) => !isSomebody(one))
  return {
    who: [...who.values()],
    slips: nobody.filter(isSlip).map(({ word }) => word.text),
    others: nobody.filter((one) => !isSlip(one)).map(({ word }) => word),
  }
}

function isJoint({ text, quoted }: Word): boolean {
  return !quoted && text.length <= LONGEST_JOINT && JOINTS.has(foldWord(text))
}

function withoutCourtesy(words: readonly Word[]): Word[] {
  const end = words.findLastIndex(({ text, quoted }) => quoted || text.length > LONGEST_JOINT || !isCourtesy(text))
  return words.slice(0, end + 1)
}

/** The words of a text on a follower: half-width, and openids out of their brackets. */
export function toFollowerWords(source: string): Word[] {
  // One letter can become eighteen.
  const plain = source
    .normalize('NFKC')
    .slice(0, READ_CHARACTERS * 2)
    .replaceAll(/# (?=\d)/g, '#')
  const open = plain.replaceAll(BRACKETED, (bracketed: string, id: string, at: number) => {
    return ` ${id}${isIdLetter(plain[at + bracketed.length]) ? ' ' : ''}`
  })
  return toWords(open, { punctuation: true, people: true })
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

/** Whether a word points at where somebody shall be. */
export function isPointer(word: Word | undefined): boolean {
  return word !== undefined && !word.quoted && (POINTER.test(word.text) || POINTING.test(word.text))
}

/** By what two words are the same. */
export function keyOf({ text, quoted }: Word): string {
  return quoted ? `"${text}` : text
}

/** 到108 → 108. */
export function withoutLeadingFiller(word: Word): Word {
  if (word.quoted) return word
  const text = word.text.replace(word.glued ? LEADING_FILLER : LEADING_FILLER_OF_LATIN, '')
  return text === word.text ? word : { ...word, text }
}

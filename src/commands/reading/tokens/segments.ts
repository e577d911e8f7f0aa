import { foldWord } from './letters.ts'
import { knownAtHead, type Lexicon } from '../lexicon.ts'
import { toPersonToken } from '../people.ts'
import type { Word } from './words.ts'
import { CLOSING, MAYBE_TOLD, POINTED_AT } from '../vocabulary.ts'

/** More words are a list of openids, or nobody's command. */
const MOST_WORDS = 200
/** A longer run of letters is nobody's command. */
const LONGEST_RUN = 64

/** What may stand between names that are glued together, the longest first. */
const JOINT =
  /^(?:移动到|移动至|移到|移至|移进|移入|移动|放到|放进|移|一下|还有|以及|分组|和|与|跟|及|到|至|进|入|给|的|把|将|[-=]?>|→)/u
const ASKING = /^[?？]+$/u

/** After these a group is named, whether we know it or not. */
const POINTER = /^(?:移动到|移动至|移到|移至|移进|移入|放到|放进|到|至|进|入|[-=]?>|→)$/u

/**
 * Takes a run of letters apart (`小王和老王移到VIP组`) if all of it is known: names in use, and the small words between
 * them. Undefined when anything is left over: then it is somebody's sentence. Only behind a name and 到 may a group stand
 * that nobody knows: `小王到财务部`.
 */
export function segment({ text, quoted }: Word, lexicon: Lexicon): Word[] | undefined {
  if (quoted || text.length > LONGEST_RUN) return undefined
  const parts: Word[] = []
  let rest = text
  let known = false
  while (rest !== '') {
    const name = POINTED_AT.exec(rest)?.[0] ?? knownAtHead(rest, lexicon)
    const joint = JOINT.exec(foldWord(rest.slice(0, 4)))?.[0]
    const next = name ?? joint ?? (known && CLOSING.test(rest) ? rest : undefined)
    if (next === undefined) {
      if (known && ASKING.test(rest)) return [...parts, { text: rest, quoted: false, glued: true }]
      const isAimed = known && POINTER.test(parts.at(-1)?.text ?? '') && !MAYBE_TOLD.test(rest)
      return isAimed ? [...parts, { text: rest, quoted: false, glued: true }] : undefined
    }
    if (name !== undefined) known = true
    if (name !== undefined || next !== rest || !CLOSING.test(rest))
      parts.push({ text: next, quoted: false, glued: true })
    rest = rest.slice(next.length)
  }
  return known ? parts : undefined
}

/** Words, those that are glued together taken apart where all of their parts are known. */
export function toSegments(words: readonly Word[], lexicon: Lexicon): Word[] {
  if (words.length > MOST_WORDS) return [...words]
  return joinNames(words, lexicon).flatMap((word) => {
    if (word.quoted || isKnown(word, lexicon)) return [word]
    return segment(word, lexicon) ?? [word]
  })
}

/** `Big Bob` without quotes is one name if somebody is called so. */
function joinNames(words: readonly Word[], lexicon: Lexicon): Word[] {
  const joined: Word[] = []
  for (let at = 0; at < words.length;) {
    const word = words[at]
    if (word === undefined) break
    let taken = 1
    for (let length = Math.min(4, words.length - at); length > 1 && taken === 1; length -= 1) {
      const several = words.slice(at, at + length)
      if (several.some(({ quoted }) => quoted)) continue
      const text = several.map((one) => one.text).join(' ')
      if (!lexicon.isPerson(text) && !lexicon.isGroup(text)) continue
      joined.push({ text, quoted: false, glued: word.glued })
      taken = length
    }
    if (taken === 1) joined.push(word)
    at += taken
  }
  return joined
}

/** Whether a whole word names a person or a group. */
export function isKnown(word: Word, lexicon: Lexicon): boolean {
  if (toPersonToken(word) !== undefined) return true
  const bare = word.text.replace(/^@(?=.)/, '')
  return lexicon.isPerson(bare) || lexicon.meansGroup(word.text, word.quoted)
}

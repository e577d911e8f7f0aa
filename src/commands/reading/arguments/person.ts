import { isOpenid } from '../../../domain/follower.ts'
import type { PersonToken } from '../../../domain/person.ts'
import {
  hint,
  isApart,
  isEnglish,
  isFiller,
  missing,
  ORDINARY,
  run,
  tooMuch,
  withoutEnding,
  write,
} from '../attempt.ts'
import { NO_LEXICON } from '../lexicon.ts'
import { createReader } from '../reader.ts'
import { nameOne } from '../resolve.ts'
import { sortWords, toFollowerWords } from '../followers.ts'
import { isOutright, toNamed, toNumbered, toPersonToken, toWho, writePerson, type Who } from '../people.ts'
import type { Attempt, Reading } from '../reading.ts'
import { isKnown, toSegments } from '../tokens/segments.ts'
import { SAMPLE_OPENID } from '../samples.ts'
import { isOpenidLike, takeWord, toWords, writeWord, type Word } from '../tokens/words.ts'

/** More words than this are a sentence, whatever else they are. */
const MOST_WORDS = 40

/** Words that are asked about people as often as they are commands: without somebody who is known they are chat. */
const CHATTY = new Set(['谁', 'who', 'where'])

/** One follower. */
export const follower = createReader<Who>({
  usage: 'openid',
  read: readFollower,
  fits: (words, lexicon) => words.some((word) => isOpenidLike(word.text) || isKnown(word, lexicon)),
  naming: (args, spec) => nameOne(args, spec),
})

export interface PersonAndAlias extends Who {
  /** What an admin calls a follower, as it was typed. */
  readonly alias: string
}

/** One follower, and a name for them. */
export const personAndAlias = createReader<PersonAndAlias>({
  usage: 'person name',
  takesName: true,
  read: readPersonAndAlias,
  fits: (words, lexicon) => words.some((word) => isKnown(word, lexicon)),
  naming: (args, spec) => nameOne(args, spec, [writeWord(args.alias)]),
})

/** 查 somebody. */
function readFollower(attempt: Attempt): Reading<Who> {
  const words = toSegments(toFollowerWords(withoutEnding(attempt.tail)), attempt.lexicon)
  if (words.length > MOST_WORDS) return ORDINARY
  const { who, slips, others } = sortWords(words)
  const known = others.filter((word) => isPersonKnown(word, attempt))
  const people = [...who, ...known.map(toNamed)]
  const [somebody] = people
  const rest = others.filter((word) => !known.includes(word))
  const example = write(attempt, SAMPLE_OPENID)
  if (somebody !== undefined) {
    const first = words.find((word) => !isFiller(word))
    if (!isApart(attempt.tail) && first !== undefined && !isSomebody(first, attempt)) return ORDINARY
    const written = write(attempt, writePerson(somebody, writeWord))
    if (people.length + slips.length > 1) return hint({ kind: 'one-at-a-time', example: written })
    if (rest.length === 0) return run(attempt, toWho([somebody]))
    const isSentence = !isOutright(somebody) && (rest.length > 1 || !isApart(attempt.tail))
    return isSentence ? ORDINARY : tooMuch(rest, written)
  }
  const [slip] = slips
  if (slip !== undefined) return hint({ kind: 'bad-openid', given: slip, length: slip.length, example })
  const [other] = others
  if (other === undefined) return words.every(isFiller) ? missing(attempt, 'follower', example) : ORDINARY
  const numbered = toNumbered(other)
  if (numbered !== undefined && others.length === 1) return run(attempt, toWho([numbered]))
  if (!isApart(attempt.tail) || others.length > (isEnglish(attempt) ? 1 : 2)) return ORDINARY
  const named = run(attempt, toWho([toNamed({ ...other, text: others.map(({ text }) => text).join(' ') })]))
  const isTentative = CHATTY.has(attempt.typed) || isEnglish(attempt)
  return isTentative && named.kind === 'command' ? { ...named, tentative: true } : named
}

/** 别名 somebody name: the name is written as it was typed, one word or whatever stands in quotes. */
function readPersonAndAlias(attempt: Attempt): Reading<PersonAndAlias> {
  const plain = inHalfWidth(attempt.tail)
  const taken = takePerson(plain, attempt)
  if (taken === undefined) return missing(attempt, 'follower', write(attempt, SAMPLE_OPENID, sampleAlias(attempt)))
  const { token, rest } = taken
  if (!isApart(attempt.tail) && !isOutright(token) && !taken.isKnown) return ORDINARY
  const person = writePerson(token, writeWord)
  const source = attempt.tail.slice(attempt.tail.length - rest.length).replace(/^[ ，,、；;:：]+/u, '')
  const words = toWords(source, { punctuation: false })
  if (words[0] !== undefined && isFiller(words[0])) words.shift()
  const [word, ...spare] = words
  const example = write(attempt, person, sampleAlias(attempt))
  if (word === undefined) return missing(attempt, 'name', example, write(attempt, person, '{}'))
  if (words.length > 4) return ORDINARY
  if (spare.length > 0)
    return tooMuch(spare, write(attempt, person, writeWord(words.map(({ text }) => text).join(' '))))
  return run(attempt, { ...toWho([token]), alias: word.text })
}

interface TakenPerson {
  readonly token: PersonToken
  readonly isKnown: boolean
  readonly rest: string
}

/** The person at the head of a text: named outright, or by the longest name of up to four words that somebody has, or by any word. */
function takePerson(source: string, attempt: Attempt): TakenPerson | undefined {
  let taken = takeWord(source, true)
  while (taken !== undefined && isFiller(taken.word)) taken = takeWord(taken.rest, true)
  if (taken === undefined) return undefined
  const outright = toPersonToken(taken.word)
  if (outright !== undefined) return { token: outright, isKnown: true, rest: taken.rest }
  let [text, rest] = [taken.word.text, taken.rest]
  let longest: TakenPerson | undefined
  for (let length = 0; length < 4; length += 1) {
    if (attempt.lexicon.isPerson(text)) longest = { token: { kind: 'name', name: text }, isKnown: true, rest }
    const next = taken.word.quoted ? undefined : takeWord(rest, true)
    if (next === undefined) break
    text = `${text} ${next.word.text}`
    rest = next.rest
  }
  const token = toNumbered(taken.word) ?? toNamed(taken.word)
  return longest ?? { token, isKnown: false, rest: taken.rest }
}

function sampleAlias(attempt: Attempt): string {
  return isEnglish(attempt) ? 'Tom' : '小王'
}

/** Digits and marks at half width, letter for letter, so that places in the text stay what they are. */
function inHalfWidth(text: string): string {
  return text.replaceAll(/[＃＠０-９]/g, (letter) => letter.normalize('NFKC'))
}

function isSomebody(word: Word, attempt: Attempt): boolean {
  return isOpenid(word.text) || toPersonToken(word) !== undefined || isPersonKnown(word, attempt)
}

function isPersonKnown(word: Word, { lexicon }: Attempt): boolean {
  return isKnown(word, { ...NO_LEXICON, isPerson: (name) => lexicon.isPerson(name) })
}

import type { PersonToken } from '../../../domain/person.ts'
import {
  hint,
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
import type { Lexicon } from '../lexicon.ts'
import { isOutright, toNamed, toNumbered, toPersonToken, toWho, writePerson, type Who } from '../people.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { SAMPLE_OPENID } from '../samples.ts'
import { writePeople } from '../resolve.ts'
import type { Attempt, CommandSpec, Naming, Reading } from '../reading.ts'
import { groupAimedAt, isPointer, keyOf, sortWords, toFollowerWords, withoutLeadingFiller } from '../followers.ts'
import { isKnown, toSegments } from '../tokens/segments.ts'
import { isOpenidLike, writeWord, type Word } from '../tokens/words.ts'

/** Letters of an openid, about as many, and yet none: the first is wrong, mostly. */
const LIKE_AN_OPENID = /^[A-Za-z0-9_-]{20,40}$/
/** Where somebody comes from is looked up; nobody is called so. */
const FROM = /^(?:从|從|from)/iu

/** More words than this are no list of people that somebody typed. */
const MOST_WORDS = 400
/** More words than this that nobody knows are a sentence. */
const MOST_UNKNOWN = 2

/** A group and people who shall be in it. */
export interface PeopleAndGroup extends Who {
  readonly group?: GroupToken
  /** What was meant to be an openid and is none. */
  readonly invalid?: readonly string[]
  /** How many were named again. */
  readonly duplicates?: number
}

export interface Moving {
  readonly attempt: Attempt
  /** Whether the command is about a list. */
  readonly batch: boolean
}

/** Whom the arguments name, and what is asked when the group is missing. */
export function nameMany(args: PeopleAndGroup, { name }: CommandSpec): Naming | undefined {
  const { who, ...rest } = args
  if (who === undefined) return undefined
  const { group, duplicates = 0 } = args
  const write = (
    tokens: readonly PersonToken[],
    where = group === undefined ? [] : [writeWord(group.text, group.quoted)],
  ) => [name, ...writePeople(tokens), ...where].join(' ')
  return {
    tokens: who,
    write,
    fill(found) {
      const openids = [...new Set(found.flat())]
      const [only, ...others] = openids
      if (group === undefined) {
        const [example, template] = [write(who, [SAMPLE_GROUP]), write(who, ['{}'])]
        return { answer: { kind: 'missing-argument', command: name, missing: 'group', example, template, options: [] } }
      }
      if (only === undefined) throw new TypeError('somebody was named and nobody was looked up')
      if (others.length === 0) return { args: { ...rest, openid: only } }
      const again = duplicates + found.flat().length - openids.length
      return { args: { ...rest, openids, ...(again === 0 ? {} : { duplicates: again }) } }
    },
  }
}

/** 移动 people group, in either order. */
export function readPeopleAndGroup(attempt: Attempt, batch: boolean): Reading<PeopleAndGroup> {
  const words = toSegments(toFollowerWords(withoutEnding(attempt.tail)), attempt.lexicon)
  if (words.length > MOST_WORDS) return ORDINARY
  const first = words.find((word) => withoutFillers([word]).length > 0)
  const glued = !isApart(attempt.tail)
  const head = words[0] === undefined ? undefined : toPersonToken(words[0])
  const named = sortWords(words)
  // 移我 is no move of oneself, 移我到VIP is.
  const isVague = head !== undefined && !isOutright(head) && !(isPointer(words[1]) && named.who.length === 1)
  const isSlip = isVague || (words[0] !== undefined && NEVER_GLUED.test(words[0].text))
  if (glued && (isSlip || (!isUnmistakable(words[0]) && first !== undefined && !isKnown(first, attempt.lexicon)))) {
    return ORDINARY
  }
  const { who, slips, others } = named
  const [slip] = slips
  if (slip !== undefined) {
    if (who.length > 0) return hint({ kind: 'one-at-a-time', example: write(attempt, SAMPLE_OPENID, SAMPLE_GROUP) })
    const group = groupAimedAt(words, others) ?? others[0]
    const written = group === undefined ? SAMPLE_GROUP : writeWord(group.text, group.quoted)
    return hint({
      kind: 'bad-openid',
      given: slip,
      length: slip.length,
      example: write(attempt, SAMPLE_OPENID, written),
    })
  }
  return toMove({ attempt, batch }, who, words, others, {})
}

/**
 * What was named outright, and the other words, made to a move: one of them is the group, the others are people by their
 * names, and what is neither is told. Nothing of it is guessed: see the order of the rules in `chooseGroup`.
 */
export function toMove(
  { attempt, batch }: Moving,
  outright: readonly PersonToken[],
  words: readonly Word[],
  others: readonly Word[],
  more: Pick<PeopleAndGroup, 'invalid' | 'duplicates'>,
): Reading<PeopleAndGroup> {
  const { lexicon } = attempt
  const unknown = others.filter((word) => !isKnown(word, lexicon) && !/^\d{1,9}$/.test(word.text))
  const nothingKnown = outright.length === 0 && unknown.length === others.length
  if (nothingKnown && others.length > (isEnglish(attempt) ? 0 : MOST_UNKNOWN)) return ORDINARY
  const wrong = others.find((word) => !word.quoted && LIKE_AN_OPENID.test(word.text) && !isKnown(word, lexicon))
  if (wrong !== undefined) {
    return hint({ kind: 'not-an-openid', given: wrong.text, example: write(attempt, SAMPLE_OPENID, SAMPLE_GROUP) })
  }
  const group = chooseGroup(outright, words, others, lexicon)
  const people = others.filter((word) => word !== group)
  const at = group === undefined ? -1 : others.indexOf(group)
  const named = people.filter((word) => !isSpare(word, outright, others, at, lexicon))
  const numbers = named.filter((word) => toNumbered(word) !== undefined)
  const isGuess = numbers.length > 0 && (named.length > 1 || batch)
  if (isGuess && group !== undefined) return askAboutNumbers(attempt, numbers, named, group)
  const spare = people.filter((word) => !named.includes(word))
  const who = [...outright, ...named.map((word) => toNumbered(word) ?? toNamed(word))]
  const written = who.map((token) => writePerson(token, writeWord))
  if (spare.length > 0 && written.length > 0) {
    const corrected = written
    const target = group === undefined ? SAMPLE_GROUP : writeWord(group.text, group.quoted)
    return tooMuch(spare, write(attempt, ...corrected, target))
  }
  if (who.length === 0) {
    if (group === undefined && batch) {
      return missing(attempt, 'group', write(attempt, SAMPLE_GROUP, SAMPLE_OPENID))
    }
    const target = group === undefined ? SAMPLE_GROUP : writeWord(group.text, group.quoted)
    const template = write(attempt, '{}', ...(group === undefined ? [] : [target]))
    return missing(attempt, 'follower', write(attempt, SAMPLE_OPENID, target), template)
  }
  if (group === undefined && who.every(({ kind }) => kind === 'openid')) {
    return missing(attempt, 'group', write(attempt, ...written, SAMPLE_GROUP), write(attempt, ...written, '{}'))
  }
  return run(attempt, {
    ...toWho(who),
    ...(group === undefined ? {} : { group: { text: group.text, quoted: group.quoted } }),
    ...more,
  })
}

/**
 * A bare number is somebody's only where nobody else is named. Beside others it may as well count the lines of a list, and in
 * a batch it may be anything: what could be meant is shown, and nothing runs.
 */
function askAboutNumbers(
  attempt: Attempt,
  numbers: readonly Word[],
  named: readonly Word[],
  group: Word,
): Reading<never> {
  const others = named.filter((word) => !numbers.includes(word))
  const people = others.length > 0 ? others.map(toNamed) : numbers.flatMap((word) => toNumbered(word) ?? [])
  const written = people.map((token) => writePerson(token, writeWord))
  return tooMuch(numbers, write(attempt, ...written, writeWord(group.text, group.quoted)))
}

/**
 * The group among words that are nobody outright: the one 到 points at; else the only one that is a group and nobody's
 * name; else, after somebody named outright, a number or the word after them; else the last of several.
 */
function chooseGroup(
  outright: readonly PersonToken[],
  words: readonly Word[],
  others: readonly Word[],
  lexicon: Lexicon,
): Word | undefined {
  const aimed = groupAimedAt(words, others)
  if (aimed !== undefined) return aimed
  const groups = others.filter(
    (word) => lexicon.meansGroup(word.text, word.quoted) && !(lexicon.isPerson(word.text) && others.length > 1),
  )
  if (groups.length === 1) return groups[0]
  // `移动 1 VIP`: the id of a group, or somebody's number; the name is a group for sure.
  const called = groups.filter(({ text, quoted }) => quoted || !/^\d{1,9}$/.test(text))
  if (called.length === 1) return called[0]
  if (groups.length > 1) return groupAfter(words, groups)
  if (outright.length > 0) return others.find(({ text }) => /^\d{1,9}$/.test(text)) ?? groupAfter(words, others)
  const [only] = others
  if (others.length === 1 && only !== undefined) return /^\d{1,9}$/.test(only.text) ? only : undefined
  if (others.every((word) => lexicon.isPerson(word.text))) return undefined
  return others.findLast(({ text }) => /^\d{1,9}$/.test(text)) ?? others.at(-1)
}

/** Of several words that could be the group: the first after the people, else the first. */
function groupAfter(words: readonly Word[], candidates: readonly Word[]): Word | undefined {
  const at = words.findIndex((word) => toPersonToken(word) !== undefined)
  const later = new Set(words.slice(at + 1).map((word) => keyOf(withoutLeadingFiller(word))))
  return candidates.find((word) => later.has(keyOf(word))) ?? candidates[0]
}

/** A word that is neither the group nor, for all we can see, a person: another group, or something behind the group. */
function isSpare(
  word: Word,
  outright: readonly PersonToken[],
  others: readonly Word[],
  groupAt: number,
  lexicon: Lexicon,
): boolean {
  if (lexicon.isPerson(word.text.replace(/^@(?=.)/, ''))) return false
  if (lexicon.meansGroup(word.text, word.quoted)) return true
  if (!word.quoted && (toNumbered(word) !== undefined || FROM.test(word.text))) return outright.length > 0
  const people = outright.length > 0 || others.some((one) => lexicon.isPerson(one.text))
  return people && (groupAt < 0 || others.indexOf(word) > groupAt)
}

/** Fillers that begin another sentence when they are glued to a command word. */
const NEVER_GLUED = /^(?:请|的|为|在|成|叫)/u

/** What may follow a command word with nothing between: somebody named outright, a number, a quoted name, or a filler. */
function isUnmistakable(word: Word | undefined): boolean {
  if (word === undefined || word.quoted || isOpenidLike(word.text) || /^[#\d]/.test(word.text)) return true
  return /^(?:\d{1,9}|[到至给給把].*)$/u.test(word.text)
}

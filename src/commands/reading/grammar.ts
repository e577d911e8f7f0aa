import { readArguments } from './arguments/read.ts'
import { hint, isFiller, ORDINARY } from './attempt.ts'
import { findByName, findNameAtHead, nameLike } from './tokens/command-names.ts'
import { withoutPictures, withoutPicturesAtEnd } from './tokens/emoticons.ts'
import { foldWord, toReadable } from './tokens/letters.ts'
import { toVerbFirst } from './inverted.ts'
import { NO_LEXICON, type Lexicon } from './lexicon.ts'
import { groupAimedAt, sortWords, toFollowerWords } from './followers.ts'
import type { GroupToken } from '../../groups/match.ts'
import { takeOpenids, type OpenidsInText } from './tokens/openids.ts'
import { groupIn } from '../schemas.ts'
import { isOutright, writePerson } from './people.ts'
import type { CommandSpec, Naming, Reading } from './reading.ts'
import { isKnown } from './tokens/segments.ts'
import { splitReason } from './tokens/reason.ts'
import { withEnding } from './endings/with-ending.ts'
import { splitEnding } from './endings/split.ts'
import { withoutThanks } from './thanks.ts'
import { suggestCommands, type Suggestion } from './suggestions.ts'
import { isOpenidLike, writeWord, type Word } from './tokens/words.ts'
import { NEGATION, POLITE_OPENING } from './vocabulary.ts'

/*
 * What a text of an admin means. It is a command only as a whole: a command word in an ordinary sentence is none, and a
 * command with a word too many runs nothing. Every step goes over the text once.
 */

/** Reads one text: a command with its arguments, an attempt at one with what to tell about it, or an ordinary message. */
export function readText(text: string, specs: readonly CommandSpec[], lexicon: Lexicon = NO_LEXICON): Reading {
  const plain = withoutOrnaments(text, specs, lexicon)
  const reading = readPolite(plain, specs, lexicon)
  if (plain !== text && reading.kind === 'hint' && reading.answer.kind === 'missing-argument') {
    // An emoji that stands alone where a name belongs is the name.
    const whole = readPolite(text, specs, lexicon)
    return whole.kind === 'command' ? whole : reading
  }
  const bare = reading.kind === 'command' ? plain : withoutPicturesAtEnd(plain)
  if (bare === plain) return reading
  const glued = readPolite(bare, specs, lexicon)
  return glued.kind === 'command' ? glued : reading
}

/** Without emoji that stand apart, which never change what a command means; in a new name those in the middle stay. */
function withoutOrnaments(text: string, specs: readonly CommandSpec[], lexicon: Lexicon): string {
  const isName = (words: string): boolean => lexicon.isPerson(words) || lexicon.isGroup(words)
  const ends = withoutPictures(text, true, isName)
  const named = findNameAtHead(toReadable(ends), specs)
  return named === undefined || named.spec.reader.takesName ? ends : withoutPictures(ends, false, isName)
}

function readPolite(text: string, specs: readonly CommandSpec[], lexicon: Lexicon): Reading {
  const reading = readWhole(text, specs, lexicon)
  if (reading.kind === 'command') return reading
  const asked = withoutThanks(text)
  const meant = asked === undefined ? undefined : readWhole(asked, specs, lexicon)
  return meant?.kind === 'command' ? meant : withSendable(reading, specs, lexicon)
}

/** A correction that would itself be corrected is none: the last of them is shown, and nothing when that is no command. */
function withSendable(reading: Reading, specs: readonly CommandSpec[], lexicon: Lexicon): Reading {
  if (reading.kind !== 'hint' || reading.answer.kind !== 'not-understood-rest') return reading
  const { answer } = reading
  let { corrected } = answer
  for (let time = 0; time < MOST_CORRECTIONS; time += 1) {
    const next = readWhole(corrected, specs, lexicon)
    if (isSendable(next)) return hint({ ...answer, corrected })
    if (next.kind !== 'hint' || next.answer.kind !== 'not-understood-rest') return ORDINARY
    corrected = next.answer.corrected
  }
  return ORDINARY
}

const MOST_CORRECTIONS = 3

/** More words than this are no slip of anything. */
const MOST_WORDS = 120

function readWhole(text: string, specs: readonly CommandSpec[], lexicon: Lexicon): Reading {
  const listed = takeOpenids(text)
  if (listed.openids.length + listed.invalid.length + listed.duplicates > 1) {
    const reading = readList(listed, specs, lexicon)
    if (reading !== undefined) return reading
  }
  const body = withoutPrefix(joinSpaced(toReadable(text), specs))
  if (body === '') return ORDINARY
  const reading = readCommand(body, specs, lexicon)
  if (reading.kind !== 'ordinary') return reading
  const words = toFollowerWords(body)
  if (words.length > MOST_WORDS) return ORDINARY
  const turned = toVerbFirst(body, specs, lexicon)
  if (turned !== undefined) {
    const read = readCommand(turned.command, specs, lexicon)
    if (read.kind === 'command' && turned.tentative) return { ...read, tentative: true }
    if (read.kind !== 'ordinary') return read
  }
  if (isNegated(words, specs)) return ORDINARY
  return readSlip(words, specs, lexicon) ?? readAboutFollower(words, specs, lexicon) ?? ORDINARY
}

/** `撤 销`: a blank between every two characters, as some keyboards and editors put it, says nothing. */
function joinSpaced(text: string, specs: readonly CommandSpec[]): string {
  if (!/^(?:\p{Script=Han} ){1,7}\p{Script=Han}$/u.test(text)) return text
  const joined = text.replaceAll(' ', '')
  return findByName(joined, specs) === undefined ? text : joined
}

/** `/`, `!`, `#` and 请 before a command say nothing. */
function withoutPrefix(text: string): string {
  return text
    .replace(/^(?:[/／!！\\]|[#＃](?! ?[\d０-９]))+/u, '')
    .trimStart()
    .replace(POLITE_OPENING, '')
    .trimStart()
}

function readCommand(body: string, specs: readonly CommandSpec[], lexicon: Lexicon): Reading {
  const named = findNameAtHead(body, specs)
  if (named === undefined) return ORDINARY
  const { spec, name: typed } = named
  const { tail, reason } = spec.takesReason === true ? splitReason(named.tail) : { tail: named.tail }
  const split = spec.takesEnding === true ? splitEnding(tail, lexicon) : undefined
  const reading = readArguments({ spec, typed, tail: split?.tail ?? tail, specs, lexicon })
  return withReason(split === undefined ? reading : withEnding(reading, spec, split.ending, typed), spec, reason)
}

/** A command with its reason: among its arguments, and wherever it is written. */
function withReason(reading: Reading, spec: CommandSpec, reason: string | undefined): Reading {
  if (reason === undefined || reading.kind !== 'command' || reading.spec !== spec) return reading
  const { naming, ...rest } = reading
  const args = { ...reading.args, reason }
  if (naming === undefined) return { ...rest, args }
  const named: Naming = {
    tokens: naming.tokens,
    write: (tokens) => `${naming.write(tokens)} 备注:${reason}`,
    fill(found) {
      const filled = naming.fill(found)
      return 'args' in filled ? { args: { ...filled.args, reason } } : filled
    },
  }
  return { ...rest, args, naming: named }
}

/** A pasted list behind the name of a command that takes one; undefined when there is no such name. */
function readList(listed: OpenidsInText, specs: readonly CommandSpec[], lexicon: Lexicon): Reading | undefined {
  const body = toReadable(listed.rest)
    .replace(/^[/／!！#＃\\]+/u, '')
    .replace(POLITE_OPENING, '')
    .replace(/^[把将將\s，,、；;:：]+/u, '')
  const named = findNameAtHead(
    body,
    specs.filter(({ reader }) => reader.readList !== undefined),
  )
  if (named === undefined) return undefined
  const { spec, name: typed } = named
  const { tail, reason } = splitReason(named.tail)
  const split = spec.takesEnding === true ? splitEnding(tail, lexicon) : undefined
  const reading = spec.reader.readList?.({ spec, typed, tail: split?.tail ?? tail, specs, lexicon }, listed) ?? ORDINARY
  return withReason(split === undefined ? reading : withEnding(reading, spec, split.ending, typed), spec, reason)
}

/** Who says not to do something must not be shown how to do it. */
function isNegated(words: readonly Word[], specs: readonly CommandSpec[]): boolean {
  return words.some(({ text }, at) => {
    const folded = foldWord(text)
    if (!NEGATION.test(folded)) return false
    return at < 2 || specs.some(({ names }) => names.some((name) => name.length > 1 && folded.includes(name)))
  })
}

/** A word at the head that is nearly a command: with arguments of its kind, or so near that it needs none. */
function readSlip(words: readonly Word[], specs: readonly CommandSpec[], lexicon: Lexicon): Reading | undefined {
  const [first] = words
  if (first === undefined || first.quoted || isFiller(first) || isOpenidLike(first.text)) return undefined
  const word = first.text.split(/\d/, 1)[0] ?? ''
  const digits = first.text.slice(word.length)
  const args = [...(digits === '' ? [] : [{ text: digits, quoted: false, glued: true }]), ...words.slice(1)]
  if (findByName(word, specs) !== undefined) return undefined
  const suggestion = suggestCommands(word, specs).find((candidate) => isCredible(candidate, args, lexicon))
  if (suggestion === undefined) return undefined
  const { spec } = suggestion
  const name = nameLike(word, spec)
  const corrected = [name, ...args.map(({ text, quoted }) => writeWord(text, quoted))].join(' ')
  // Without what could be read, the name alone: it asks for what it needs, and about nobody.
  const example = isSendable(readCommand(corrected, specs, lexicon)) ? corrected : name
  return hint({ kind: 'did-you-mean', given: word, command: name, example })
}

/** Whether a command runs as it is shown, or asks for the rest. */
function isSendable(reading: Reading): boolean {
  return reading.kind === 'command' || (reading.kind === 'hint' && reading.answer.kind === 'missing-argument')
}

function isCredible({ spec, how }: Suggestion, args: readonly Word[], lexicon: Lexicon): boolean {
  if (how !== 'maybe' && args.length === 0) return true
  if (how === 'sure' && args.length <= spec.reader.mostWords) return true
  const [first] = args
  if (first === undefined || args.length > 4) return false
  return spec.reader.fits(args, lexicon)
}

/** A text with somebody in it wants something done: with a group beside them a move, else to know where they are. */
function readAboutFollower(
  words: readonly Word[],
  specs: readonly CommandSpec[],
  lexicon: Lexicon,
): Reading | undefined {
  const { who, slips, others } = sortWords(words)
  const [slip] = slips
  if (slip !== undefined && who.length + others.length === 0 && slips.length === 1) {
    const where = specs.find(({ suggestedFor }) => suggestedFor === 'person')
    if (where !== undefined) {
      return hint({ kind: 'bad-openid', given: slip, length: slip.length, example: where.examples[0] ?? where.name })
    }
  }
  const people = who.filter(isOutright)
  const [somebody] = people
  if (somebody === undefined) return undefined
  const isAll = others.length === 0
  // A number in a sentence is no follower: only an openid is for sure.
  if (!isAll && !people.some(({ kind }) => kind === 'openid') && !others.every((word) => isKnown(word, lexicon))) {
    return undefined
  }
  const person = writePerson(somebody, writeWord)
  const group = people.length > 1 ? undefined : findGroup(words, others, person, specs, lexicon)
  const spec = specs.find(({ suggestedFor }) => suggestedFor === (group === undefined ? 'person' : 'person and group'))
  if (spec === undefined) return undefined
  const given = words.map(({ text }) => text).join(' ')
  const example = [spec.name, person, ...(group === undefined ? [] : [writeWord(group.text, group.quoted)])].join(' ')
  return hint({ kind: 'did-you-mean', given, command: spec.name, example })
}

/** The group that a text about one person names: a number, what 到 points at, or what a move after the person names. */
function findGroup(
  words: readonly Word[],
  others: readonly Word[],
  person: string,
  specs: readonly CommandSpec[],
  lexicon: Lexicon,
): GroupToken | undefined {
  const number = others.find((word) => /^\d{1,9}$/.test(word.text) || lexicon.meansGroup(word.text, word.quoted))
  const aimed = number ?? groupAimedAt(words, others)
  if (aimed !== undefined) return aimed
  const from = words.slice(words.findIndex(({ text }) => text === person))
  const reading = readCommand(from.map(({ text, quoted }) => writeWord(text, quoted)).join(' '), specs, lexicon)
  return reading.kind === 'command' ? groupIn(reading.args) : undefined
}

import { isOpenid } from '../domain/follower.ts'
import { readArguments } from './arguments.ts'
import { hint, isFiller, ORDINARY } from './attempt.ts'
import { findByName, findNameAtHead, nameLike } from './command-names.ts'
import { foldWord, toReadable } from './letters.ts'
import { readList } from './list-words.ts'
import { groupAimedAt, sortWords, toFollowerWords } from './move-words.ts'
import type { GroupToken } from '../groups/match.ts'
import { takeOpenids } from './openids.ts'
import type { CommandSpec, Reading } from './reading.ts'
import { splitReason } from './reason.ts'
import { suggestCommands, type Suggestion } from './suggest.ts'
import { isIdLetter, isOpenidLike, takeWord, writeWord, type Word } from './words.ts'

/*
 * What a text of an admin means. It is a command only as a whole: a command word in an ordinary sentence is none, and a
 * command with a word too many runs nothing. Every step goes over the text once.
 */

/** Reads one text: a command with its arguments, an attempt at one with what to tell about it, or an ordinary message. */
export function readText(text: string, specs: readonly CommandSpec[]): Reading {
  const listed = takeOpenids(text)
  if (listed.openids.length + listed.invalid.length + listed.duplicates > 1) {
    const reading = readList(listed, specs)
    if (reading !== undefined) return reading
  }
  const body = withoutPrefix(toReadable(text))
  if (body === '') return ORDINARY
  const reading = readCommand(body, specs)
  if (reading.kind !== 'ordinary') return reading
  const words = toFollowerWords(body)
  if (isNegated(words, specs)) return ORDINARY
  return readSlip(words, specs) ?? readAboutFollower(words, specs) ?? ORDINARY
}

/** `/`, `!`, `#` and 请 before a command say nothing. */
function withoutPrefix(text: string): string {
  return text
    .replace(/^[/／!！#＃\\]+/u, '')
    .trimStart()
    .replace(/^(?:请|請|please )/iu, '')
    .trimStart()
}

function readCommand(body: string, specs: readonly CommandSpec[]): Reading {
  const named = findFollowerFirst(body, specs) ?? findNameAtHead(body, specs)
  if (named === undefined) return ORDINARY
  const { spec, name: typed } = named
  const { tail, reason } = spec.takesReason === true ? splitReason(named.tail) : { tail: named.tail }
  const reading = readArguments({ spec, typed, tail, specs })
  if (reason === undefined || reading.kind !== 'command' || reading.spec !== spec) return reading
  return { ...reading, args: { ...reading.args, reason } }
}

/** 把 openid 移到 108: the follower before the command word. */
function findFollowerFirst(body: string, specs: readonly CommandSpec[]): ReturnType<typeof findNameAtHead> {
  const first = takeWord(body.replace(/^[把将將] ?/u, '').normalize('NFKC'))
  if (first === undefined || !isOpenid(first.word.text)) return undefined
  const moving = specs.filter(({ shape }) => shape === 'openid group')
  const named = findNameAtHead(first.rest.replace(/^[ ，,]+/u, ''), moving)
  if (named === undefined) return undefined
  const gap = isIdLetter(named.tail[0]) ? ' ' : ''
  return { ...named, tail: ` ${first.word.text}${gap}${named.tail}` }
}

const NEGATION = /[不别勿莫没甭]|禁止|取消|停止|无需|don['’]?t|^(?:not|never|no|dont|stop|cancel)$/u

/** Who says not to do something must not be shown how to do it. */
function isNegated(words: readonly Word[], specs: readonly CommandSpec[]): boolean {
  return words.some(({ text }, at) => {
    const folded = foldWord(text)
    if (!NEGATION.test(folded)) return false
    return at < 2 || specs.some(({ names }) => names.some((name) => name.length > 1 && folded.includes(name)))
  })
}

/** A word at the head that is nearly a command: with arguments of its kind, or so near that it needs none. */
function readSlip(words: readonly Word[], specs: readonly CommandSpec[]): Reading | undefined {
  const [first] = words
  if (first === undefined || first.quoted || isFiller(first) || isOpenidLike(first.text)) return undefined
  const word = first.text.split(/\d/, 1)[0] ?? ''
  const digits = first.text.slice(word.length)
  const args = [...(digits === '' ? [] : [{ text: digits, quoted: false, glued: true }]), ...words.slice(1)]
  if (findByName(word, specs) !== undefined) return undefined
  const suggestion = suggestCommands(word, specs).find((candidate) => isCredible(candidate, args))
  if (suggestion === undefined) return undefined
  const { spec } = suggestion
  const name = nameLike(word, spec)
  const corrected = [name, ...args.map(({ text, quoted }) => writeWord(text, quoted))].join(' ')
  const runs = readCommand(corrected, specs).kind === 'command'
  const example = runs ? corrected : (spec.examples.find((sample) => sample.startsWith(name)) ?? name)
  return hint({ kind: 'did-you-mean', given: word, command: name, example })
}

function isCredible({ spec, how }: Suggestion, args: readonly Word[]): boolean {
  if (how !== 'maybe' && args.length === 0) return true
  if (how === 'sure' && args.length <= (spec.shape === 'none' ? 0 : 2)) return true
  const [first] = args
  if (first === undefined || args.length > 4) return false
  switch (spec.shape) {
    case 'openid':
    case 'openid group':
    case 'openids group':
      return args.some(({ text }) => isOpenidLike(text))
    case 'group':
    case 'group name':
    case 'digits?':
    case 'number?':
      return first.quoted || /^\d{1,9}$/.test(first.text)
    case 'name':
      return first.quoted
    case 'person':
    case 'person role':
      return args.some(({ text }) => isOpenidLike(text))
    case 'none':
    case 'alone':
    case 'role?':
    case 'command-name?':
    case 'keyword?':
    case 'code':
    case 'list?':
    case 'language?':
    case 'history?':
      return false
  }
}

/** A text with an openid in it wants something done: with a group beside it a move, else to know where that follower is. */
function readAboutFollower(words: readonly Word[], specs: readonly CommandSpec[]): Reading | undefined {
  const { ids, others } = sortWords(words)
  const [openid] = ids
  if (openid === undefined) return undefined
  const group = ids.length > 1 ? undefined : findGroup(words, others, openid, specs)
  const spec = specs.find(({ shape }) => shape === (group === undefined ? 'openid' : 'openid group'))
  if (spec === undefined) return undefined
  const given = words.map(({ text }) => text).join(' ')
  const example = [spec.name, openid, ...(group === undefined ? [] : [writeWord(group.text, group.quoted)])].join(' ')
  return hint({ kind: 'did-you-mean', given, command: spec.name, example })
}

/** The group that a text with one openid is about: a number, what 到 points at, or what a move after the openid names. */
function findGroup(
  words: readonly Word[],
  others: readonly Word[],
  openid: string,
  specs: readonly CommandSpec[],
): GroupToken | undefined {
  const number = others.find(({ text }) => /^\d{1,9}$/.test(text))
  const aimed = number ?? groupAimedAt(words, others)
  if (aimed !== undefined) return aimed
  const from = words.slice(words.findIndex(({ text }) => text === openid))
  const reading = readCommand(from.map(({ text, quoted }) => writeWord(text, quoted)).join(' '), specs)
  return reading.kind === 'command' ? reading.args.group : undefined
}

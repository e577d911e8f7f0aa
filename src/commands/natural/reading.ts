import type { Answer } from '../../domain/answer.ts'
import { findNameAtHead } from '../reading/tokens/command-names.ts'
import { readText } from '../reading/grammar.ts'
import { toReadable } from '../reading/tokens/letters.ts'
import type { Lexicon } from '../reading/lexicon.ts'
import type { CommandSpec, Reading } from '../reading/reading.ts'
import { withoutReturn } from './asides.ts'
import { Contents } from './contents.ts'
import type { Interpretation, NaturalContext } from './interpretation.ts'
import { groupIn, invalidIn } from '../schemas.ts'
import { isEnglish, toEnglish } from '../reading/english.ts'
import { interpret } from './meaning.ts'
import { suggestCommands } from '../reading/suggestions.ts'
import { MEANINGS } from './phrases.ts'
import { withStrangers } from './strangers.ts'

/*
 * Both ways of reading a text together: as a command, and as what people say. A command that stands there outright is one;
 * everything else is interpreted first, because half of what looks like a command in a sentence is none.
 */

export interface TextReading {
  readonly reading: Reading
  /** What the sentence was taken for; null where the text is a command outright. */
  readonly meant: Interpretation | null
}

/**
 * Whether a text is a command as it stands: its name comes first, and whoever is named in it is called so. `move him back`
 * names no group, `move Tom out of VIP` nobody called out.
 */
export function isOutright(text: string, reading: Reading, specs: readonly CommandSpec[], lexicon: Lexicon): boolean {
  if (reading.kind !== 'command') return false
  const named = findNameAtHead(toReadable(text), specs)
  if (named?.spec !== reading.spec) return false
  if (reading.naming?.tokens.some((token) => token.kind === 'name' && !lexicon.isPerson(token.name)) === true)
    return false
  // 移#5去VIP: the group may have more glued to it than the grammar takes off.
  if (isUnknownGroup(reading, lexicon)) return false
  const group = groupIn(reading.args)
  return group === undefined || MEANINGS.get(group.text.toLowerCase())?.has('back') !== true
}

/** More lines are a list. */
const MOST_LINES = 9
const NUMBERING = /^(?:\d{1,2}\s*[.、)）]|[(（]\d{1,2}[)）]|[-*•])\s*/u

/** Several commands in one message, one a line: one message is one command, and the first is offered. */
export function readLines(text: string, specs: readonly CommandSpec[], lexicon: Lexicon): Reading | undefined {
  const lines = text
    .split(/[\r\n]+/u)
    .map((line) => line.trim().replace(NUMBERING, ''))
    .filter((line) => line !== '')
  if (lines.length < 2 || lines.length > MOST_LINES) return undefined
  const readings = lines.map((line) => readText(line, specs, lexicon))
  const isCommand = (line: string, at: number): boolean => {
    const reading = readings[at]
    if (reading === undefined || reading.kind === 'ordinary') return false
    return at === 0 ? isOutright(line, reading, specs, lexicon) : findNameAtHead(toReadable(line), specs) !== undefined
  }
  return lines.every(isCommand) ? hint({ kind: 'several-acts', examples: lines }) : undefined
}

/** Reads a text as a command or as a sentence. */
export function readNatural(text: string, specs: readonly CommandSpec[], context: NaturalContext): TextReading {
  const several = readLines(text, specs, context.lexicon)
  if (several !== undefined) return { reading: several, meant: null }
  const reading = readText(text, specs, context.lexicon)
  if (isOutright(text, reading, specs, context.lexicon)) return { reading, meant: null }
  const meant = interpret(text, context)
  // An attempt at a command is told what is wrong with it; nothing that could not be read is left out in silence.
  const isAttempt = reading.kind !== 'ordinary' && findNameAtHead(toReadable(text), specs) !== undefined
  const asks = reading.kind === 'hint' && reading.answer.kind === 'missing-argument' && meant.kind === 'suggest'
  if (isAttempt && (asks || isSaidSo(reading, meant, context.lexicon) || !isWhole(meant, text, context)))
    return { reading, meant: null }
  const glued =
    reading.kind === 'ordinary' && meant.kind === 'nothing' ? readGluedSlip(text, specs, context) : undefined
  if (glued !== undefined) return { reading: toReading(glued, text, reading, specs, context), meant: glued }
  const lacksGroup = withUnknownGroup(meant, reading, context.lexicon)
  if (lacksGroup !== undefined) return { reading: lacksGroup, meant }
  const strangers = withStrangers(text, meant, context)
  const known = strangers === undefined ? undefined : readKnown(strangers.command, specs, context)
  if (known?.kind === 'command' && known.naming !== undefined)
    return { reading: strangers?.isCertain === true ? known : { ...known, told: true }, meant }
  return { reading: toReading(meant, text, reading, specs, context), meant }
}

/**
 * Whether the command itself says more than the sentence that begins like it: an unknown group may be new or misspelt, and
 * nothing but its own words is known of it; words that were left out are told.
 */
function isSaidSo(reading: Reading, meant: Interpretation, lexicon: Lexicon): boolean {
  if (reading.kind === 'hint')
    return (
      reading.answer.kind === 'not-understood-rest' &&
      meant.kind === 'run' &&
      meant.command === reading.answer.corrected
    )
  return reading.kind === 'command' && isUnknownGroup(reading, lexicon) && meant.kind !== 'run' && meant.kind !== 'list'
}

function isUnknownGroup({ args }: Extract<Reading, { kind: 'command' }>, lexicon: Lexicon): boolean {
  const group = groupIn(args)
  return group !== undefined && !group.quoted && !lexicon.fitsGroup(group.text)
}

/** Whether a sentence that begins like a command says something of its own, of which nothing is left out. */
function isWhole(meant: Interpretation, text: string, context: NaturalContext): boolean {
  switch (meant.kind) {
    case 'list':
    case 'several':
    case 'not-run':
    case 'complaint':
    case 'label-for-a-time':
      return true
    case 'run':
    case 'suggest':
      // A name that is given is known to nobody.
      return (
        /^(?:新建|改名|别名)(?: |$)/u.test(meant.command) ||
        new Contents(withoutReturn(text, context), context.lexicon).leftOver === 0
      )
    default:
      return false
  }
}

function toReading(
  meant: Interpretation,
  text: string,
  reading: Reading,
  specs: readonly CommandSpec[],
  context: NaturalContext,
): Reading {
  const inLanguage = (command: string): string => (isEnglish(text) ? toEnglish(command, specs) : command)
  switch (meant.kind) {
    case 'nothing':
      return reading
    case 'run':
      return readKnown(inLanguage(meant.command), specs, context) ?? reading
    case 'list':
      return withUnread(readKnown(meant.command, specs, context), meant.unread) ?? reading
    case 'complaint':
      return toReading({ kind: 'suggest', command: `日志 ${meant.person}` }, text, reading, specs, context)
    case 'suggest': {
      const known = readKnown(meant.command, specs, context)
      if (known === undefined) return reading
      // What can't be sent as it is, is corrected like any other attempt.
      if (known.kind === 'hint' && known.answer.kind !== 'missing-argument') return known
      return hint({
        kind: 'did-you-mean',
        given: text,
        command: inLanguage(meant.command).split(' ')[0] ?? '',
        example: inLanguage(meant.command),
      })
    }
    case 'several': {
      const known = meant.commands.filter((command) => readKnown(command, specs, context)?.kind === 'command')
      return known.length === 0 ? reading : hint({ kind: 'several-acts', examples: known.map(inLanguage) })
    }
    case 'ask': {
      const missing = meant.missing === 'person' ? 'follower' : meant.missing
      const template = inLanguage(meant.template)
      return hint({
        kind: 'missing-argument',
        command: inLanguage(meant.command),
        missing,
        example: template.replace('{}', meant.missing === 'person' ? '#5' : '108'),
        template,
        options: [],
      })
    }
    case 'label-for-a-time': {
      const { command, move } = meant
      return hint({ kind: 'label-for-a-time', examples: [command, ...(move === null ? [] : [move])].map(inLanguage) })
    }
    case 'not-run':
      return hint({
        kind: 'not-run',
        why: meant.why,
        example: meant.command === null ? null : inLanguage(meant.command),
      })
  }
}

function hint(answer: Answer): Reading {
  return { kind: 'hint', answer }
}

/** 一动小王到VIP, 察小王: a command's name that sounds right, with what it is about glued to it. It is only ever suggested. */
function readGluedSlip(
  text: string,
  specs: readonly CommandSpec[],
  context: NaturalContext,
): Interpretation | undefined {
  const head = text.slice(0, 2)
  const name = /^[察插茶差]/u.test(text)
    ? { spec: { name: '查' }, length: 1 }
    : suggestCommands(head, specs)
        .filter(({ how }) => how === 'sure' && /^\p{Script=Han}{2}$/u.test(head))
        .map(({ spec }) => ({ spec, length: 2 }))[0]
  if (name === undefined || text.length <= name.length) return undefined
  const contents = new Contents(text.slice(name.length), context.lexicon)
  if (contents.people.length === 0 || contents.hasPronoun || contents.leftOver > 0) return undefined
  const corrected = `${name.spec.name}${text.slice(name.length)}`
  const outright = readText(corrected, specs, context.lexicon)
  if (outright.kind === 'command' && isOutright(corrected, outright, specs, context.lexicon))
    return { kind: 'suggest', command: corrected.replace(name.spec.name, `${name.spec.name} `) }
  const meant = interpret(corrected, context)
  return meant.kind === 'run' || meant.kind === 'suggest' ? { kind: 'suggest', command: meant.command } : undefined
}

/** 把小王移到心人: a group that nobody knows is told as of the command, with those that are near; not 移到一个新组. */
function withUnknownGroup(meant: Interpretation, reading: Reading, lexicon: Lexicon): Reading | undefined {
  const isAsked = meant.kind === 'ask' && meant.missing === 'group'
  if (!isAsked || reading.kind !== 'command' || reading.tentative === true) return undefined
  const group = groupIn(reading.args)
  if (group === undefined || group.quoted || UNNAMED.test(group.text) || lexicon.fitsGroup(group.text)) return undefined
  return reading
}

const UNNAMED = /^(?:[一两]?个|[那这哪某别其另]|新的?(?:分?组|标签)|什么|\p{Script=Han}$)|[了吗呢吧的]$/u

/** A command that there is; its own question too, when something is missing. */
function readKnown(command: string, specs: readonly CommandSpec[], context: NaturalContext): Reading | undefined {
  const reading = readText(command, specs, context.lexicon)
  return reading.kind === 'ordinary' ? undefined : reading
}

/** Lines that could not be read go with the command, which tells them and asks for confirmation. */
function withUnread(reading: Reading | undefined, unread: readonly string[]): Reading | undefined {
  if (reading?.kind !== 'command' || unread.length === 0) return reading
  const added = (args: object): object => ({ ...args, invalid: [...invalidIn(args), ...unread] })
  const { naming } = reading
  if (naming === undefined) return { ...reading, args: added(reading.args) }
  const fill = (found: Parameters<typeof naming.fill>[0]) => {
    const filled = naming.fill(found)
    return 'args' in filled ? { args: added(filled.args) } : filled
  }
  return { ...reading, naming: { ...naming, fill } }
}

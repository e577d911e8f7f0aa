import type { Answer } from '../domain/answer.ts'
import type { PersonToken } from '../domain/person.ts'
import type { PeopleBook, WhoMatch } from '../people/book.ts'
import type { Person } from '../store/people.ts'
import { ROLE_NAMES } from './admin-words.ts'
import { SAMPLE_GROUP } from './attempt.ts'
import { writePerson } from './people-words.ts'
import type { CommandArgs, CommandSpec } from './reading.ts'
import { writeWord } from './words.ts'

/** Either the arguments with everybody by their openid, or what is to be told instead. */
export type Resolved = { readonly args: CommandArgs } | { readonly answer: Answer }

type Range = Extract<PersonToken, { kind: 'range' }>

/** Shapes of commands that are about several people. */
const MANY = new Set<CommandSpec['shape']>(['openid group', 'openids group'])

/**
 * Looks up who is meant. One name that fits nobody, or more than one, ends the matter: it is told, with a numbered choice
 * where there is one, and nothing runs.
 */
export async function resolveWho(
  spec: CommandSpec,
  args: CommandArgs,
  admin: string,
  people: PeopleBook,
): Promise<Resolved> {
  if (args.byWho !== undefined) {
    const by = await people.find(args.byWho, admin)
    if (by.kind !== 'found')
      return { answer: toAnswer(by, (n) => write(spec, { ...args, byWho: { kind: 'number', number: n } }, [])) }
    const { byWho: _byWho, ...rest } = args
    return { args: { ...rest, ...(by.openids[0] === undefined ? {} : { by: by.openids[0] }) } }
  }
  if (args.who === undefined) return { args }
  const { who, ...rest } = args
  const found: string[] = []
  for (const [at, token] of who.entries()) {
    const match = await people.find(token, admin)
    if (match.kind !== 'found') {
      return { answer: toAnswer(match, (number) => write(spec, args, replace(who, at, { kind: 'number', number }))) }
    }
    if (token.kind === 'range' && !(await isWithin(token, people))) return { answer: await beyond(token, people) }
    found.push(...match.openids)
  }
  const openids = [...new Set(found)]
  const [only] = openids
  if (MANY.has(spec.shape) && args.group === undefined) return { answer: askForGroup(spec, args, who) }
  if (only === undefined) throw new TypeError('somebody was named and nobody was looked up')
  if (openids.length === 1) return { args: { ...rest, openid: only } }
  if (MANY.has(spec.shape)) {
    const duplicates = (rest.duplicates ?? 0) + found.length - openids.length
    return { args: { ...rest, openids, ...(duplicates === 0 ? {} : { duplicates }) } }
  }
  return { answer: { kind: 'one-at-a-time', example: write(spec, args, [{ kind: 'openid', openid: only }]) } }
}

/** Who is meant is known; where to is not. */
function askForGroup(spec: CommandSpec, args: CommandArgs, who: readonly PersonToken[]): Answer {
  const group = (text: string) => write(spec, { ...args, group: { text, quoted: false } }, who)
  return {
    kind: 'missing-argument',
    command: spec.name,
    missing: 'group',
    example: group(SAMPLE_GROUP),
    template: group('{}'),
    options: [],
  }
}

/** A range may have gaps, where people have left; its ends must be numbers that were given. */
async function isWithin({ from, to }: Range, people: PeopleBook): Promise<boolean> {
  return Math.min(from, to) >= 1 && Math.max(from, to) <= (await people.store.greatestNumber())
}

async function beyond(token: Range, people: PeopleBook): Promise<Answer> {
  const greatest = await people.store.greatestNumber()
  return { kind: 'no-such-person', given: writePerson(token, writeWord), why: 'number', greatest }
}

function toAnswer(match: Exclude<WhoMatch, { kind: 'found' }>, command: (number: number) => string): Answer {
  if (match.kind === 'nobody') {
    return { kind: 'no-such-person', given: match.given, why: match.why, greatest: match.greatest }
  }
  const shown = match.candidates.slice(0, 9)
  return {
    kind: 'which-person',
    given: match.given,
    exact: match.exact,
    candidates: shown.map(({ openid }: Person) => openid),
    examples: shown.map(({ number }: Person) => command(number)),
  }
}

function replace(who: readonly PersonToken[], at: number, token: PersonToken): PersonToken[] {
  return who.map((one, index) => (index === at ? token : one))
}

/** The command with these people in it, as it could be sent. */
function write({ name, shape }: CommandSpec, args: CommandArgs, who: readonly PersonToken[]): string {
  const people = who.map((token) => writePerson(token, writeWord))
  const group = args.group === undefined ? [] : [writeWord(args.group.text, args.group.quoted)]
  const by = args.byWho === undefined ? [] : [`@${writePerson(args.byWho, writeWord)}`]
  const alias = args.alias === undefined ? [] : [writeWord(args.alias)]
  const role = args.role === undefined ? [] : [ROLE_NAMES[args.role]]
  const page = args.page === undefined || shape !== 'history?' ? [] : [`第${args.page}页`]
  const reason = args.reason === undefined ? [] : [`备注:${args.reason}`]
  return [name, ...people, ...by, ...group, ...alias, ...role, ...page, ...reason].join(' ')
}

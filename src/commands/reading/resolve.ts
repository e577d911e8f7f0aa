import type { Answer } from '../../domain/answer.ts'
import type { PersonToken } from '../../domain/person.ts'
import type { PeopleBook, WhoMatch } from '../../people/book.ts'
import type { Person } from '../../store/people.ts'
import { invalidIn } from '../schemas.ts'
import { writePerson, type Who } from './people.ts'
import type { CommandSpec, Filled, Naming } from './reading.ts'
import { writeWord } from './tokens/words.ts'

type Range = Extract<PersonToken, { kind: 'range' }>

/**
 * Looks up who is meant. One name that fits nobody, or more than one, ends the matter: it is told, with a numbered choice
 * where there is one, and nothing runs. Of a list, only those who fit nobody are told, unless that is everybody. `others` can
 * be meant although nothing is known of them.
 */
export async function resolve(
  naming: Naming,
  admin: string,
  people: PeopleBook,
  others: readonly string[] = [],
): Promise<Filled> {
  const found: (readonly string[])[] = []
  const unknown: { readonly given: string; readonly tell: () => Promise<Answer> }[] = []
  for (const [at, token] of naming.tokens.entries()) {
    const match = await people.find(token, admin, others)
    if (match.kind !== 'found') {
      const command = (number: number) => naming.write(replace(naming.tokens, at, { kind: 'number', number }))
      const tell = async () => toAnswer(match, await nearOf(match, people), command, templateOf(naming, at))
      if (match.kind !== 'nobody' || naming.readsPast !== true) return { answer: await tell() }
      unknown.push({ given: match.given, tell })
    } else if (token.kind === 'range' && !(await isWithin(token, people))) {
      return { answer: await beyond(token, people) }
    } else {
      found.push(match.openids)
    }
  }
  const [first] = unknown
  if (first === undefined) return naming.fill(found)
  return found.length === 0 ? { answer: await first.tell() } : withUnknown(naming.fill(found), unknown)
}

function withUnknown(filled: Filled, unknown: readonly { readonly given: string }[]): Filled {
  if ('answer' in filled) return filled
  return { args: { ...filled.args, invalid: [...invalidIn(filled.args), ...unknown.map(({ given }) => given)] } }
}

/** A command that is about one person: several are asked back about. `words` are the arguments behind the person. */
export function nameOne(args: Who, { name }: CommandSpec, words: readonly string[] = []): Naming | undefined {
  const { who, ...rest } = args
  if (who === undefined) return undefined
  const write = (tokens: readonly PersonToken[]) => [name, ...writePeople(tokens), ...words].join(' ')
  return {
    tokens: who,
    write,
    fill(found) {
      const [openid, ...others] = new Set(found.flat())
      if (openid === undefined) throw new TypeError('somebody was named and nobody was looked up')
      if (others.length === 0) return { args: { ...rest, openid } }
      return { answer: { kind: 'one-at-a-time', example: write([{ kind: 'openid', openid }]) } }
    },
  }
}

export function writePeople(tokens: readonly PersonToken[]): string[] {
  return tokens.map((token) => writePerson(token, writeWord))
}

/** A range may have gaps, where people have left; its ends must be numbers that were given. */
async function isWithin({ from, to }: Range, people: PeopleBook): Promise<boolean> {
  return Math.min(from, to) >= 1 && Math.max(from, to) <= (await people.store.greatestNumber())
}

async function beyond(token: Range, people: PeopleBook): Promise<Answer> {
  const greatest = await people.store.greatestNumber()
  return { kind: 'no-such-person', given: writePerson(token, writeWord), why: 'number', greatest }
}

/** The command with a place for whoever is meant instead; undefined where nobody can be put there. */
function templateOf(naming: Naming, at: number): string | undefined {
  if (naming.readsPast === true) return undefined
  const template = naming.write(replace(naming.tokens, at, { kind: 'name', name: '{}' }))
  return template.split('{}').length === 2 && !/["“「]\{\}/u.test(template) ? template : undefined
}

type Unfound = Exclude<WhoMatch, { kind: 'found' }>

function nearOf(match: Unfound, people: PeopleBook): Promise<readonly Person[]> {
  return match.kind === 'nobody' && match.why === 'name' ? people.near(match.given) : Promise.resolve([])
}

function toAnswer(
  match: Unfound,
  near: readonly Person[],
  command: (number: number) => string,
  template: string | undefined,
): Answer {
  if (match.kind === 'nobody' && near.length === 0) {
    const { given, why, greatest } = match
    return {
      kind: 'no-such-person',
      given,
      why,
      greatest,
      ...(why === 'name' && template !== undefined && { template }),
    }
  }
  const candidates = match.kind === 'nobody' ? near : match.candidates
  const shown = candidates.slice(0, 9)
  return {
    kind: 'which-person',
    given: match.given,
    exact: match.kind === 'several' && match.exact,
    candidates: shown.map(({ openid }: Person) => openid),
    examples: shown.map(({ number }: Person) => command(number)),
  }
}

function replace(who: readonly PersonToken[], at: number, token: PersonToken): PersonToken[] {
  return who.map((one, index) => (index === at ? token : one))
}

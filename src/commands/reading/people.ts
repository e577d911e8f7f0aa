import { endsOf, isOpenid } from '../../domain/follower.ts'
import type { PersonToken } from '../../domain/person.ts'
import { foldWord } from './tokens/letters.ts'
import type { Word } from './tokens/words.ts'
import { LAST, ME } from './vocabulary.ts'

const LONGEST_PRONOUN = 8
const NUMBER = /^#(\d{1,9})$/
const COUNTED = /^(\d{1,9})号$/
const RANGE = /^#?(\d{1,9})号? ?(?:[-~–‐‑‒−]{1,2}|[到至]|—+) ?#?(\d{1,9})号?$/u
const IS_PERSON = /[#号]/u

/** Somebody named outright: an openid, `#57`, `57号`, `#5-#12`, 我, 上一个. Not by a name, which only the account's people tell. */
export function toPersonToken({ text, quoted }: Word): PersonToken | undefined {
  if (isOpenid(text)) return { kind: 'openid', openid: text }
  if (quoted) return undefined
  const plain = text.replace(/^@/, '')
  const ends = endsOf(plain)
  if (ends !== undefined) return { kind: 'short', ...ends }
  const number = (NUMBER.exec(plain) ?? COUNTED.exec(plain))?.[1]
  if (number !== undefined) return { kind: 'number', number: Number(number) }
  const [, from, to] = IS_PERSON.test(plain) ? (RANGE.exec(plain) ?? []) : []
  if (from !== undefined && to !== undefined) return { kind: 'range', from: Number(from), to: Number(to) }
  if (plain.length > LONGEST_PRONOUN) return undefined
  const folded = foldWord(plain)
  if (ME.has(folded)) return { kind: 'me' }
  return LAST.has(folded) ? { kind: 'last' } : undefined
}

/** A bare number where a person belongs: `移动 57 VIP`. */
export function toNumbered({ text, quoted }: Word): PersonToken | undefined {
  return !quoted && /^\d{1,9}$/.test(text) ? { kind: 'number', number: Number(text) } : undefined
}

/** Somebody by a name. */
export function toNamed({ text, quoted }: Word): PersonToken {
  return { kind: 'name', name: quoted ? text : text.replace(/^@(?=.)/, '') }
}

/** Whether this names somebody by itself, wherever it stands: 我 and 上一个 are everyday words too. */
export function isOutright(token: PersonToken): boolean {
  return ['openid', 'short', 'number', 'range'].includes(token.kind)
}

/** As it can stand in a command. */
export function writePerson(token: PersonToken, writeName: (name: string) => string): string {
  switch (token.kind) {
    case 'openid':
      return token.openid
    case 'short':
      return `${token.head}…${token.tail}`
    case 'number':
      return `#${token.number}`
    case 'range':
      return `#${token.from}-#${token.to}`
    case 'name':
      return writeName(token.name)
    case 'me':
      return '我'
    case 'last':
      return '上一个'
  }
}

/** People among arguments: by their openids, or as they were named, when it has to be looked up who that is. */
export interface Who {
  readonly openid?: string
  /** Several, each once, in the order they were named. */
  readonly openids?: readonly string[]
  readonly who?: readonly PersonToken[]
}

/** People as arguments: openids as they are, anybody else to be looked up. */
export function toWho(who: readonly PersonToken[]): Who {
  const openids = who.flatMap((token) => (token.kind === 'openid' ? [token.openid] : []))
  if (openids.length < who.length) return { who }
  const [only] = openids
  return openids.length === 1 && only !== undefined ? { openid: only } : { openids }
}

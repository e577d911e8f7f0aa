import { SPECS } from '../../src/commands/catalog/index.ts'
import { Contents } from '../../src/commands/natural/contents.ts'
import type { LastCommand } from '../../src/commands/natural/interpretation.ts'
import { readNatural } from '../../src/commands/natural/reading.ts'
import type { Token } from '../../src/commands/natural/tokens.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import type { Reading } from '../../src/commands/reading/reading.ts'
import { comparableName } from '../../src/domain/group.ts'
import { matchGroup } from '../../src/groups/match.ts'
import { ALIASES, PLACES, REMARKS } from './natural/world.ts'

/*
 * How a text is understood in the small world of the natural texts, step by step: what is in it, how that is meant, and what
 * the bot makes of it.
 */

export const GROUPS = (
  [
    [0, '未分组'],
    [1, '黑名单'],
    [2, '星标组'],
    [102, '新人'],
    [104, '华东媒'],
    [106, '★不测试组★'],
    [107, 'test'],
    [108, 'VIP'],
  ] as const
).map(([id, name]) => ({ id, name, count: 0 }))
const PEOPLE = new Set([...Object.values(ALIASES), ...Object.values(REMARKS)].map(comparableName))
const NAMES = new Set(GROUPS.flatMap(({ id, name }) => [String(id), comparableName(name)]))

export const LEXICON: Lexicon = {
  isPerson: (name) => PEOPLE.has(comparableName(name)),
  isGroup: (text) => NAMES.has(comparableName(text)) || NAMES.has(comparableName(text).replace(/组$/u, '')),
  meansGroup: (text, quoted) => matchGroup(GROUPS, { text, quoted }).kind === 'found',
  fitsGroup: (text) => matchGroup(GROUPS, { text, quoted: false }).kind !== 'missing',
}

/** What is in a text, how it is meant, and what is made of it. `after` is the sender's last command. */
export function explain(text: string, after?: string): string[] {
  const { tokens } = new Contents(text, LEXICON)
  const { reading, meant } = readNatural(text, SPECS, {
    lexicon: LEXICON,
    last: after === undefined ? null : toLast(after),
  })
  return [
    JSON.stringify(text),
    `  in it  ${tokens.map(describeToken).join(' · ')}`,
    `  meant  ${meant === null ? 'a command as it stands' : JSON.stringify(meant)}`,
    `  read   ${describeReading(reading)}`,
  ]
}

export function toLast(after: string): LastCommand {
  const reading = readText(after, SPECS, LEXICON)
  if (reading.kind !== 'command') throw new TypeError(`not a command: ${after}`)
  const { people, groups } = new Contents(after, LEXICON)
  const who = people.map((name) => [numberOf(name), comparableName(name)])
  const origins = who.map(([number]) => String(PLACES[Number(number?.slice(1))] ?? 0))
  return { command: reading.spec.name, people: people.length, group: groups[0] ?? nameIn(reading.args), who, origins }
}

function numberOf(name: string): string {
  const entry = Object.entries({ ...REMARKS, ...ALIASES }).find(
    ([, one]) => comparableName(one) === comparableName(name),
  )
  return entry === undefined ? name : `#${entry[0]}`
}

function nameIn(args: object): string | null {
  return 'name' in args && typeof args.name === 'string' ? args.name : null
}

function describeToken(token: Token): string {
  switch (token.kind) {
    case 'pronoun':
      return token.plural ? 'pronoun of several' : 'pronoun'
    case 'word':
      return `${token.text} (${[...token.says].join(', ')})`
    case 'mark':
      return JSON.stringify(token.text)
    default:
      return `${token.kind} ${JSON.stringify(token.text)}`
  }
}

function describeReading(reading: Reading): string {
  switch (reading.kind) {
    case 'ordinary':
      return 'no command'
    case 'hint':
      return `answered ${JSON.stringify(reading.answer)}`
    case 'command':
      return `${reading.spec.name} ${JSON.stringify(reading.args)}`
  }
}

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readText } from '../../src/commands/reading/grammar.ts'
import { ending, writeEnding } from '../../src/commands/reading/endings/ending.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import { SPECS } from '../../src/commands/catalog/index.ts'
import type { CommandSpec } from '../../src/commands/reading/reading.ts'
import { resolve } from '../../src/commands/reading/resolve.ts'
import type { Answer } from '../../src/domain/answer.ts'
import { matchGroup, type GroupToken } from '../../src/groups/match.ts'
import type { PeopleBook } from '../../src/people/book.ts'
import { ASKER, GROUPS, openidOf, PEOPLE } from './world.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
/** Commands that change something: a wrong one of these is the worst there is. */
export const CHANGING = new Set(
  '移动 批量移动 新建 改名 删除 接管 放手 确认 取消 撤销 重做 别名 认领 语言 同步'.split(' '),
)

export interface Utterance {
  readonly text: string
  readonly expect: string
}

export interface Judged extends Utterance {
  readonly read: string
  readonly right: boolean
  /** Something would be changed that should not be. */
  readonly harmful: boolean
}

export function readCorpus(path: string | URL): Utterance[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'))
    .map(([text = '', expect = '']) => ({ text: inFull(text), expect }))
}

function inFull(text: string): string {
  return text
    .replaceAll('<P>', P)
    .replaceAll('<Q>', Q)
    .replaceAll(/\\(n|\\|u[0-9a-fA-F]{4})/g, (_, code: string) => {
      if (code === 'n') return '\n'
      return code === '\\' ? '\\' : String.fromCharCode(Number.parseInt(code.slice(1), 16))
    })
}

/** Reads an utterance in the world of the corpus and says what it was taken for, in the corpus's own words. */
export async function judge(
  { text, expect }: Utterance,
  world: { people: PeopleBook; lexicon: Lexicon },
): Promise<Judged> {
  const read = await describe(text, world)
  const [wanted, got] = [normal(expect), normal(read)]
  const runs = CHANGING.has(got.verb)
  return { text, expect, read, right: isSame(wanted, got), harmful: runs && !isSame(wanted, got) }
}

async function describe(text: string, { people, lexicon }: { people: PeopleBook; lexicon: Lexicon }): Promise<string> {
  const reading = readText(text, SPECS, lexicon)
  if (reading.kind === 'ordinary') return 'ordinary'
  if (reading.kind === 'hint') return describeAnswer(reading.answer)
  const { naming, args } = reading
  const resolved = naming === undefined ? { args } : await resolve(naming, ASKER, people)
  const isNobody = 'answer' in resolved && resolved.answer.kind === 'no-such-person'
  if (isNobody && reading.tentative === true) return 'ordinary'
  if ('answer' in resolved) return describeAnswer(resolved.answer)
  return describeCommand(reading.spec, resolved.args)
}

function describeAnswer(answer: Answer): string {
  if (answer.kind === 'missing-argument') return `ask ${answer.command} what=${answer.missing}`
  if (answer.kind === 'list-needs' && answer.missing === 'group') return `ask ${answer.head.split(' ')[0]} what=group`
  return answer.kind === 'which-person' ? 'choice' : 'hint'
}

const string = z.string().optional()
const number = z.number().optional()
const anyArgs = z.object({
  openid: string,
  openids: z.array(z.string()).optional(),
  group: z.object({ text: z.string(), quoted: z.boolean() }).optional(),
  name: string,
  alias: string,
  number,
  digits: string,
  code: string,
  keyword: string,
  page: number,
  language: string,
  reason: string,
  commandName: string,
  by: string,
  role: string,
  ending: ending.optional(),
  self: z.boolean().optional(),
})

function describeCommand({ name }: CommandSpec, given: object): string {
  const args = anyArgs.parse(given)
  const people = [...(args.openids ?? []), ...(args.openid === undefined ? [] : [args.openid])]
  if (people.some((openid) => openid === '')) return 'hint'
  const group = args.group === undefined ? undefined : findGroup(args.group)
  if (group === 'choice' || group === 'hint') return group
  const keys = {
    who: people.map(writePerson).join(',') || undefined,
    group,
    name: args.name ?? args.alias,
    n: args.number,
    digits: args.digits,
    code: args.code?.toUpperCase(),
    word: args.keyword,
    page: args.page,
    lang: args.language,
    reason: args.reason,
    of: args.commandName,
    by: args.by === undefined ? undefined : args.by === 'me' ? 'me' : writePerson(args.by),
    role: args.role,
    until: args.ending === undefined ? undefined : writeEnding(args.ending, 'zh').replace(' ', ''),
    self: args.self,
  }
  const written = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  if (name === '语言' && written.length === 0) return 'ask 语言 what=lang'
  return [name, ...written, ''].join('\u0000')
}

function findGroup(token: GroupToken): string {
  const match = matchGroup(GROUPS, token)
  if (match.kind === 'found') return String(match.group.id)
  if (match.kind === 'ambiguous') return 'choice'
  return GROUPS.some(({ name }) => name.includes(token.text)) ? 'choice' : 'hint'
}

function writePerson(openid: string): string {
  if (openid === P || openid === Q) return openid === P ? '<P>' : '<Q>'
  const number = Array.from({ length: PEOPLE }, (_, at) => at + 1).find((one) => openidOf(one) === openid)
  return number === undefined ? openid : `#${number}`
}

interface Normal {
  readonly verb: string
  readonly keys: ReadonlyMap<string, string>
}

/** Our commands of two words are the corpus's actions, and what is asked for has other names there. */
function normal(written: string): Normal {
  const tokens = written.includes('\u0000') ? written.split('\u0000') : splitQuoted(written)
  const [head = '', ...rest] = tokens
  const keys = new Map(
    rest
      .filter((one) => one.includes('='))
      .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  )
  const [verb = '', action] = head.split(' ')
  if (verb === 'ask')
    return { verb: 'ask', keys: new Map([['what', ASKED[keys.get('what') ?? ''] ?? keys.get('what') ?? '']]) }
  if (verb === 'choice' || verb === 'hint' || verb === 'ordinary') return { verb, keys: new Map() }
  const actions: Readonly<Record<string, string>> = { 邀请: 'invite', 移除: 'remove', 角色: 'role' }
  if (verb === '管理员') {
    const said = keys.get('action') ?? actions[action ?? ''] ?? 'list'
    keys.delete('action')
    if (keys.delete('self')) keys.set('who', '#5')
    return { verb: `管理员 ${said}`, keys }
  }
  const who = keys.get('who')
  if (who !== undefined) keys.set('who', who.split(',').sort().join(','))
  return { verb, keys }
}

const ASKED: Readonly<Record<string, string>> = { follower: 'who', word: 'word', language: 'lang' }

function splitQuoted(written: string): string[] {
  return [...written.matchAll(/[^\s="]+="[^"]*"|\S+/g)].map(([token]) => token.replace(/="([^]*)"$/, '=$1'))
}

function isSame(a: Normal, b: Normal): boolean {
  if (a.verb !== b.verb || a.keys.size !== b.keys.size) return false
  return [...a.keys].every(([key, value]) => b.keys.get(key) === value)
}

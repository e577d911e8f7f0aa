import { readFileSync } from 'node:fs'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readNatural } from '../../src/commands/natural/reading.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Answer } from '../../src/domain/answer.ts'
import { groupIn } from '../../src/commands/schemas.ts'
import { matchGroup } from '../../src/groups/match.ts'
import { GROUPS, LEXICON, toLast } from './explain.ts'

/*
 * What texts are taken for, without anybody being looked up: fixtures/chat/meanings.tsv, whose head explains its columns.
 */

export interface Meaning {
  /** The sender's last command; null when there is none. */
  readonly after: string | null
  readonly text: string
  /** Alternatives, any of which is right. */
  readonly expected: readonly string[]
}

export function readMeanings(): Meaning[] {
  const path = new URL('../../fixtures/chat/meanings.tsv', import.meta.url)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines
    .filter((line) => !line.startsWith('#'))
    .slice(1)
    .map((line) => {
      const [after = '-', text = '', expected = ''] = line.split('\t')
      return {
        after: after === '-' ? null : after,
        text: text.replaceAll('\\n', '\n').replaceAll('\\t', '\t'),
        expected: expected.split(' | '),
      }
    })
}

export interface Outcome {
  readonly kind: 'run' | 'suggest' | 'several' | 'ask' | 'nothing'
  /** The command, so that two that do the same are equal; of a question its template. */
  readonly what: string
}

/** What a text is taken for. */
export function outcomeOf({ text, after }: Pick<Meaning, 'text' | 'after'>): Outcome {
  const context = { lexicon: LEXICON, last: after === null ? null : toLast(after) }
  const { reading, meant } = readNatural(text, SPECS, context)
  switch (meant?.kind) {
    case 'run':
    case 'suggest':
    case 'list':
      return { kind: meant.kind === 'suggest' ? 'suggest' : 'run', what: keyOf(meant.command) }
    case 'several':
      return { kind: 'several', what: keyOf(meant.commands[0] ?? '') }
    case 'ask':
      return { kind: 'ask', what: meant.template }
    case 'not-run':
      return { kind: 'nothing', what: meant.why }
    default:
  }
  if (reading.kind === 'ordinary') return { kind: 'nothing', what: '' }
  if (reading.kind === 'hint') return ofAnswer(reading.answer)
  if (reading.tentative === true || reading.told === true) return { kind: 'nothing', what: 'nobody is called so' }
  return { kind: 'run', what: keyOf(text) }
}

function ofAnswer(answer: Answer): Outcome {
  switch (answer.kind) {
    case 'did-you-mean':
      return { kind: 'suggest', what: keyOf(answer.example) }
    case 'not-understood-rest':
      return { kind: 'suggest', what: keyOf(answer.corrected) }
    case 'several-acts':
      return { kind: 'several', what: keyOf(answer.examples[0] ?? '') }
    case 'missing-argument':
      return { kind: 'ask', what: answer.template }
    default:
      return { kind: 'nothing', what: answer.kind }
  }
}

/** Whether an outcome is one of those that are right. */
export function isRight({ kind, what }: Outcome, expected: readonly string[]): boolean {
  return expected.some((one) => {
    if (one === 'nothing') return kind === 'nothing' || (kind === 'suggest' && onlyReads(what))
    if (one.startsWith('ask ')) return kind === 'ask' && (one === 'ask *' || what === one.slice('ask '.length))
    if (one.startsWith('=')) return kind === 'run' && what === keyOf(one.slice(1))
    if (one.startsWith('?')) return (kind === 'suggest' || kind === 'several') && what === keyOf(one.slice(1))
    return kind !== 'ask' && kind !== 'nothing' && what === keyOf(one)
  })
}

const READING = new Set('统计 查 组员 分组 最近 日志 结果 状态 帮助 我 管理员 更多 复制 找'.split(' '))

function onlyReads(key: string): boolean {
  return READING.has(/^[^{ ]+/u.exec(key)?.[0] ?? '')
}

/** A command so that those that do the same are equal: with the ids of groups. What can't be read stays as it is written. */
function keyOf(command: string): string {
  const reading = readText(command, SPECS, LEXICON)
  if (reading.kind !== 'command') return command
  const group = groupIn(reading.args)
  const match = group === undefined ? undefined : matchGroup(GROUPS, group)
  const args = match?.kind === 'found' ? { ...reading.args, group: match.group.id } : reading.args
  return `${reading.spec.name}${JSON.stringify(args)}`
}

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Reading } from '../../src/commands/reading/reading.ts'

const SPECS = CATALOG.map(({ spec }) => spec)
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

const rows = readFileSync(new URL('../../fixtures/chat/readings.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))

describe('the table of utterances', () => {
  it('holds at least 250, none twice', () => {
    expect(rows.length).toBeGreaterThanOrEqual(250)
    expect(new Set(rows.map(([text]) => text)).size).toBe(rows.length)
  })

  it.each(rows)('reads %s as %s %s', (text = '', kind = '', of = '', rest = '') => {
    expect(inColumns(readText(inFull(text), SPECS))).toEqual([kind, of, rest === '' ? null : JSON.parse(inFull(rest))])
  })
})

describe('every hint of the table', () => {
  const hints = rows.filter(([, kind]) => kind === 'hint')

  it.each(hints)('shows for %s a command that can be sent as it is', (text = '') => {
    const reading = readText(inFull(text), SPECS)
    const answer = reading.kind === 'hint' ? reading.answer : undefined
    const shown =
      answer && ('corrected' in answer ? answer.corrected : 'example' in answer ? answer.example : undefined)
    if (answer?.kind === 'list-needs') {
      expect(readText(`${answer.head} ${P} ${Q}`, SPECS).kind).toBe('command')
      return
    }
    expect(shown === undefined || shown === null ? undefined : sent(shown)).toMatch(/^(?:command|asks)$/)
  })
})

/** What comes of a command: without all of its arguments it asks for them. */
function sent(command: string): string {
  const reading = readText(command, SPECS)
  return reading.kind === 'hint' && reading.answer.kind === 'missing-argument' ? 'asks' : reading.kind
}

/** The table writes openids short and what can't be seen as \u. */
function inFull(text: string): string {
  return text
    .replaceAll('<P>', P)
    .replaceAll('<Q>', Q)
    .replaceAll('\\n', '\n')
    .replaceAll(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
}

function inColumns(reading: Reading): [string, string, unknown] {
  if (reading.kind === 'ordinary') return ['ordinary', '', null]
  if (reading.kind === 'command') return ['command', reading.spec.name, reading.args]
  const { kind, ...facts } = reading.answer
  return ['hint', kind, facts]
}

import { readFileSync } from 'node:fs'

/** What may rightly happen after a text; the head of fixtures/chat/natural.tsv explains each kind. */
export type Expected =
  | { readonly kind: 'command' | 'suggest' | 'confirmed'; readonly texts: readonly string[] }
  | { readonly kind: 'question'; readonly replies: readonly string[]; readonly texts: readonly string[] }
  | { readonly kind: 'waits' | 'nothing' }

export interface NaturalText {
  readonly line: number
  readonly kind: string
  readonly backend: 'groups' | 'tags'
  /** What was said before, each answered. */
  readonly before: readonly string[]
  readonly text: string
  readonly expected: readonly Expected[]
  /** The column as it is written. */
  readonly written: string
}

const HALVES = { seen: 'natural.tsv', more: 'natural-more.tsv', unseen: 'natural-unseen.tsv' } as const
export type Half = keyof typeof HALVES

/** One part of the corpus, in the order of the file. Throws for a line that says nothing that can be judged. */
export function readNaturalTexts(half: Half): NaturalText[] {
  const path = new URL(`../../../fixtures/chat/${HALVES[half]}`, import.meta.url)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const head = lines.findIndex((line) => !line.startsWith('#'))
  return lines.slice(head + 1).map((line, at) => toNaturalText(line, head + at + 2))
}

function toNaturalText(written: string, line: number): NaturalText {
  const [kind, state, text, expected, ...more] = written.split('\t')
  if (kind === undefined || state === undefined || text === undefined || expected === undefined || more.length > 0)
    throw new TypeError(`line ${line} does not have four columns`)
  const parts = state === '-' ? [] : state.replace(/^after: /, 'after: ').split(' ; ')
  const onTags = parts[0] === 'tags'
  const before = (onTags ? parts.slice(1) : parts).map((part) => part.replace(/^after: /, ''))
  return {
    line,
    kind,
    backend: onTags ? 'tags' : 'groups',
    before: before.map(inFull),
    text: inFull(text),
    expected: expected.split(' | ').map(toExpected),
    written: expected,
  }
}

function toExpected(written: string): Expected {
  if (written === 'waits' || written === 'nothing') return { kind: written }
  const [, word = '', rest = ''] = /^(suggest|confirmed|question): ([^]*)$/.exec(written) ?? []
  if (word === 'suggest' || word === 'confirmed') return { kind: word, texts: toTexts(rest) }
  if (word === '') return { kind: 'command', texts: toTexts(written) }
  const [replies, command] = rest.split(' => ')
  if (replies === undefined || command === undefined) throw new TypeError(`a question without an outcome: ${written}`)
  return { kind: 'question', replies: toTexts(replies), texts: toTexts(command) }
}

function toTexts(written: string): string[] {
  return written.split(' ; ').map(inFull)
}

function inFull(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t')
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** A file of the repository. */
export const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

/** Lines of the shell in a doc. */
export function shellOf(doc: string): string[] {
  return [...read(doc).matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) => (block ?? '').trim().split('\n'))
}

/** The rows, cell by cell, of the table whose head begins with this cell. */
export function tableOf(doc: string, head: string): string[][] {
  const lines = read(doc).split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  if (start < 0) throw new TypeError(`${doc} has no table that begins with ${head}`)
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows.slice(0, end < 0 ? rows.length : end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** What stands between backticks. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '')

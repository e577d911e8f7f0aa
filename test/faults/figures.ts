import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

const DOC = join(import.meta.dirname, '../../docs/reliability.md')

/** Writes the figures of one run between its marks in docs/reliability.md; the words around them stay. */
export function putFigures(name: string, text: string): void {
  const doc = readFileSync(DOC, 'utf8')
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const [from, to] = [doc.indexOf(begin), doc.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/reliability.md has no place for ${name}`)
  writeFileSync(DOC, `${doc.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${doc.slice(to)}`)
}

/** Where and when: the sentence under each table. */
export function whereAndWhen(minutes: number): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, Node ${process.versions.node}, ${process.platform} with ${cpus().length} cores and ${memory} GiB, ${minutes.toFixed(1)} minutes`
}

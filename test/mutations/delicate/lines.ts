import { toTable } from '../../docs/command-table.ts'
import { ABOVE } from './above.ts'
import { BELOW } from './below.ts'
import type { Delicate } from './change.ts'

/** Lines that must not be changed unnoticed, each with the unit test that turns red by it. */
export const DELICATE: readonly Delicate[] = [...ABOVE, ...BELOW]

const BEGIN = '<!-- delicate lines -->\n\n'
const END = '\n\n<!-- end of delicate lines -->'

/** The doc with its table of delicate lines made anew. */
export function withDelicateTable(doc: string): string {
  const [start, end] = [doc.indexOf(BEGIN), doc.indexOf(END)]
  if (start < 0 || end < start) throw new RangeError('the doc has no place for the table of delicate lines')
  const rows = DELICATE.map(({ file, change, test }) => [`\`${file}\``, change, `\`${test}\``])
  return (
    doc.slice(0, start) +
    BEGIN +
    toTable(['line of', 'what is wrong when it is changed', 'test that notices'], rows) +
    doc.slice(end)
  )
}

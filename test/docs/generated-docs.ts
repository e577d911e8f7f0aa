import { readFileSync, writeFileSync } from 'node:fs'
import { withDelicateTable } from '../mutations/delicate/lines.ts'
import { ROOT } from '../support/docs.ts'
import { toCommandReference } from './command-reference.ts'
import { withCommandTable } from './command-table.ts'
import { toErrcodeGuide } from './errcode-guide.ts'

/** The docs that are made of the code, whole or in part: their names, and what they should hold. */
export const GENERATED_DOCS: Readonly<Record<string, (present: string) => string>> = {
  'README.md': (present) => withCommandTable(present, 'en'),
  'README.zh-CN.md': (present) => withCommandTable(present, 'zh'),
  'docs/commands.md': () => toCommandReference('en'),
  'docs/commands.zh-CN.md': () => toCommandReference('zh'),
  'docs/errcodes.zh-CN.md': toErrcodeGuide,
  'docs/mutations.md': withDelicateTable,
}

/** What a doc holds now; empty when there is none. */
export function presentOf(name: string): string {
  try {
    return readFileSync(`${ROOT}/${name}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** Writes each of them that is not up to date, and names it. */
export function writeDocs(): string[] {
  return Object.entries(GENERATED_DOCS).flatMap(([name, make]) => {
    const present = presentOf(name)
    const wanted = make(present)
    if (wanted === present) return []
    writeFileSync(`${ROOT}/${name}`, wanted)
    return [name]
  })
}

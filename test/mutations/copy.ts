import { cpSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const SOURCE = resolve(import.meta.dirname, '../..')
const COPIED = ['src', 'test', 'fixtures', 'docs', 'bin']

/** A copy of the repository to change; what is installed is shared with it. */
export function copyOfRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'fenzu-mutations-'))
  const files = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isFile())
  for (const name of [...COPIED, ...files.map((entry) => entry.name)]) {
    cpSync(join(SOURCE, name), join(root, name), { recursive: true })
  }
  symlinkSync(join(SOURCE, 'node_modules'), join(root, 'node_modules'))
  return root
}

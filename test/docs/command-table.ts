import { CATALOG } from '../../src/commands/catalog/index.ts'
import type { CommandSpec } from '../../src/commands/reading/reading.ts'
import type { LeastRole } from '../../src/domain/role.ts'
import type { Language } from '../../src/domain/answer.ts'

export const SPECS: readonly CommandSpec[] = CATALOG.map(({ spec }) => spec)

export const isEnglish = (name: string): boolean => /^[a-z]/.test(name)

const ROLES: Readonly<Record<Language, Readonly<Record<LeastRole, string>>>> = {
  en: { viewer: 'viewer', admin: 'admin', owner: 'owner', anybody: 'anybody' },
  zh: { viewer: '只读', admin: '管理员', owner: '所有者', anybody: '任何人' },
}

/** The least role of a command, in words. */
export const roleOf = ({ role }: CommandSpec, language: Language): string => ROLES[language][role]

const HEADS: Readonly<Record<Language, readonly string[]>> = {
  en: ['Chinese', 'English', 'least role', 'does'],
  zh: ['中文', '英文', '角色', '作用'],
}

/** A table of Markdown, one line a row. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Every command with all its names, as both READMEs show them. */
export function commandTable(language: Language): string {
  const rows = SPECS.map((spec) => [
    spec.names.filter((name) => !isEnglish(name)).join(' · '),
    spec.names.filter(isEnglish).join(' · '),
    roleOf(spec, language),
    spec.summary[language],
  ])
  return toTable(HEADS[language], rows)
}

/** The doc with its table of commands made anew. */
export function withCommandTable(doc: string, language: Language): string {
  const [head = ''] = commandTable(language).split('\n')
  const start = doc.indexOf(`${head}\n`)
  if (start < 0) throw new TypeError(`there is no table that begins with ${head}`)
  const length = /^(?:\|.*\n)*/.exec(doc.slice(start))?.[0].length ?? 0
  return `${doc.slice(0, start)}${commandTable(language)}\n${doc.slice(start + length)}`
}

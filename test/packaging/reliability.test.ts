import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const IDS = [
  ...Array.from({ length: 32 }, (_, at) => `T${String(at + 1).padStart(2, '0')}`),
  ...Array.from({ length: 37 }, (_, at) => `F${String(at + 1).padStart(2, '0')}`),
]

const rows = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id = '', , shownBy = '', seen = ''] = line.split('|').map((cell) => cell.trim())
    return /^[TF]\d\d$/.test(id)
      ? [{ id, files: [...shownBy.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? ''), seen }]
      : []
  })

describe('the table of threats and faults', () => {
  it('has a row for each, in order, and one for whatever was found since', () => {
    const ids = rows.map(({ id }) => id)
    const inOrder = [...new Set(ids)].sort((a, b) => (a[0] === b[0] ? a.localeCompare(b) : a.startsWith('T') ? -1 : 1))
    expect(ids).toEqual(inOrder)
    expect(ids).toEqual(expect.arrayContaining(IDS))
  })

  it.each(rows)('says of $id what shows it, in a test that names it, or why nothing does', ({ id, files, seen }) => {
    expect(seen).not.toBe('')
    if (files.length === 0) expect(seen).toMatch(/^not covered( yet)?: /)
    for (const file of files) {
      const text = readFileSync(join(ROOT, file), 'utf8')
      if (file.endsWith('.test.ts')) expect(text, `${file} names ${id}`).toContain(id)
    }
  })
})

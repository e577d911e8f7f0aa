import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/complaints.ts'
import { parseEnvFile, readEnvFile } from '../../src/config/env-file.ts'

function complaintsOf(text: string): readonly string[] {
  try {
    parseEnvFile(text, 'shop.env')
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
  return []
}

function fileOf(bytes: Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-env-')), '.env')
  writeFileSync(path, bytes)
  return path
}

describe('a file of settings', () => {
  it('gives values and lines, past comments, exports, quotes and Windows line ends', () => {
    const read = parseEnvFile('# mine\r\nA=1\r\nexport B = "two words" # said\r\n\r\nC=\'#3\'\nD=\n', 'x')
    expect(read.values).toEqual({ A: '1', B: 'two words', C: '#3', D: '' })
    expect([...read.lines]).toEqual([
      ['A', 2],
      ['B', 3],
      ['C', 5],
      ['D', 6],
    ])
  })

  it.each([
    ['a full-width equals sign', 'A＝1', 'shop.env:1: expected NAME=value; it has a full-width ＝, write ='],
    ['a colon', 'A: 1', 'shop.env:1: expected NAME=value; write = in place of the colon'],
    ['an open quote', 'A=1\nB="secret', 'shop.env:2: the quotes of B do not close at the end of the line'],
    ['text behind a quote', "B='it''s'", 'shop.env:1: the quotes of B do not close at the end of the line'],
    ['a name twice', 'A=1\nA=2', 'shop.env:2: A was set on line 1 already'],
    ['anything else', 'hello', 'shop.env:1: expected NAME=value, a comment that begins with #, or an empty line'],
  ])('with %s is a complaint with file and line, and without the text', (_what, text, complaint) => {
    expect(complaintsOf(text)).toEqual([complaint])
  })

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFA=王\n')],
    ['UTF-16 LE', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('A=王\n', 'utf16le')])],
    ['UTF-16 BE', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('A=王\n', 'utf16le').swap16()])],
  ])('in %s is read whole, its first line too', (_what, bytes) => {
    expect(readEnvFile(fileOf(bytes), '.env')?.values).toEqual({ A: '王' })
  })

  it.each([
    ['GBK', Buffer.from([0x41, 0x3d, 0xcd, 0xf5])],
    ['UTF-16 without a byte order mark', Buffer.from('A=1', 'utf16le')],
  ])('in %s is a complaint that says how to save it', (_what, bytes) => {
    expect(() => readEnvFile(fileOf(bytes), '.env')).toThrow('.env: expected a text file in UTF-8')
  })

  it('that is not there is none', () => {
    expect(readEnvFile(join(tmpdir(), 'no-such-folder', '.env'), '.env')).toBeUndefined()
  })
})

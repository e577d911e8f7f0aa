import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/complaints.ts'
import { withDotenv } from '../../src/config/dotenv.ts'
import { readEnvFile } from '../../src/config/env-file.ts'
import { readSettingsText } from '../../src/config/settings-text.ts'

/** What comes of a `.env` with these bytes: the settings, or the complaints. */
function read(content: string | Buffer): Readonly<Record<string, string | undefined>> | readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-env-'))
  writeFileSync(join(folder, '.env'), content)
  try {
    return withDotenv({}, folder)
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
}

const OWNERS = 'FENZU_ADMINS=oDF3iYx0ro3_7jD4HFRDfrjdCM58\nLOG_LEVEL=warn\n'
const READ = { FENZU_ADMINS: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58', LOG_LEVEL: 'warn' }
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('a .env file (T45)', () => {
  it.each([
    ['UTF-8', Buffer.from(OWNERS)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${OWNERS}`)],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${OWNERS}`, 'utf16le')],
    ['UTF-16LE without', Buffer.from(OWNERS, 'utf16le')],
    ['UTF-16BE with a byte order mark', utf16be(`\ufeff${OWNERS}`)],
    ['UTF-16BE without', utf16be(OWNERS)],
    ['lines that end as on Windows', Buffer.from(OWNERS.replaceAll('\n', '\r\n'))],
    ['lines that end as on old Macs', Buffer.from(OWNERS.replaceAll('\n', '\r'))],
  ])('is read whole in %s', (_kind, bytes) => {
    expect(read(bytes)).toEqual(READ)
  })

  it.each([
    ['export LOG_LEVEL=warn', 'warn'],
    ['  export   LOG_LEVEL = warn  ', 'warn'],
    ['LOG_LEVEL="warn" # as it was', 'warn'],
    ["LOG_LEVEL='warn'", 'warn'],
    ['LOG_LEVEL=`warn`', 'warn'],
    ['LOG_LEVEL=warn # as it was', 'warn'],
    ['LOG_LEVEL="a # b"', 'a # b'],
    ['LOG_LEVEL="it\'s"', "it's"],
    ['LOG_LEVEL=a=b', 'a=b'],
    ['LOG_LEVEL=', ''],
    ['# 说明\n\n   # more\nLOG_LEVEL=warn', 'warn'],
  ])('may say %j', (line, value) => {
    expect(read(line)).toEqual({ LOG_LEVEL: value })
  })

  it.each([
    ['LOG_LEVEL: warn', '= after LOG_LEVEL; got a colon'],
    ['LOG_LEVEL： warn', '= after LOG_LEVEL; got a colon'],
    ['LOG_LEVEL＝warn', '= after LOG_LEVEL; got a full-width ='],
    ['export LOG_LEVEL: warn', '= after LOG_LEVEL; got a colon'],
    ['LOG_LEVEL warn', 'NAME=value, or # before a comment; got neither'],
    ['LOG_LEVEL', 'NAME=value, or # before a comment; got neither'],
    ['// a comment', 'NAME=value, or # before a comment; got neither'],
    ['set LOG_LEVEL=warn', 'a name of letters, digits and _ before =; got something else'],
    ['$env:LOG_LEVEL="warn"', 'a name of letters, digits and _ before =; got something else'],
    ['ＬＯＧ_LEVEL=warn', 'a name of letters, digits and _ before =; got something else'],
    ['\u200bLOG_LEVEL=warn', 'a name of letters, digits and _ before =; got something else'],
    ['LOG_LEVEL="warn', 'the closing " of LOG_LEVEL in the same line; got none'],
    ["LOG_LEVEL='warn", "the closing ' of LOG_LEVEL in the same line; got none"],
    ['LOG_LEVEL=warn"', 'quotes at both ends of the value of LOG_LEVEL; got one at its end'],
    ['LOG_LEVEL="warn" info', 'nothing behind the closing " of LOG_LEVEL; got more'],
    ['LOG_LEVEL=“warn”', 'straight quotes around the value of LOG_LEVEL; got others'],
    ['LOG_LEVEL=war#n', 'quotes around the value of LOG_LEVEL, because there is a # in it; got none'],
  ])('with the line %j is a complaint with file and line', (line, complaint) => {
    expect(read(`# settings\n${line}\nPORT=1\n`)).toEqual([`.env:2: expected ${complaint}`])
  })

  it('with an empty setting takes nothing of the line below for its value', () => {
    expect(read('WECHAT_TOKEN= \nexport RELAY_URL= # none\nLOG_LEVEL=warn')).toEqual({
      WECHAT_TOKEN: '',
      RELAY_URL: '',
      LOG_LEVEL: 'warn',
    })
  })

  it('gives the line of each name', () => {
    const { values, lines } = readSettingsText(
      '# mine\r\nA=1\r\nexport B = "two words" # said\r\n\r\nC=\'#3\'\nD=\n',
      '.env',
    )
    expect(values).toEqual({ A: '1', B: 'two words', C: '#3', D: '' })
    expect(Object.fromEntries(lines)).toEqual({ A: 2, B: 3, C: 5, D: 6 })
  })

  it('that is not there is none', () => {
    expect(readEnvFile(join(tmpdir(), 'no-such-folder', '.env'), '.env')).toBeUndefined()
  })

  it('that says a name twice is a complaint, whatever the values', () => {
    expect(read('PORT=1\nLOG_LEVEL=info\nPORT=1\nexport PORT=2\n')).toEqual([
      '.env:3: expected each name once; got PORT again, after line 1',
      '.env:4: expected each name once; got PORT again, after line 1',
    ])
  })

  it('of another kind is told in few lines, and none of what is in it (T23)', () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
    const complaints = read(
      `${secret}\n${secret}=#${secret}x\nWECHAT_TOKEN: ${secret}\n`.repeat(20),
    ) as readonly string[]
    expect(complaints).toHaveLength(21)
    expect(complaints.at(-1)).toBe('.env: expected NAME=value in each line; got 39 more lines of another kind')
    expect(complaints.join()).not.toContain(secret)
  })

  it.each([
    ['GBK', Buffer.from([0x23, 0x20, 0xcb, 0xb5, 0xc3, 0xf7, 0x0a])],
    ['half of a letter', Buffer.from('PORT=1\n# 说').subarray(0, -1)],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0])],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x50, 0, 0, 0, 0x3d, 0, 0, 0])],
  ])('that is %s is a complaint', (_kind, bytes) => {
    expect(read(bytes)).toEqual(['.env: expected a text file in UTF-8; got other bytes'])
  })

  it('without a complaint means what it means to Node', () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019 _-=#:"\'`$\\{}\t，。＝“”')) })
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('A', 'PORT', ' B', 'export C', 'D ', 'E_1'), word)
        .map(([name, value]) => `${name}=${value}`),
      word,
      word.map((text) => `# ${text}`),
    )
    let taken = 0
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const { values, complaints } = readSettingsText(lines.join('\n'), '.env')
        // Of an empty value Node's parser makes the next line, or another name.
        if (complaints.length > 0 || lines.some((one) => /=\s*(?:#.*)?$/.test(one))) return
        taken += 1
        expect(parseEnv(lines.join('\n'))).toMatchObject(values)
      }),
      { numRuns: 3_000 },
    )
    expect(taken).toBeGreaterThan(300)
  })
})

import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { ConfigError } from './complaints.ts'

/** One file of settings, as it was read. */
export interface EnvFile {
  /** How complaints call it. */
  readonly name: string
  readonly values: Readonly<Record<string, string>>
  /** The line, from 1, of each name. */
  readonly lines: ReadonlyMap<string, number>
}

const SETTING = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/

/**
 * Reads a file of `NAME=value` lines; values are read by Node's own parser. UTF-8 and UTF-16 with a byte order mark are
 * understood. Throws ConfigError with every line that is no setting, by file and line and without its text, which may be a
 * secret; undefined when there is no such file.
 */
export function readEnvFile(path: string, name: string): EnvFile | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new ConfigError([`${name}: expected a file that this user can read; got ${String(code)} from ${path}`], error)
  }
  return parseEnvFile(decode(bytes, name), name)
}

/** The settings in the text of a file. Throws ConfigError like readEnvFile. */
export function parseEnvFile(text: string, name: string): EnvFile {
  const complaints: string[] = []
  const values: Record<string, string> = {}
  const lines = new Map<string, number>()
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const number = index + 1
    if (/^\s*(#|$)/.test(line)) continue
    const [, key, raw = ''] = SETTING.exec(line) ?? []
    const first = key === undefined ? undefined : lines.get(key)
    if (key === undefined) complaints.push(`${name}:${number}: ${whyNoSetting(line)}`)
    else if (isBadlyQuoted(raw))
      complaints.push(`${name}:${number}: the quotes of ${key} do not close at the end of the line`)
    else if (first !== undefined) complaints.push(`${name}:${number}: ${key} was set on line ${first} already`)
    else {
      values[key] = parseEnv(line.trimStart())[key] ?? ''
      lines.set(key, number)
    }
  }
  if (complaints.length > 0) throw new ConfigError(complaints)
  return { name, values, lines }
}

function whyNoSetting(line: string): string {
  if (/^\s*(?:export\s+)?[A-Za-z_]\w*\s*＝/.test(line)) return 'expected NAME=value; it has a full-width ＝, write ='
  if (/^\s*(?:export\s+)?[A-Za-z_]\w*\s*[:：]/.test(line)) return 'expected NAME=value; write = in place of the colon'
  return 'expected NAME=value, a comment that begins with #, or an empty line'
}

/** Node's parser would keep the quote, or drop what follows it, without a word. */
function isBadlyQuoted(raw: string): boolean {
  const quote = raw[0]
  if (quote !== '"' && quote !== "'" && quote !== '`') return false
  const end = raw.indexOf(quote, 1)
  return end < 0 || !/^\s*(#.*)?$/.test(raw.slice(end + 1))
}

function decode(bytes: Buffer, name: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below: whatever it is, it is no text.
  }
  throw new ConfigError([`${name}: expected a text file in UTF-8; save it in that encoding`])
}

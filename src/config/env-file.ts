import { readFileSync } from 'node:fs'
import { ConfigError } from './complaints.ts'
import { readSettingsText, type SettingsText } from './settings-text.ts'

/** One file of settings, as it was read. */
export type EnvFile = Pick<SettingsText, 'values' | 'lines'>

/**
 * Reads a file of `NAME=value` lines in UTF-8 or UTF-16, which complaints call `name`. Throws ConfigError with every line
 * that is no setting, by file and line and without its text, which may be a secret; undefined when there is no such file.
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
  const text = decode(bytes)
  if (text === undefined) throw new ConfigError([`${name}: expected a text file in UTF-8; got other bytes`])
  const { complaints, ...file } = readSettingsText(text, name)
  if (complaints.length > 0) throw new ConfigError(complaints)
  return file
}

/** undefined if it is no text. Some editors on Windows write UTF-16, with a byte order mark or without. */
function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Without a mark UTF-16 shows by the zero beside the first letter. */
function encodingOf([first, second]: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : 'utf-8'
}

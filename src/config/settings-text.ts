import { parseEnv } from 'node:util'
import { isSettingName } from './names.ts'

/*
 * A file of settings, line by line. What a line means is read by Node's own parser; here stands what it would pass over or
 * misread without a word, which is all told: a setting that was written and is not read can make a sandbox of an account.
 * It is handed one line at a time, because in a whole text it takes the next line for the value of an empty setting that
 * ends with a blank.
 */

export interface SettingsText {
  readonly values: Readonly<Record<string, string>>
  /** The line, from 1, of each name. */
  readonly lines: ReadonlyMap<string, number>
  /** One for each line that is neither a setting, a comment nor blank; at most MOST_TOLD and how many more there are. */
  readonly complaints: readonly string[]
}

/** Whoever put a file of another kind there need not read all of it. */
const MOST_TOLD = 20
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*?)[ \t]*$/
/** What stands where the first = should: a name, and another sign behind it. */
const OTHER_SIGN = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*([:：＝﹦])/
const QUOTES = `"'\``

/** Reads decoded text. `file` is what complaints call it. No complaint repeats a value. */
export function readSettingsText(text: string, file: string): SettingsText {
  const values: Record<string, string> = {}
  const lines = new Map<string, number>()
  const complaints: string[] = []
  text.split(/\r\n|\n|\r/).forEach((line, at) => {
    if (/^[ \t]*(?:#.*)?$/.test(line)) return
    const [, name = '', written = ''] = SETTING.exec(line) ?? []
    const before = lines.get(name)
    const fault =
      name === ''
        ? faultOfLine(line)
        : before === undefined
          ? faultOfValue(shown(name), written)
          : `each name once; got ${shown(name)} again, after line ${before}`
    if (fault !== undefined) complaints.push(`${file}:${at + 1}: expected ${fault}`)
    if (name === '') return
    lines.set(name, before ?? at + 1)
    values[name] = parseEnv(line)[name] ?? ''
  })
  const more = complaints.length - MOST_TOLD
  if (more > 0)
    complaints.splice(
      MOST_TOLD,
      more,
      `${file}: expected NAME=value in each line; got ${more} more lines of another kind`,
    )
  return { values, lines, complaints }
}

function faultOfLine(line: string): string {
  const [, name, sign] = OTHER_SIGN.exec(line) ?? []
  if (name !== undefined)
    return `= after ${shown(name)}; got ${sign === '＝' || sign === '﹦' ? 'a full-width =' : 'a colon'}`
  const hasSign = /[=＝]/.test(line)
  return hasSign
    ? 'a name of letters, digits and _ before =; got something else'
    : 'NAME=value, or # before a comment; got neither'
}

function faultOfValue(name: string, written: string): string | undefined {
  const [first = ''] = written
  if (/^[“”‘’「」『』＂＇]|[“”‘’＂＇]$/.test(written)) return `straight quotes around the value of ${name}; got others`
  if (QUOTES.includes(first) && first !== '') {
    const close = written.indexOf(first, 1)
    if (close < 0) return `the closing ${first} of ${name} in the same line; got none`
    return /^[ \t]*(?:#.*)?$/.test(written.slice(close + 1))
      ? undefined
      : `nothing behind the closing ${first} of ${name}; got more`
  }
  const bare = written.replace(/(?:^|[ \t])#.*$/, '')
  if (bare.includes('#')) return `quotes around the value of ${name}, because there is a # in it; got none`
  return /["'`]$/.test(bare.trimEnd()) ? `quotes at both ends of the value of ${name}; got one at its end` : undefined
}

/** What is no setting's name can be anything, a secret too. */
function shown(name: string): string {
  return isSettingName(name) ? name : 'the name'
}

import { parseArgs } from 'node:util'
import { FenzuError } from '../domain/errors.ts'
import { explainOptions } from '../terminal/option-words.ts'
import type { Language } from '../domain/facts.ts'

export interface DoctorOptions {
  readonly help: boolean
  readonly json: boolean
  readonly language: Language
  readonly publicUrl: URL | undefined
  /** The one account of several to look at; undefined for all. */
  readonly account: string | undefined
}

/** Words that can't be followed; the message is one sentence for the person at the terminal. */
export class DoctorWordsError extends FenzuError {
  readonly code = 'doctor.words'
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  lang: { type: 'string' },
  url: { type: 'string' },
  account: { type: 'string' },
} as const

/** Throws DoctorWordsError. */
export function readWords(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): DoctorOptions {
  const { help, json, lang, url, account } = parse(words)
  if (lang !== undefined && lang !== 'zh' && lang !== 'en')
    throw new DoctorWordsError(`--lang: expected zh or en; got "${lang}".`)
  return { help, json, language: lang ?? spoken(environment), publicUrl: toUrl(url), account }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values
  } catch (error) {
    const sentence = explainOptions(error, Object.keys(OPTIONS))
    throw sentence === undefined ? error : new DoctorWordsError(`${sentence} See fenzu doctor --help.`)
  }
}

function toUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new DoctorWordsError('--url: expected an address like https://YOUR.HOST/wechat.')
  return url
}

/** The first that is set decides, as everywhere on POSIX. */
function spoken(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name] ?? '').find((value) => value !== '')
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}

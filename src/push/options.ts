import { parseArgs } from 'node:util'
import { PUSH_MODES, type PushMode } from '../domain/push-mode.ts'
import { FenzuError } from '../domain/errors.ts'
import { isOpenid } from '../domain/follower.ts'
import { explainOptions } from '../terminal/option-words.ts'

/** What is pushed. */
export type What =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'event'; readonly event: string; readonly key: string }
  | { readonly kind: 'raw'; readonly file: string }
  | { readonly kind: 'replay'; readonly file: string }

export interface PushOptions {
  readonly what: What
  readonly url: URL | undefined
  readonly as: string | undefined
  readonly to: string | undefined
  readonly mode: PushMode | undefined
  /** One of the accounts of FENZU_ACCOUNTS. */
  readonly account: string | undefined
  readonly retry: boolean
  /** The file to write the push into. */
  readonly record: string | undefined
}

/** Words of the person at the terminal that can't be followed; the message is one sentence for them. */
export class WordsError extends FenzuError {
  readonly code = 'push.words'
}

const OPTIONS = {
  url: { type: 'string' },
  as: { type: 'string' },
  to: { type: 'string' },
  mode: { type: 'string' },
  account: { type: 'string' },
  raw: { type: 'string' },
  replay: { type: 'string' },
  record: { type: 'string' },
  retry: { type: 'boolean', default: false },
} as const

/** Throws WordsError. */
export function readWords(words: readonly string[]): PushOptions {
  const { values, positionals } = parse(words)
  return {
    what: toWhat(positionals, values.raw, values.replay),
    url: values.url === undefined ? undefined : toUrl(values.url),
    as: fitting('--as', values.as, isOpenid, 'an openid of 28 characters that begins with o'),
    to: fitting('--to', values.to, (text) => /^gh_[\w-]{1,40}$/.test(text), 'an original id (原始ID), gh_…'),
    mode: toMode(values.mode),
    account: values.account,
    retry: values.retry,
    record: values.record,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const sentence = explainOptions(error, Object.keys(OPTIONS))
    throw sentence === undefined ? error : new WordsError(`${sentence} See fenzu push --help.`)
  }
}

function toWhat(positionals: readonly string[], raw: string | undefined, replay: string | undefined): What {
  const [verb, ...rest] = positionals
  const given = [verb, raw && '--raw', replay && '--replay'].filter((one) => one !== undefined)
  if (given.length !== 1)
    throw new WordsError(
      given.length === 0
        ? 'What shall be pushed? Say text, event, scan, follow, --raw FILE or --replay FILE; see fenzu push --help.'
        : `${given.join(' and ')} do not go together: push one thing at a time.`,
    )
  if (raw !== undefined) return { kind: 'raw', file: raw }
  if (replay !== undefined) return { kind: 'replay', file: replay }
  switch (verb) {
    case 'text':
      if (rest.length === 0) throw new WordsError('Which text? Say fenzu push text WORDS.')
      return { kind: 'text', text: rest.join(' ') }
    case 'event':
      if (!/^\w{1,64}$/.test(rest[0] ?? '')) throw new WordsError('Which event? Say fenzu push event CLICK KEY.')
      return toEvent(rest[0] ?? '', rest.slice(1))
    case 'scan':
      if (rest.length === 0) throw new WordsError('Which scene was scanned? Say fenzu push scan SCENE.')
      return toEvent('SCAN', rest)
    case 'follow':
      return toEvent(
        'subscribe',
        rest.map((scene) => `qrscene_${scene}`),
      )
    default:
      throw new WordsError(
        `There is nothing to push called "${verb ?? ''}": text, event, scan and follow are all there is.`,
      )
  }
}

function toEvent(event: string, keys: readonly string[]): What {
  if (keys.length > 1) throw new WordsError(`An event has one key; "${keys[1] ?? ''}" is one word too many.`)
  return { kind: 'event', event, key: keys[0] ?? '' }
}

function toUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new WordsError('--url: expected an address like http://127.0.0.1:8080/wechat.')
  return url
}

function toMode(text: string | undefined): PushMode | undefined {
  const mode = PUSH_MODES.find((one) => one === text)
  if (text !== undefined && mode === undefined)
    throw new WordsError(`--mode: expected one of ${PUSH_MODES.join(', ')}; got "${text}".`)
  return mode
}

function fitting(
  name: string,
  text: string | undefined,
  fits: (text: string) => boolean,
  expected: string,
): string | undefined {
  if (text === undefined || fits(text)) return text
  throw new WordsError(`${name}: expected ${expected}; got "${text}".`)
}

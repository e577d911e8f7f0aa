import type { Language } from '../domain/answer.ts'
import { isApart, isEnglish, missing, ORDINARY, run, tooMuch, withoutEnding, write, type Attempt } from './attempt.ts'
import { foldWord } from './letters.ts'
import type { CommandArgs, Reading } from './reading.ts'
import { toWords, type Word } from './words.ts'

/*
 * Arguments of one short word: digits, numbers, codes, tongues.
 */

/** A Chinese command word with one short word too many is an attempt; with a sentence behind it, it is chat. */
const SHORT_LETTERS = 4

/** A command that takes no argument, or only words that change nothing. */
export function readPlain(attempt: Attempt, idle: readonly string[]): Reading {
  const words = wordsOf(attempt)
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  if (rest.length === 0 && idle.includes(foldWord(word.text))) return run(attempt, {})
  const isShort = rest.length === 0 && word.text.length <= SHORT_LETTERS
  return isShort && isApart(attempt.tail) && !isEnglish(attempt) ? tooMuch(words, write(attempt)) : ORDINARY
}

/** 确认 4821. */
export function readDigits(attempt: Attempt): Reading {
  return readNumeral(attempt, /^(\d{1,8})$/, (digits) => ({ digits }))
}

/** 结果 12, also #12 and 12号. */
export function readNumber(attempt: Attempt): Reading {
  return readNumeral(attempt, /^#?(\d{1,15})号?$/, (digits) => ({ number: Number(digits) }))
}

function readNumeral(attempt: Attempt, pattern: RegExp, toArgs: (digits: string) => CommandArgs): Reading {
  const [word, ...rest] = wordsOf(attempt)
  if (word === undefined) return run(attempt, {})
  const digits = pattern.exec(word.text)?.[1]
  if (digits === undefined || rest.length > 2) return ORDINARY
  return rest.length === 0 ? run(attempt, toArgs(digits)) : tooMuch(rest, write(attempt, digits))
}

/** 认领 K7QD-9M2X, also with a blank where the dash is. */
export function readCode(attempt: Attempt): Reading {
  const words = wordsOf(attempt)
  const [word, second] = words
  if (word === undefined) return missing(attempt, 'code', write(attempt, 'K7QD-9M2X'))
  const isHalf = ({ text }: Word) => /^[A-Za-z0-9]{4}$/.test(text)
  if (words.length === 2 && second !== undefined && isHalf(word) && isHalf(second)) {
    return run(attempt, { code: `${word.text}-${second.text}` })
  }
  return words.length === 1 && /^[A-Za-z0-9‐‑–—-]{4,24}$/.test(word.text) ? run(attempt, { code: word.text }) : ORDINARY
}

const LANGUAGES: ReadonlyMap<string, Language | null> = new Map([
  ...'简体 简体中文 中文 汉语 普通话 chinese zh zh-cn 简'.split(' ').map((word) => [word, 'zh'] as const),
  ...'english en en-us 英文 英语 英'.split(' ').map((word) => [word, 'en'] as const),
  ...'繁体 正体 繁體中文 日语 日文 韩语 法语 德语 俄语'.split(' ').map((word) => [foldWord(word), null] as const),
])

/** 语言 English. One that we don't speak is answered with those that we do. */
export function readLanguage(attempt: Attempt): Reading {
  const [word, ...rest] = wordsOf(attempt)
  if (word === undefined) return run(attempt, {})
  const language = LANGUAGES.get(foldWord(word.text))
  if (language === undefined || rest.length > 0) return ORDINARY
  return run(attempt, language === null ? {} : { language })
}

function wordsOf({ tail }: Attempt): Word[] {
  return toWords(withoutEnding(tail.normalize('NFKC')), { punctuation: true })
}

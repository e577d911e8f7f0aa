import type { Language } from '../domain/answer.ts'
import {
  hint,
  isApart,
  isEnglish,
  missing,
  ORDINARY,
  run,
  tooMuch,
  withoutEnding,
  write,
  type Attempt,
} from './attempt.ts'
import { nameLike } from './command-names.ts'
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
  const words = wordsOf(attempt).filter((word) => !isIdle(word))
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  if (rest.length === 0 && idle.includes(foldWord(word.text))) return run(attempt, {})
  const isShort = rest.length === 0 && word.text.length <= SHORT_LETTERS
  return isShort && isApart(attempt.tail) && !isEnglish(attempt) ? tooMuch(words, write(attempt)) : ORDINARY
}

/** 确认 4821; anything else behind it costs no try. */
export function readDigits(attempt: Attempt): Reading {
  const words = wordsOf(attempt)
  const [word] = words
  const reading = readNumeral(attempt, /^(\d{4})$/, (digits) => ({ digits }))
  const isSlip = words.length === 1 && word !== undefined && /^[A-Za-z0-9]{1,8}$/.test(word.text)
  if (reading.kind !== 'ordinary' || !isSlip || !isApart(attempt.tail)) return reading
  return isEnglish(attempt) && !/\d/.test(word.text) ? ORDINARY : tooMuch(words, write(attempt))
}

/** 结果 12, also #12, 12号 and 第12条; 撤销 #12 could be about a person. */
export function readNumber(attempt: Attempt): Reading {
  const [word, ...rest] = wordsOf(attempt)
  const person = /^#(\d{1,15})$/.exec(word?.text ?? '')?.[1]
  if (person !== undefined && rest.length === 0 && attempt.spec.role !== 'viewer') {
    const example = write(attempt, person)
    return hint({ kind: 'did-you-mean', given: `#${person}`, command: nameLike(attempt.typed, attempt.spec), example })
  }
  return readNumeral(attempt, /^第?#?(\d{1,15})[号條条]?$/u, (digits) => ({ number: Number(digits) }))
}

function readNumeral(attempt: Attempt, pattern: RegExp, toArgs: (digits: string) => CommandArgs): Reading {
  const isDigits = attempt.spec.shape === 'digits?'
  const [word, ...rest] = wordsOf(attempt).filter((one) => isDigits || !isIdle(one))
  if (word === undefined) return run(attempt, {})
  const digits = pattern.exec(word.text)?.[1]
  const isChange = attempt.spec.shape === 'number?' && attempt.spec.role !== 'viewer'
  if (digits === undefined && rest.length === 0 && isChange && isApart(attempt.tail) && !isEnglish(attempt)) {
    return word.text.length > SHORT_LETTERS ? ORDINARY : tooMuch([word], write(attempt))
  }
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
  if (language === undefined && rest.length === 0 && isApart(attempt.tail)) {
    return word.text.length > SHORT_LETTERS && !isEnglish(attempt) ? ORDINARY : tooMuch([word], write(attempt, '中文'))
  }
  if (language === undefined || rest.length > 0) return ORDINARY
  return run(attempt, language === null ? {} : { language })
}

/** 吧, 一下 and the like, and 上一条, which is what a bare 撤销 means anyway. */
const IDLE = new Set([
  ...'吧 一下 一下吧 下 谢谢 了吧 please pls 上一条 上一个 上一步 刚才的 刚才那条 最后一条'.split(' '),
])

function isIdle({ text, quoted }: Word): boolean {
  return !quoted && IDLE.has(foldWord(text))
}

function wordsOf({ tail }: Attempt): Word[] {
  return toWords(withoutEnding(tail.normalize('NFKC')), { punctuation: true })
}

import type { Language } from '../../../domain/answer.ts'
import { hint, isApart, isEnglish, missing, ORDINARY, run, tooMuch, withoutEnding, write } from '../attempt.ts'
import { nameLike } from '../tokens/command-names.ts'
import { foldWord } from '../tokens/letters.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { isNumeral, toWords, type Word } from '../tokens/words.ts'
import { ENTRY_COUNTERS, isIdleWord } from '../vocabulary.ts'

/*
 * Arguments of one short word: digits, numbers, codes, languages.
 */

type Nothing = Readonly<Record<string, never>>

/** The name alone, with nothing behind it that was meant as an argument. */
export const alone = createReader<Nothing>({
  usage: '',
  exact: true,
  read: (attempt) =>
    /^ ?(?:一下|吧|please)?$/u.test(withoutEnding(attempt.tail).trimEnd()) ? run(attempt, {}) : ORDINARY,
})

/** Nothing; the command explains itself when it is asked. */
export const nothing = createReader<Nothing>({ usage: '', mostWords: 0, read: (attempt) => readPlain(attempt, []) })

/** Nothing, or one of these words, which changes nothing. */
export function nothingBut(...idle: readonly string[]) {
  return createReader<Nothing>({ usage: 'list?', read: (attempt) => readPlain(attempt, idle) })
}

/** Four digits, or nothing. */
export const digits = createReader<{ readonly digits?: string }>({
  usage: 'digits?',
  read: readDigits,
  fits: ([first]) => first !== undefined && (first.quoted || isNumeral(first)),
})

/** The number of a command, or nothing. `changes`: 撤销 #12 could be about a person, and one short word too many runs nothing. */
export function number({ changes }: { readonly changes: boolean }) {
  return createReader<{ readonly number?: number }>({
    usage: 'number?',
    read: (attempt) => readNumber(attempt, changes),
    fits: ([first]) => first !== undefined && (first.quoted || isNumeral(first)),
  })
}

/** A one-time code. */
export const code = createReader<{ readonly code: string }>({ usage: 'code', read: readCode })

/** A language, or nothing. */
export const language = createReader<{ readonly language?: Language }>({ usage: 'language?', read: readLanguage })

/** A Chinese command word with one short word too many is an attempt; with a sentence behind it, it is chat. */
const SHORT_LETTERS = 4

/** A command that takes no argument, or only words that change nothing. */
function readPlain(attempt: Attempt, idle: readonly string[]): Reading<Nothing> {
  const words = wordsOf(attempt).filter((word) => !isIdle(word))
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  if (rest.length === 0 && idle.includes(foldWord(word.text))) return run(attempt, {})
  const isShort = rest.length === 0 && word.text.length <= SHORT_LETTERS
  return isShort && isApart(attempt.tail) && !isEnglish(attempt) ? tooMuch(words, write(attempt)) : ORDINARY
}

/** 确认 4821; anything else behind it costs no try. */
function readDigits(attempt: Attempt): Reading<{ readonly digits?: string }> {
  const words = wordsOf(attempt)
  const [word] = words
  const reading = readNumeral(attempt, /^(\d{4})$/, (four) => ({ digits: four }), { isDigits: true, changes: false })
  const isSlip = words.length === 1 && word !== undefined && /^[A-Za-z0-9]{1,8}$/.test(word.text)
  if (reading.kind !== 'ordinary' || !isSlip || !isApart(attempt.tail)) return reading
  return isEnglish(attempt) && !/\d/.test(word.text) ? ORDINARY : tooMuch(words, write(attempt))
}

/** 结果 12, also #12, 12号 and 第12条; 撤销 #12 could be about a person. */
function readNumber(attempt: Attempt, changes: boolean): Reading<{ readonly number?: number }> {
  const [word, ...rest] = wordsOf(attempt)
  const person = /^#(\d{1,15})$/.exec(word?.text ?? '')?.[1]
  if (person !== undefined && rest.length === 0 && changes) {
    const example = write(attempt, person)
    return hint({ kind: 'did-you-mean', given: `#${person}`, command: nameLike(attempt.typed, attempt.spec), example })
  }
  const toArgs = (numeral: string) => ({ number: Number(numeral) })
  return readNumeral(attempt, NUMERAL_OF_ENTRY, toArgs, { isDigits: false, changes })
}

/** 12, #12, 第12条. */
const NUMERAL_OF_ENTRY = new RegExp(`^第?#?(\\d{1,15})(?:${ENTRY_COUNTERS})?$`, 'u')

function readNumeral<Args extends object>(
  attempt: Attempt,
  pattern: RegExp,
  toArgs: (numeral: string) => Args,
  { isDigits, changes }: { readonly isDigits: boolean; readonly changes: boolean },
): Reading<Partial<Args>> {
  const [word, ...rest] = wordsOf(attempt).filter((one) => isDigits || !isIdle(one))
  if (word === undefined) return run(attempt, {})
  const numeral = pattern.exec(word.text)?.[1]
  if (numeral === undefined && rest.length === 0 && changes && isApart(attempt.tail) && !isEnglish(attempt)) {
    return word.text.length > SHORT_LETTERS ? ORDINARY : tooMuch([word], write(attempt))
  }
  if (numeral === undefined || rest.length > 2) return ORDINARY
  return rest.length === 0 ? run(attempt, toArgs(numeral)) : tooMuch(rest, write(attempt, numeral))
}

/** 认领 K7QD-9M2X, also with a blank where the dash is. */
function readCode(attempt: Attempt): Reading<{ readonly code: string }> {
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
function readLanguage(attempt: Attempt): Reading<{ readonly language?: Language }> {
  const [word, ...rest] = wordsOf(attempt)
  if (word === undefined) return run(attempt, {})
  const language = LANGUAGES.get(foldWord(word.text))
  if (language === undefined && rest.length === 0 && isApart(attempt.tail)) {
    return word.text.length > SHORT_LETTERS && !isEnglish(attempt) ? ORDINARY : tooMuch([word], write(attempt, '中文'))
  }
  if (language === undefined || rest.length > 0) return ORDINARY
  return run(attempt, language === null ? {} : { language })
}

function isIdle({ text, quoted }: Word): boolean {
  return !quoted && isIdleWord(text)
}

function wordsOf({ tail }: Attempt): Word[] {
  return toWords(withoutEnding(tail.normalize('NFKC')), { punctuation: true })
}

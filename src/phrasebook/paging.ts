import type { Language } from '../domain/answer.ts'

/** WeChat shows nothing of a text reply of more than 2,047 bytes; this leaves room for the envelope's own words. */
export const PAGE_LIMIT_BYTES = 1_800

/** The last line of a page after which there is more, in both languages. */
const NEXT_PAGE: Readonly<Record<Language, string>> = {
  zh: '发「更多」查看下一页',
  en: 'Send "more" for the next page',
}

export interface TextPage {
  readonly page: string
  /** What did not fit; null when everything did. */
  readonly rest: string | null
}

/**
 * The first page of a text, in UTF-8 bytes, with a last line that says how to see the next one. Cut after a line if one
 * ends in the second half of the page, else between two code points. The page without its last line, the line break if the
 * cut was made there, and the rest make up the text again.
 *
 * @throws RangeError when the limit has no room for the last line and one more character
 */
export function firstPage(
  text: string,
  limitBytes: number = PAGE_LIMIT_BYTES,
  language: Language = languageOf(text),
): TextPage {
  if (Buffer.byteLength(text) <= limitBytes) return { page: text, rest: null }
  const ending = `\n${NEXT_PAGE[language]}`
  const room = limitBytes - Buffer.byteLength(ending)
  if (room < 4) throw new RangeError(`a page of ${limitBytes} bytes has no room for a text`)
  const whole = headOf(text, room)
  const lineEnd = text[whole] === '\n' ? whole : text.lastIndexOf('\n', whole - 1)
  const atLine = lineEnd > whole / 2
  const cut = atLine ? lineEnd : whole
  return { page: text.slice(0, cut) + ending, rest: text.slice(atLine ? cut + 1 : cut) }
}

/** The page with this number, as 更多 would bring it; the last one when there are fewer. */
export function nthPage(number: number, text: string, limitBytes: number, language: Language): TextPage {
  let shown = firstPage(text, limitBytes, language)
  for (let at = 1; at < number && shown.rest !== null; at += 1) shown = firstPage(shown.rest, limitBytes, language)
  return shown
}

/** How many UTF-16 units of whole code points fit into so many bytes of UTF-8. */
function headOf(text: string, room: number): number {
  let bytes = 0
  let units = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > room) break
    units += character.length
  }
  return units
}

/** A text of our own whose sentences are in Chinese holds full-width stops or brackets; an English one does not. */
function languageOf(text: string): Language {
  return /[，。：「」（）]/u.test(text) ? 'zh' : 'en'
}

/*
 * Letters as a phone sends them and as commands compare them.
 */

import { withoutEmoticons } from './emoticons.ts'

/** Code points of a text that are read. */
export const READ_CHARACTERS = 2_000

/** Emoji are joined by U+200D, letters of these scripts shaped by it and by U+200C: there they are a part of a name. */
const SHAPED =
  '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}'
const JOINER = new RegExp(
  `(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})|(?<=[${SHAPED}])[\\u200C\\u200D](?=[${SHAPED}])`,
  'gu',
)
const INVISIBLE = /[\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu
const BREAKING = /[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/gu

/** The text that is read: cut, without what can't be seen; every blank, line break and control character is one blank. */
export function toReadable(text: string): string {
  const cut = Array.from(text.slice(0, READ_CHARACTERS * 2)).slice(0, READ_CHARACTERS)
  const whole = cut.join('')
  const joiners = new Set([...whole.matchAll(JOINER)].map(({ index }) => index))
  const visible = whole.replaceAll(INVISIBLE, (one, at: number) => (joiners.has(at) ? one : ''))
  return withoutEmoticons(visible.replaceAll(BREAKING, ' ').trim())
}

const TRADITIONAL =
  '幫動刪確認組結進頁領語員誰詢創體簡為給請著將沒無別銷誌複製狀態尋條號規則掃碼關鍵詞單點試補統計開總標籤'
const SIMPLIFIED =
  '帮动删确认组结进页领语员谁询创体简为给请着将没无别销志复制状态寻条号规则扫码关键词单点试补统计开总标签'
const SIMPLIFIED_OF: ReadonlyMap<string, string> = new Map(
  Array.from(TRADITIONAL, (letter, at) => [letter, SIMPLIFIED.charAt(at)]),
)

/** One letter as command words compare: half-width, small, simplified as far as commands need it. */
export function foldLetter(letter: string): string {
  const known = FOLDED.get(letter)
  if (known !== undefined) return known
  const plain = letter.normalize('NFKC').toLowerCase()
  const folded = SIMPLIFIED_OF.get(plain) ?? plain
  if (FOLDED.size < MOST_FOLDED) FOLDED.set(letter, folded)
  return folded
}

/** A text has few letters and many places: each letter is folded once. */
const FOLDED = new Map<string, string>()
const MOST_FOLDED = 10_000

/** A word as command words compare. */
export function foldWord(word: string): string {
  let folded = ''
  for (const letter of word) folded += foldLetter(letter)
  return folded
}

const LATIN = /^[a-z]/

export function isLatin(word: string): boolean {
  return LATIN.test(word)
}

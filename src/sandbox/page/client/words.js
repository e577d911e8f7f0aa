/** @import { Words } from './shapes.ts' */
import { find } from './dom.js'

/** The page's words in its language, which the server put into the page. */
export const words = /** @type {Words} */ (JSON.parse(find('words', HTMLElement).textContent))

/**
 * Fills the gaps of a sentence: `{n}` with `values.n`.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replaceAll(/\{(\w+)\}/g, (gap, /** @type {string} */ name) => String(values[name] ?? gap))
}

const numbers = new Intl.NumberFormat(words.langTag)

/** @param {number} count */
export function inDigits(count) {
  return numbers.format(count)
}

const SHANGHAI = { timeZone: 'Asia/Shanghai', hour12: false }
const minutes = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, hour: '2-digit', minute: '2-digit' })
const seconds = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, hour: '2-digit', minute: '2-digit', second: '2-digit' })
const days = new Intl.DateTimeFormat(words.langTag, { ...SHANGHAI, month: 'short', day: 'numeric' })

/** `10:31`, with the day before it when that is not today's; in Shanghai. @param {number} at @param {number} now */
export function toClock(at, now) {
  const day = days.format(at)
  return day === days.format(now) ? minutes.format(at) : `${day} ${minutes.format(at)}`
}

/** `10:31:05` @param {number} at */
export function toSeconds(at) {
  return seconds.format(at)
}

/** Why there was no answer, in the page's language where that has a word for it. @param {string} failure */
export function inWords(failure) {
  return /** @type {Record<string, string>} */ (words.failures)[failure] ?? failure
}

/** How long something took: milliseconds up to a second, then seconds. @param {number} ms */
export function inTime(ms) {
  return ms < 1000 ? fill(words.inMs, { n: ms }) : fill(words.inSeconds, { n: (ms / 1000).toFixed(1) })
}

/** `oDF3…CM58` @param {string} openid */
export function shortOpenid(openid) {
  return openid.length <= 10 ? openid : `${openid.slice(0, 4)}…${openid.slice(-4)}`
}

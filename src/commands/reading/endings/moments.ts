import { toNumber } from '../vocabulary.ts'
import type { Day, Ending, Time } from './ending.ts'
import type { Read } from './spans.ts'

/*
 * Until when: 到 12月1日, 到明天 18:00, until Dec 1. Without one of the words that say so, a date is no end of anything.
 */

const UNTIL = /^(?:一?直到|截止到?|截至到?|到|至|until |till |til )(?:the )? ?/u
/** What may close it and says no more. */
const CLOSING = /^ ?(?:为止|止|结束|到期)/u
const NUMERAL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const WEEKDAYS = 'mon tue wed thu fri sat sun'.split(' ')
const NTH = '(\\d{1,2})(?:st|nd|rd|th)?'

const FROM_TODAY: readonly (readonly [RegExp, number])[] = [
  [/^(?:今天|今日|今晚|today|tonight)/u, 0],
  [/^(?:明天|明日|明晚|明早|tomorrow)/u, 1],
  [/^(?:大后天)/u, 3],
  [/^(?:后天|day after tomorrow)/u, 2],
]
const LAST_OF: readonly (readonly [RegExp, 'month' | 'year'])[] = [
  [/^(?:这个月底|本月底|月底|月末|end of (?:the |this )?month)/u, 'month'],
  [/^(?:今年年底|今年底|年底|年末|end of (?:the |this )?year)/u, 'year'],
]
const WEEKDAY_ZH = /^(这个?|本|下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?!\p{Script=Han}*班)/u
const WEEKDAY_EN = /^(this |next )?(mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*)(?![a-z])/u
const DATES: readonly (readonly [RegExp, (found: readonly (string | undefined)[]) => Day | undefined])[] = [
  [
    new RegExp(`^(?:(\\d{4})年)?(${NUMERAL})月(${NUMERAL})[日号]?`, 'u'),
    ([, year, month, day]) => date(year, month, day),
  ],
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/u, ([, year, month, day]) => date(year, month, day)],
  [new RegExp(`^(${NUMERAL})[日号]`, 'u'), ([, day]) => date(undefined, undefined, day)],
  [
    new RegExp(`^${NTH}(?: of)? ${MONTH}(?:,? (\\d{4}))?(?![a-z\\d])`, 'u'),
    ([, day, month, year]) => date(year, monthOf(month), day),
  ],
  [
    new RegExp(`^${MONTH} ${NTH}(?:,? (\\d{4}))?(?![a-z\\d])`, 'u'),
    ([, month, day, year]) => date(year, monthOf(month), day),
  ],
]

const CLOCK = new RegExp(
  `^(?:at )?(凌晨|早上|早晨|上午|早|中午|下午|傍晚|晚上|晚)? ?(?:(\\d{1,2}):(\\d{2})|(${NUMERAL})[点时](?:(半)|(${NUMERAL})分?)?|(\\d{1,2})(?= ?[ap]m))(?: ?([ap])m)?(?!\\d)`,
  'u',
)
const NOON = /^(?:noon|中午|正午)(?!\d)/u

/** The end that stands at the head of a folded text. */
export function momentAt(plain: string): Read<Ending> | undefined {
  const before = UNTIL.exec(plain)?.[0].length
  if (before === undefined) return undefined
  const named = dayAt(plain.slice(before))
  let length = before + (named?.length ?? 0)
  const gap = named === undefined ? 0 : (/^(?:,? |的)/u.exec(plain.slice(length))?.[0].length ?? 0)
  const clock = timeAt(plain.slice(length + gap), plain.slice(before, length))
  if (named === undefined && clock === undefined) return undefined
  if (clock !== undefined) length += gap + clock.length
  length += CLOSING.exec(plain.slice(length))?.[0].length ?? 0
  const day: Day = named?.value ?? { kind: 'from-today', days: 0 }
  return { value: { kind: 'until', day, ...(clock === undefined ? {} : { time: clock.value }) }, length }
}

function dayAt(text: string): Read<Day> | undefined {
  for (const [pattern, read] of DATES) {
    const found = pattern.exec(text)
    const value = found === null ? undefined : read(found)
    if (found !== null && value !== undefined) return { value, length: found[0].length }
  }
  for (const [pattern, days] of FROM_TODAY) {
    const found = pattern.exec(text)
    if (found !== null) return { value: { kind: 'from-today', days }, length: found[0].length }
  }
  for (const [pattern, of] of LAST_OF) {
    const found = pattern.exec(text)
    if (found !== null) return { value: { kind: 'last-of', of }, length: found[0].length }
  }
  return weekdayAt(text)
}

function weekdayAt(text: string): Read<Day> | undefined {
  const [whole, which = '', name = ''] = WEEKDAY_ZH.exec(text) ?? WEEKDAY_EN.exec(text) ?? []
  if (whole === undefined) return undefined
  const at = /^[a-z]/.test(name) ? WEEKDAYS.indexOf(name) : '一二三四五六日天'.indexOf(name)
  const weekday = Math.min(at, 6) + 1
  const weeks = which === '' ? {} : { weeks: /^(?:下|next)/u.test(which) ? 1 : 0 }
  return { value: { kind: 'weekday', weekday, ...weeks }, length: whole.length }
}

function date(year: string | undefined, month: string | undefined, day: string | undefined): Day | undefined {
  const numbers = [toNumber(month ?? ''), toNumber(day ?? '')]
  if (numbers[1] === undefined || (month !== undefined && numbers[0] === undefined)) return undefined
  return {
    kind: 'date',
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(numbers[0] === undefined ? {} : { month: numbers[0] }),
    day: numbers[1],
  }
}

function monthOf(name: string | undefined): string {
  return String(MONTHS.indexOf(name ?? '') + 1)
}

/** @param day the words of the day before it: 今晚8点 is 20:00 */
function timeAt(text: string, day: string): Read<Time> | undefined {
  const [whole, part, hours, minutes, spoken, half, spokenMinutes, bare, meridiem] = CLOCK.exec(text) ?? []
  if (whole === undefined) {
    const noon = NOON.exec(text)?.[0]
    return noon === undefined ? undefined : { value: { hour: 12, minute: 0 }, length: noon.length }
  }
  const hour = toNumber(hours ?? spoken ?? bare ?? '')
  const minute = half === undefined ? toNumber(minutes ?? spokenMinutes ?? '0') : 30
  if (hour === undefined || minute === undefined || hour > 24 || minute > 59) return undefined
  const time = { hour: toHour(hour, part ?? (/晚$|tonight$/u.test(day) ? '晚' : undefined), meridiem), minute }
  return { value: time, length: whole.length }
}

function toHour(hour: number, part: string | undefined, meridiem: string | undefined): number {
  const isLate = meridiem === 'p' || (part !== undefined && /^(?:下午|傍晚|晚)/u.test(part))
  if (isLate && hour < 12) return hour + 12
  // 晚上12点 is midnight, 12 pm is noon.
  if (isLate && hour === 12 && part !== undefined && part.startsWith('晚')) return 24
  if (hour === 12 && (meridiem === 'a' || part === '凌晨')) return 0
  if (part === '中午' && hour < 3) return hour + 12
  return hour
}

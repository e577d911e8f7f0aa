import { toNumber } from './numerals.ts'

/*
 * For how long, and until when, as people say it and as a command takes it.
 */

const SPAN =
  /^(\d{1,4}|[一二三四五六七八九十两]{1,3})\s?(个?小时|个?钟头|分钟|天|日(?!\d)|周|个?星期|个?礼拜|个月|hours?|hrs?|days?|weeks?|months?|minutes?|mins?)(?![后以之])/u
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:个?小时|个?钟头|hours?|hrs?)$/, '小时'],
  [/^(?:天|日|days?)$/, '天'],
  [/^(?:周|个?星期|个?礼拜|weeks?)$/, '周'],
  [/^(?:个月|months?)$/, '个月'],
  [/^(?:分钟|minutes?|mins?)$/, '分钟'],
]
const UNTIL =
  /^(?:到|至|直到|截止到?|until |till )\s?(\d{1,2}月\d{1,2}[日号]?|\d{4}-\d{1,2}-\d{1,2}|\d{1,2} [a-z]{3,9}|[a-z]{3,9} \d{1,2})/u

export interface Duration {
  /** `3天`, or `到 12月1日`. */
  readonly text: string
  /** How many letters of the text said it. */
  readonly length: number
}

/** The duration that stands at the head of a folded text. */
export function durationAt(plain: string): Duration | undefined {
  const until = UNTIL.exec(plain)
  if (until !== null) return { text: `到 ${until[1] ?? ''}`, length: until[0].length }
  const [whole, amount = '', unit = ''] = SPAN.exec(plain) ?? []
  const number = toNumber(amount)
  const name = UNITS.find(([pattern]) => pattern.test(unit))?.[1]
  if (whole === undefined || number === undefined || name === undefined) return undefined
  return { text: `${number}${name}`, length: whole.length }
}

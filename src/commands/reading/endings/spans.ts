import { TIME_UNITS, toNumber } from '../vocabulary.ts'
import { unit, type Ending, type Unit } from './ending.ts'

/** What was read, and how many letters of the text said it. */
export interface Read<T> {
  readonly value: T
  readonly length: number
}

const AMOUNT = '(?:\\d{1,4}(?:\\.5)?|[一二三四五六七八九十两]{1,3}|半)'
const WORDS = ['half', 'a', 'an', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const UNITS: Readonly<Record<Unit, string>> = TIME_UNITS
const SHORT: Readonly<Record<string, Unit>> = { m: 'minute', h: 'hour', d: 'day', w: 'week' }
const CALLED = new Map(unit.options.map((one) => [one, new RegExp(`^(?:${UNITS[one]})$`, 'u')]))
const ALL_UNITS = Object.values(UNITS).flatMap((names) => names.split('|'))
const LATIN_UNIT = ALL_UNITS.filter((name) => /^[a-z]/.test(name)).join('|')
const HAN_UNIT = ALL_UNITS.filter((name) => !/^[a-z]/.test(name)).join('|')

const CHINESE = new RegExp(
  `^(${AMOUNT})(?: (?!半))?(个)?(半)?(${HAN_UNIT})(半)?(?:时间)?(?!以?[后前来内]|之[后前内]|[以之]外)(?![a-z])`,
  'u',
)
const ENGLISH = new RegExp(
  `^(?:(half) (?:an? )?|(${WORDS.join('|')}|\\d{1,4}(?:\\.5)?) ?)(${LATIN_UNIT})(?: and a (half))?(?! (?:ago|later|earlier|after|before|from now|from then|hence))(?![a-z\\p{Script=Han}])`,
  'u',
)
const LETTER = /^(\d{1,4})([mhdw])(?![a-z0-9])/u

/** What may stand before a span and says no more than that it is one. */
const BEFORE = /^(?:for (?:only |just |about )?|试用|体验|待|呆|持续|为期|临时|暂时|一共|共|满|只)+ ?/u
/** What is half of a unit, in a smaller one. */
const HALVES: Readonly<Partial<Record<Unit, readonly [number, Unit]>>> = {
  hour: [30, 'minute'],
  day: [12, 'hour'],
  year: [6, 'month'],
}
const WHOLES: Readonly<Partial<Record<Unit, number>>> = { hour: 60, day: 24, year: 12 }

/** The span of time that stands at the head of a folded text: 3天, 两个小时, 半小时, for 3 days, 2h. */
export function spanAt(plain: string): Read<Ending> | undefined {
  const before = BEFORE.exec(plain)?.[0].length ?? 0
  const text = plain.slice(before)
  const read = readOne(text)
  if (read === undefined) return undefined
  const rest = text.slice(read.length)
  const gap = /^(?: and |零|, ?| )?/u.exec(rest)?.[0].length ?? 0
  const more = readOne(rest.slice(gap))
  const both = more && sumOf(read.value, more.value)
  if (more === undefined || both === undefined) return { value: read.value, length: before + read.length }
  return { value: both, length: before + read.length + gap + more.length }
}

function readOne(text: string): Read<Span> | undefined {
  return readLetter(text) ?? readEnglish(text) ?? readChinese(text)
}

type Span = Extract<Ending, { kind: 'for' }>

const MINUTES: Readonly<Partial<Record<Unit, number>>> = { minute: 1, hour: 60, day: 1_440, week: 10_080 }

/** 1小时30分钟, 2 days 3 hours: in the smaller unit, if the second is the smaller. */
function sumOf(one: Span, other: Span): Span | undefined {
  const [large = 0, small = 0] = [MINUTES[one.unit], MINUTES[other.unit]]
  if (small === 0 || large <= small) return undefined
  return { kind: 'for', amount: (one.amount * large) / small + other.amount, unit: other.unit }
}

function readLetter(text: string): Read<Span> | undefined {
  const [whole, digits = '', letter = ''] = LETTER.exec(text) ?? []
  const counted = SHORT[letter]
  if (whole === undefined || counted === undefined) return undefined
  return { value: { kind: 'for', amount: Number(digits), unit: counted }, length: whole.length }
}

function readChinese(text: string): Read<Span> | undefined {
  const [whole, amount = '', measure, before, name = '', after] = CHINESE.exec(text) ?? []
  const counted = unitOf(name)
  if (whole === undefined || counted === undefined) return undefined
  // 3月 is a month of the year, 3个月 is a span.
  if (counted === 'month' && measure === undefined) return undefined
  const value = toSpan(amount, before !== undefined || after !== undefined, counted)
  return value && { value, length: whole.length }
}

function readEnglish(text: string): Read<Span> | undefined {
  const [whole, half, amount = '', name = '', more] = ENGLISH.exec(text) ?? []
  const counted = unitOf(name)
  if (whole === undefined || counted === undefined) return undefined
  const word = WORDS.indexOf(amount)
  const number = half !== undefined ? '半' : word > 0 ? String(word < 3 ? 1 : word - 2) : amount
  const value = toSpan(number, more !== undefined, counted)
  return value && { value, length: whole.length }
}

function unitOf(name: string): Unit | undefined {
  return name === '' ? undefined : unit.options.find((one) => CALLED.get(one)?.test(name))
}

/** Halves are told in the next smaller unit; 半天 and half a week are no spans that all people mean alike. */
function toSpan(amount: string, andHalf: boolean, counted: Unit): Span | undefined {
  const half = HALVES[counted]
  const digits = amount.endsWith('.5') ? amount.slice(0, -2) : amount
  const isHalf = andHalf || amount === '半' || digits !== amount
  const number = amount === '半' ? 0 : toNumber(digits)
  if (number === undefined || (amount === '半' && counted === 'day')) return undefined
  if (amount === '半' && counted === 'month') return { kind: 'for', amount: 15, unit: 'day' }
  if (!isHalf) return { kind: 'for', amount: number, unit: counted }
  if (half === undefined) return undefined
  const [halfAmount, smaller] = half
  return { kind: 'for', amount: number * (WHOLES[counted] ?? 1) + halfAmount, unit: smaller }
}

import type { Day, Ending, Time, Unit } from '../reading/endings/ending.ts'

/*
 * Where an end lies in the calendar of Asia/Shanghai, which has had no daylight saving since 1991. Moments are places in the
 * calendar here and nothing is measured: how long it is until then is asked of the clock once, by whoever accepts the end.
 */

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const UNITS_MS: Readonly<Partial<Record<Unit, number>>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
}
/** A date without a year that was longer ago than this is next year's. */
const LOOKS_PAST_MS = 183 * DAY_MS
/** Nothing ends later than this, counted from now. */
export const LONGEST_MS = 366 * DAY_MS

export type Resolved =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'no'; readonly reason: 'no-such-day' | 'past' | 'too-long' }

/** When something ends that begins at `now`, both in epoch milliseconds; or why it can't. */
export function resolveEnding(ending: Ending, now: number): Resolved {
  const at = ending.kind === 'for' ? after(ending.amount, ending.unit, now) : until(ending.day, ending.time, now)
  if (at === undefined) return { kind: 'no', reason: 'no-such-day' }
  if (at <= now) return { kind: 'no', reason: 'past' }
  return at - now > LONGEST_MS ? { kind: 'no', reason: 'too-long' } : { kind: 'at', at }
}

/** A moment as an ending that can be sent, to the minute. */
export function toEnding(at: number): Ending {
  const { year, month, day } = dateOf(at)
  const minutes = Math.floor((at - startOf({ year, month, day })) / 60_000)
  const time = { hour: Math.floor(minutes / 60), minute: minutes % 60 }
  return { kind: 'until', day: { kind: 'date', year, month, day }, time }
}

/** Months and years by the calendar: a month from 31 January ends with February. */
function after(amount: number, unit: Unit, now: number): number {
  const ms = UNITS_MS[unit]
  if (ms !== undefined) return now + amount * ms
  const { year, month, day } = dateOf(now)
  const months = year * 12 + month - 1 + amount * (unit === 'year' ? 12 : 1)
  const first = { year: Math.floor(months / 12), month: (months % 12) + 1 }
  const last = lastDayOf(first)
  return startOf({ ...first, day: Math.min(day, last) }) + (now - startOf(dateOf(now)))
}

/** The end of the day where no time is named: 到 12月1日 means that day too. */
function until(day: Day, time: Time | undefined, now: number): number | undefined {
  const { hour, minute } = time ?? { hour: 23, minute: 59 }
  if (hour === 24 && minute > 0) return undefined
  const clockMs = hour * 3_600_000 + minute * 60_000
  const starts = startsOf(day, now)
  if (starts.length === 0) return undefined
  const ends = starts.map((start) => start + clockMs)
  const next = ends.find((end, at) => end > now && (at === 0 || end - now < LOOKS_PAST_MS))
  return next ?? ends[0]
}

/** The days that could be meant, the nearest first; none that the calendar does not have. */
function startsOf(day: Day, now: number): number[] {
  const today = dateOf(now)
  switch (day.kind) {
    case 'date': {
      const { year, month } = day
      if (year !== undefined && month !== undefined) return real({ year, month, day: day.day })
      if (month !== undefined) return [0, 1].flatMap((later) => real({ year: today.year + later, month, day: day.day }))
      return [0, 1].flatMap((later) => real({ ...monthAfter(today, later), day: day.day }))
    }
    case 'from-today':
      return [startOf(today) + day.days * DAY_MS]
    case 'weekday': {
      const monday = startOf(today) - (weekdayOf(now) - 1) * DAY_MS
      const named = monday + (day.weekday - 1) * DAY_MS
      return day.weeks === undefined ? [named, named + 7 * DAY_MS] : [named + day.weeks * 7 * DAY_MS]
    }
    case 'last-of': {
      const month = day.of === 'month' ? today.month : 12
      return [startOf({ year: today.year, month, day: lastDayOf({ year: today.year, month }) })]
    }
  }
}

interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

function dateOf(at: number): CalendarDate {
  const date = new Date(at + SHANGHAI_MS)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 1 is Monday. */
function weekdayOf(at: number): number {
  return new Date(at + SHANGHAI_MS).getUTCDay() || 7
}

function startOf({ year, month, day }: CalendarDate): number {
  return Date.UTC(year, month - 1, day) - SHANGHAI_MS
}

function lastDayOf({ year, month }: Pick<CalendarDate, 'year' | 'month'>): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function monthAfter({ year, month }: CalendarDate, months: number): Pick<CalendarDate, 'year' | 'month'> {
  const count = year * 12 + month - 1 + months
  return { year: Math.floor(count / 12), month: (count % 12) + 1 }
}

function real(date: CalendarDate): number[] {
  const isThere = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= lastDayOf(date)
  return isThere ? [startOf(date)] : []
}

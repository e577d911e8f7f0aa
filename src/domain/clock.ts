declare const KIND: unique symbol

/**
 * Milliseconds since 1970, UTC, by the machine's time of day, which people and NTP set forwards and back: to be shown, stored,
 * and compared with what the platform says. It is never calculated with outside of this file (lint rule `fenzu/two-times`).
 */
export type TimeOfDay = number & { readonly [KIND]: 'time of day' }

/** Milliseconds since some moment of this process, by a clock that nobody can set: for every wait, age and limit. */
export type Monotonic = number & { readonly [KIND]: 'monotonic' }

/** Time as an argument: whoever waits or reads the time is handed one of these, so that tests can turn it. */
export interface Clock {
  now(): TimeOfDay
  elapsed(): Monotonic
  /**
   * Milliseconds since 1970 as the machine had them when the process started, moved on by the monotonic clock: for limits that
   * are stored because they must outlast the process. Setting the machine's time has no effect on them before the next start.
   */
  steady(): number
  /** Calls `fire` once after `ms`; the returned function cancels it. Whoever is closed cancels theirs: a timer keeps the process alive. */
  setTimer(ms: number, fire: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now() as TimeOfDay,
  elapsed: () => performance.now() as Monotonic,
  steady: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimer(ms, fire) {
    const timer = setTimeout(fire, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}

/** Before everything that this process has measured. */
export const LONG_AGO = -Infinity as Monotonic

/** `ms` after that moment. */
export function later(at: Monotonic, ms: number): Monotonic {
  return (at + ms) as Monotonic
}

/** Resolves after `ms` on that clock. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(ms, resolve)
  })
}

/**
 * Whether a limit that was stored by `steady()`, perhaps by an earlier process, still lies ahead. One that lies further ahead
 * than it can have been set was stored before the machine's time was set back, so nobody knows how old it is: it is over.
 */
export function isAhead(clock: Clock, limit: number, longestMs: number): boolean {
  const leftMs = limit - clock.steady()
  return leftMs > 0 && leftMs <= longestMs
}

/**
 * How old something is that was stored by the time of day, perhaps by an earlier process, in ms. It is wrong by as much as
 * the machine's time was set since, but never negative: good for limits of days, and for whatever has a shorter limit of its
 * own beside it.
 */
export function storedAgeMs(clock: Clock, at: number): number {
  return Math.max(0, clock.now() - at)
}

/** The time of day `ms` ago: from when on to look in the store. */
export function timeOfDayAgo(clock: Clock, ms: number): number {
  return clock.now() - ms
}

/** How far the time of day has come from one before, in ms, negative if it was set back: for keeping times in few bits. */
export function timeOfDaySince(clock: Clock, origin: TimeOfDay): number {
  return clock.now() - origin
}

/** The time of day in `ms`: for people, who are told until when something lasts. */
export function timeOfDayIn(clock: Clock, ms: number): TimeOfDay {
  return (clock.now() + ms) as TimeOfDay
}

/** How far that time, as the platform told it, is ahead of this machine's, in ms. */
export function aheadMs(clock: Clock, platformTime: number): number {
  return platformTime - clock.now()
}

/** By how much the machine's time was set since the process started, in ms; what it drifted counts too. */
export function setSinceStart(clock: Clock): number {
  return clock.now() - clock.steady()
}

/** The time of day as the wire has it: whole seconds since 1970. */
export function toWireSeconds(now: number): number {
  return Math.floor(now / 1000)
}

/**
 * A second of the platform's in ms, with the milliseconds of this machine: what came within one second keeps its order, and
 * the second can be compared with others of the platform.
 */
export function inWireSecond(clock: Clock, seconds: number): number {
  return seconds * 1000 + (clock.now() % 1000)
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** When the day in Asia/Shanghai began, as epoch milliseconds. */
export function startOfShanghaiDay(now: number): number {
  return nextShanghaiMidnight(now) - DAY_MS
}

/** The next midnight in Asia/Shanghai (no daylight saving since 1991), as epoch milliseconds. */
export function nextShanghaiMidnight(now: number): number {
  return Math.floor((now + SHANGHAI_OFFSET_MS) / DAY_MS + 1) * DAY_MS - SHANGHAI_OFFSET_MS
}

/** How long the day in Asia/Shanghai goes on, in ms: at most a day, however wrong the machine's time is. */
export function untilShanghaiMidnightMs(now: number): number {
  return nextShanghaiMidnight(now) - now
}

/** The start of the next minute, as epoch milliseconds. */
export function nextMinute(now: number): number {
  return (Math.floor(now / 60_000) + 1) * 60_000
}

/** How long the minute goes on, in ms. */
export function untilNextMinuteMs(now: number): number {
  return nextMinute(now) - now
}

export type InTime<T> = { readonly late: false; readonly value: T } | { readonly late: true }

/** Done in time, or late: a value, not an error. The work goes on either way; a failure of it in time is thrown. */
export async function before<T>(clock: Clock, deadlineAt: Monotonic, work: Promise<T>): Promise<InTime<T>> {
  let cancel: () => void = () => undefined
  const late = new Promise<InTime<T>>((resolve) => {
    cancel = clock.setTimer(Math.max(0, deadlineAt - clock.elapsed()), () => {
      resolve({ late: true })
    })
  })
  try {
    return await Promise.race([work.then((value): InTime<T> => ({ late: false, value })), late])
  } finally {
    cancel()
  }
}

/** Time as an argument: whoever waits or reads the time is handed one of these, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Milliseconds since some moment: for how long something took, because the machine's time may be set meanwhile. */
  elapsed(): number
  /** Calls `fire` once after `ms`; the returned function cancels it. A timer never keeps the process alive. */
  setTimer(ms: number, fire: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer(ms, fire) {
    const timer = setTimeout(fire, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

/** Resolves after `ms` on that clock. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(ms, resolve)
  })
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

/** The start of the next minute, as epoch milliseconds. */
export function nextMinute(now: number): number {
  return (Math.floor(now / 60_000) + 1) * 60_000
}

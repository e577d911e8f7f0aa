import { timeOfDayIn, type Clock, type Monotonic } from '../domain/clock.ts'

/**
 * The platform's own time: the clock it was given, shifted by an offset that people set. Quotas, windows, tokens and
 * CreateTime follow it. Timers do not: a shifted clock runs no faster. To the platform its own time is the true one, so it is
 * a plain number here.
 */
export class PlatformClock {
  /** The clock without the shift: what freshness of a signature is measured by. */
  readonly real: Clock
  offsetMs = 0

  constructor(real: Clock) {
    this.real = real
  }

  now(): number {
    return timeOfDayIn(this.real, this.offsetMs)
  }

  elapsed(): Monotonic {
    return this.real.elapsed()
  }

  setTimer(ms: number, fire: () => void): () => void {
    return this.real.setTimer(ms, fire)
  }
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** The calendar day in Asia/Shanghai as `2026-01-31`; its first seven characters are the month. */
export function shanghaiDay(now: number): string {
  return new Date(now + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}

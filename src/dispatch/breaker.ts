import {
  later,
  timeOfDayIn,
  untilShanghaiMidnightMs,
  type Clock,
  type Monotonic,
  type TimeOfDay,
} from '../domain/clock.ts'
import type { Verdict } from '../domain/verdict.ts'
import { InterfaceStoppedError } from './errors.ts'

/** While a daily quota is spent, one call an hour is let through: the hour of the platform's reset is not documented. */
export const QUOTA_PROBE_INTERVAL_MS = 3_600_000
/** So many refusals in a row, for the same permanent reason, stop an interface … */
export const PERMANENT_REFUSALS_TO_STOP = 3
/** … for so long; then one call tries again. */
export const PERMANENT_STOP_MS = 30_000

interface Stopped {
  readonly reason: 'day-quota' | 'permanent'
  readonly until: Monotonic
  /** The same for people. */
  readonly untilAt: TimeOfDay
  probeAt: Monotonic
  readonly refusal: Error | undefined
}

/**
 * Stops calls that can't succeed, one interface at a time. A spent daily quota (errcode 45009) stops it until midnight in
 * Asia/Shanghai with one probe an hour; a permanent refusal repeated three times stops it for half a minute. Any answer
 * that is not such a refusal opens the way again.
 */
export class Breaker {
  readonly #clock: Clock
  readonly #stopped = new Map<string, Stopped>()
  readonly #refusals = new Map<string, { reason: string; count: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get stoppedInterfaces(): string[] {
    const now = this.#clock.elapsed()
    return [...this.#stopped].filter(([, stopped]) => now < stopped.until).map(([name]) => name)
  }

  /** Throws InterfaceStoppedError if the call must not be made now. */
  check(interfaceName: string): void {
    const stopped = this.#stopped.get(interfaceName)
    if (stopped === undefined) return
    const now = this.#clock.elapsed()
    if (now >= stopped.until) {
      this.#stopped.delete(interfaceName)
      return
    }
    if (now >= stopped.probeAt) {
      stopped.probeAt = later(now, QUOTA_PROBE_INTERVAL_MS)
      return
    }
    throw new InterfaceStoppedError(interfaceName, stopped.reason, stopped.untilAt, stopped.refusal)
  }

  /** The platform says that calls are left again: a spent quota stops this interface no longer. */
  reopen(interfaceName: string): void {
    if (this.#stopped.get(interfaceName)?.reason === 'day-quota') this.#stopped.delete(interfaceName)
  }

  report(interfaceName: string, verdict: Verdict): void {
    const now = this.#clock.elapsed()
    if (verdict.kind === 'day-quota') {
      const leftMs = untilShanghaiMidnightMs(this.#clock.now())
      this.#stopped.set(interfaceName, {
        reason: 'day-quota',
        ...this.#in(leftMs),
        probeAt: later(now, QUOTA_PROBE_INTERVAL_MS),
        refusal: undefined,
      })
    } else if (verdict.kind === 'permanent') {
      const before = this.#refusals.get(interfaceName)
      const count = before?.reason === verdict.reason ? before.count + 1 : 1
      this.#refusals.set(interfaceName, { reason: verdict.reason, count })
      if (count < PERMANENT_REFUSALS_TO_STOP) return
      const stop = this.#in(PERMANENT_STOP_MS)
      this.#stopped.set(interfaceName, { reason: 'permanent', ...stop, probeAt: stop.until, refusal: verdict.error })
    } else if (verdict.kind === 'answered') {
      this.#stopped.delete(interfaceName)
      this.#refusals.delete(interfaceName)
    }
  }

  #in(ms: number): { until: Monotonic; untilAt: TimeOfDay } {
    return { until: later(this.#clock.elapsed(), ms), untilAt: timeOfDayIn(this.#clock, ms) }
  }
}

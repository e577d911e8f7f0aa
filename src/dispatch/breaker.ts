import { nextShanghaiMidnight, type Clock } from '../domain/clock.ts'
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
  readonly untilAt: number
  probeAt: number
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
    const now = this.#clock.now()
    return [...this.#stopped].filter(([, stopped]) => now < stopped.untilAt).map(([name]) => name)
  }

  /** Throws InterfaceStoppedError if the call must not be made now. */
  check(interfaceName: string): void {
    const stopped = this.#stopped.get(interfaceName)
    if (stopped === undefined) return
    const now = this.#clock.now()
    if (now >= stopped.untilAt) {
      this.#stopped.delete(interfaceName)
      return
    }
    if (now >= stopped.probeAt) {
      stopped.probeAt = now + QUOTA_PROBE_INTERVAL_MS
      return
    }
    throw new InterfaceStoppedError(interfaceName, stopped.reason, stopped.untilAt, stopped.refusal)
  }

  /** The platform says that calls are left again: a spent quota stops this interface no longer. */
  reopen(interfaceName: string): void {
    if (this.#stopped.get(interfaceName)?.reason === 'day-quota') this.#stopped.delete(interfaceName)
  }

  report(interfaceName: string, verdict: Verdict): void {
    const now = this.#clock.now()
    if (verdict.kind === 'day-quota') {
      const untilAt = nextShanghaiMidnight(now)
      this.#stopped.set(interfaceName, {
        reason: 'day-quota',
        untilAt,
        probeAt: now + QUOTA_PROBE_INTERVAL_MS,
        refusal: undefined,
      })
    } else if (verdict.kind === 'permanent') {
      const before = this.#refusals.get(interfaceName)
      const count = before?.reason === verdict.reason ? before.count + 1 : 1
      this.#refusals.set(interfaceName, { reason: verdict.reason, count })
      if (count < PERMANENT_REFUSALS_TO_STOP) return
      const untilAt = now + PERMANENT_STOP_MS
      this.#stopped.set(interfaceName, { reason: 'permanent', untilAt, probeAt: untilAt, refusal: verdict.error })
    } else if (verdict.kind === 'answered') {
      this.#stopped.delete(interfaceName)
      this.#refusals.delete(interfaceName)
    }
  }
}

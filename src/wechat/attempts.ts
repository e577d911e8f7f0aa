import type { Clock, Monotonic } from '../domain/clock.ts'
import { AnsweredNoError, WechatError } from './errors.ts'
import { TOTAL_BUDGET_MS } from './retry.ts'

/** The attempts of one call: how many of which kind, what time is left, and whether doubt remains. */
export class Attempts {
  /** Attempts that were started. */
  attempt = 0
  /** Attempts that failed for being busy or for want of an answer. */
  failures = 0
  renewals = 0
  pauses = 0
  /** The token of the attempt under way. */
  token = ''
  readonly #clock: Clock
  readonly #startedAt: Monotonic
  #excusedMs = 0
  #doubt: WechatError | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.elapsed()
  }

  /** Time spent in the gate's queue is excused: it is the account's pace, not the platform's delay. */
  excuse(ms: number): void {
    this.#excusedMs += ms
  }

  leftMs(): number {
    return TOTAL_BUDGET_MS + this.#excusedMs - (this.#clock.elapsed() - this.#startedAt)
  }

  /** Keeps in mind an attempt that failed and is made again. */
  note(error: unknown): void {
    if (error instanceof WechatError && error.mayHaveHappened) this.#doubt ??= error
  }

  /**
   * What the caller has to know of a call that ended with this error. "Not done" from a later attempt says nothing of an
   * earlier one that may have been applied; only what the platform refuses because of what was asked, it refused before.
   */
  whatRemains(last: unknown): unknown {
    const doubt = this.#doubt
    if (doubt === undefined || doubt === last) return last
    if (last instanceof WechatError && last.mayHaveHappened) return last
    if (last instanceof AnsweredNoError && last.kind === 'admin-input') return last
    doubt.cause = last
    return doubt
  }
}

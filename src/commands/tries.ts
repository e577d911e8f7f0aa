import type { Clock } from '../domain/clock.ts'

/** Wrong codes that one openid may send. */
export const TRIES_PER_OPENID = 5
/** Wrong codes of everybody together after which no code is looked at any more, and how long. */
export const TRIES_OF_ALL = 20
export const LOCKED_MS = 3_600_000
/** Openids whose tries are remembered at once; whoever tried longest ago is forgotten first. */
const MAX_REMEMBERED = 10_000

/**
 * Counts wrong codes. In memory: a restart forgets them, and nobody but the operator can cause one. `ofAll` is how many all
 * openids together may send within an hour; null for no such limit.
 */
export class Tries {
  readonly #clock: Clock
  readonly #ofAll: number | null
  readonly #wrong = new Map<string, number>()
  #all = 0
  #since = -Infinity
  #lockedUntil = -Infinity

  constructor(clock: Clock, ofAll: number | null) {
    this.#clock = clock
    this.#ofAll = ofAll
  }

  /** Until when nobody's code is looked at; null when they are. */
  get lockedUntil(): number | null {
    return this.#clock.now() < this.#lockedUntil ? this.#lockedUntil : null
  }

  /** Whether a code of this openid may be looked at. */
  admits(openid: string): boolean {
    this.#forgetOld()
    return this.lockedUntil === null && (this.#wrong.get(openid) ?? 0) < TRIES_PER_OPENID
  }

  /** One that was looked at was wrong; true when that was the one too many for everybody. */
  countWrong(openid: string): boolean {
    const wrong = (this.#wrong.get(openid) ?? 0) + 1
    this.#wrong.delete(openid)
    this.#wrong.set(openid, wrong)
    const [oldest] = this.#wrong.keys()
    if (this.#wrong.size > MAX_REMEMBERED && oldest !== undefined) this.#wrong.delete(oldest)
    this.#all += 1
    if (this.#ofAll === null || this.#all < this.#ofAll) return false
    this.#lockedUntil = this.#clock.now() + LOCKED_MS
    return true
  }

  /** Counting begins anew an hour after the first wrong one of the last count, and when a lock is over. */
  #forgetOld(): void {
    const now = this.#clock.now()
    if (this.#ofAll === null || now < this.#lockedUntil || now - this.#since < LOCKED_MS) return
    this.#wrong.clear()
    this.#all = 0
    this.#since = now
  }
}

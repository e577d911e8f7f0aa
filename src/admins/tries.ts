import type { Clock, Monotonic } from '../domain/clock.ts'

/** Wrong codes that one openid may send within an hour, counted from the first of them. */
export const TRIES_PER_OPENID = 5
export const TRIES_WITHIN_MS = 3_600_000
/** Openids whose tries are remembered at once; whoever tried longest ago is forgotten first. */
const MAX_REMEMBERED = 10_000

/**
 * Counts the wrong codes of each openid by itself: nobody can use up somebody else's tries. In memory: a restart forgets
 * them, and nobody but the operator can cause one.
 */
export class Tries {
  readonly #clock: Clock
  readonly #wrong = new Map<string, { readonly count: number; readonly since: Monotonic }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether a code of this openid may be looked at. */
  admits(openid: string): boolean {
    return this.#of(openid).count < TRIES_PER_OPENID
  }

  /** One that was looked at was wrong; true when it was the last one that this openid may send for now. */
  countWrong(openid: string): boolean {
    const { count, since } = this.#of(openid)
    this.#wrong.delete(openid)
    this.#wrong.set(openid, { count: count + 1, since })
    const [oldest] = this.#wrong.keys()
    if (this.#wrong.size > MAX_REMEMBERED && oldest !== undefined) this.#wrong.delete(oldest)
    return count + 1 >= TRIES_PER_OPENID
  }

  #of(openid: string): { readonly count: number; readonly since: Monotonic } {
    const now = this.#clock.elapsed()
    const known = this.#wrong.get(openid)
    return known === undefined || now - known.since >= TRIES_WITHIN_MS ? { count: 0, since: now } : known
  }
}

import type { Clock, Monotonic } from '../domain/clock.ts'

/** What one follower may ask of us at once, and how fast that comes back. */
const BURST = 10
const PER_SECOND = 1
/** Followers remembered at once; who was quiet longest is forgotten first, with a full bucket. */
const MAX_REMEMBERED = 10_000

interface Bucket {
  tokens: number
  filledAt: Monotonic
}

/**
 * A token bucket for each openid that is not an admin's: beyond it a message still gets the public answer, and nothing else
 * is done with it. Admins have none, so that nobody's flood can hold them up.
 */
export class Floods {
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether there is anything left for this follower; takes one. */
  admits(openid: string): boolean {
    const now = this.#clock.elapsed()
    const known = this.#buckets.get(openid) ?? { tokens: BURST, filledAt: now }
    const refilled = Math.max(0, now - known.filledAt) * (PER_SECOND / 1000)
    const tokens = Math.min(BURST, known.tokens + refilled)
    const admitted = tokens >= 1
    this.#buckets.delete(openid)
    this.#buckets.set(openid, { tokens: admitted ? tokens - 1 : tokens, filledAt: now })
    const [quietest] = this.#buckets.keys()
    if (this.#buckets.size > MAX_REMEMBERED && quietest !== undefined) this.#buckets.delete(quietest)
    return admitted
  }
}

import type { Monotonic } from '../domain/clock.ts'

/** The platform's own limit of its reply to any message. */
const HOUR_MS = 3_600_000
/** Whoever is forgotten beyond it is answered once too often. */
const MAX_REMEMBERED = 100_000

/** Who was answered within the last hour: in memory only, and bounded. */
export class Hourly {
  readonly #answered = new Map<string, { readonly at: Monotonic; readonly message: string }>()

  /** Whether this follower may be answered now, and if so, that they were. Another delivery of the same message may always. */
  admits(openid: string, message: string, now: Monotonic): boolean {
    const last = this.#answered.get(openid)
    if (last !== undefined && now - last.at < HOUR_MS) return last.message === message
    this.#answered.delete(openid)
    this.#answered.set(openid, { at: now, message })
    this.#drop(now)
    return true
  }

  forget(openid: string): void {
    this.#answered.delete(openid)
  }

  get size(): number {
    return this.#answered.size
  }

  /** The oldest stand first. */
  #drop(now: Monotonic): void {
    for (const [openid, { at }] of this.#answered) {
      if (this.#answered.size <= MAX_REMEMBERED && now - at < HOUR_MS) return
      this.#answered.delete(openid)
    }
  }
}

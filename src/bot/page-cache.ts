import { later, type Clock, type Monotonic } from '../domain/clock.ts'
import { shortOpenid } from '../domain/follower.ts'
import { namesPerson } from '../domain/traces.ts'
import type { Traces } from '../store/forgetting/erasures.ts'

/** How long the rest of a long answer can be asked for. */
export const PAGE_KEPT_MS = 600_000
const MAX_KEPT = 1_000

interface Kept {
  /** What did not fit into the message. */
  readonly rest: string | null
  /** The command that shows the next page of the list. */
  readonly next: string | null
  readonly expiresAt: Monotonic
}

/**
 * What comes behind each admin's last list: what of it did not fit into the message, and then the list's own next page. In
 * memory: an answer can be asked for again, so nothing is lost with it.
 */
export class PageCache {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A list, or another long answer, is shown; the one before is over. */
  keep(admin: string, rest: string | null, next: string | null = null): void {
    this.#kept.delete(admin)
    if (rest === null && next === null) return
    this.#kept.set(admin, { rest, next, expiresAt: later(this.#clock.elapsed(), PAGE_KEPT_MS) })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }

  /** More of the same is shown, and this is still left of it. */
  keepRest(admin: string, rest: string | null): void {
    this.keep(admin, rest, this.#of(admin)?.next ?? null)
  }

  /** Somebody left: no page that waits to be shown names them. */
  forget(traces: Traces): void {
    for (const [admin, { rest, next }] of this.#kept) {
      const waiting = `${rest ?? ''}\n${next ?? ''}`
      const named = namesPerson(waiting, traces) || waiting.includes(shortOpenid(traces.openid))
      if (admin === traces.openid || named) this.#kept.delete(admin)
    }
  }

  /** What did not fit, once. */
  take(admin: string): string | undefined {
    const kept = this.#of(admin)
    if (kept === undefined || kept.rest === null) return undefined
    this.keep(admin, null, kept.next)
    return kept.rest
  }

  /** The command for the next page, once all of this one was shown. */
  next(admin: string): string | undefined {
    const kept = this.#of(admin)
    return kept?.rest === null ? (kept.next ?? undefined) : undefined
  }

  /** Whether something was left, and is not kept any more. */
  hasExpired(admin: string): boolean {
    return this.#kept.has(admin) && this.#of(admin) === undefined
  }

  #of(admin: string): Kept | undefined {
    const kept = this.#kept.get(admin)
    return kept !== undefined && this.#clock.elapsed() < kept.expiresAt ? kept : undefined
  }
}

import { later, type Clock, type Monotonic } from '../domain/clock.ts'
import { shortOpenid } from '../domain/follower.ts'
import { namesPerson } from '../domain/traces.ts'
import type { Traces } from '../store/forgetting/erasures.ts'

/** How long the rest of a long answer can be asked for. */
export const PAGE_KEPT_MS = 600_000
const MAX_KEPT = 1_000

/** The rest of each admin's last long answer, in memory: an answer can be asked for again, so nothing is lost with it. */
export class PageCache {
  readonly #clock: Clock
  readonly #rests = new Map<string, { rest: string; expiresAt: Monotonic }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(admin: string, rest: string | null): void {
    this.#rests.delete(admin)
    if (rest === null) return
    this.#rests.set(admin, { rest, expiresAt: later(this.#clock.elapsed(), PAGE_KEPT_MS) })
    const [oldest] = this.#rests.keys()
    if (this.#rests.size > MAX_KEPT && oldest !== undefined) this.#rests.delete(oldest)
  }

  /** Somebody left: no page that waits to be shown names them. */
  forget(traces: Traces): void {
    for (const [admin, { rest }] of this.#rests) {
      const named = namesPerson(rest, traces) || rest.includes(shortOpenid(traces.openid))
      if (admin === traces.openid || named) this.#rests.delete(admin)
    }
  }

  take(admin: string): string | undefined {
    const kept = this.#rests.get(admin)
    this.#rests.delete(admin)
    return kept !== undefined && this.#clock.elapsed() < kept.expiresAt ? kept.rest : undefined
  }
}

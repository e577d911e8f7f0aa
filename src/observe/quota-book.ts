import { later, LONG_AGO, untilShanghaiMidnightMs, type Clock, type Monotonic } from '../domain/clock.ts'

/** The platform is asked again when what it said is older than this, and somebody looks. */
export const ASK_AGAIN_MS = 3_600_000
/** Asking for a quota is no use of one; a token is no concern of the bot's pace. */
const NOT_METERED = ['/cgi-bin/openapi/quota/get', '/cgi-bin/stable_token']

export interface KnownQuota {
  readonly path: string
  readonly left: number
  /** How long ago the platform said it. */
  readonly ageMs: number
}

interface Told {
  readonly left: number
  readonly at: Monotonic
  /** The end of the day that it is about. */
  readonly until: Monotonic
  calledSince: number
}

/**
 * What is left of the day's quotas: what the platform said last, less our own calls since. It is asked only while somebody
 * looks, at most once an hour, one interface after the other, and only about interfaces that were called since the start.
 * Calls of other programs with the same account show at the next asking. What was said before the last midnight in
 * Asia/Shanghai is forgotten, because the quotas begin anew then.
 */
export class QuotaBook {
  readonly #clock: Clock
  readonly #ask: (path: string) => Promise<number>
  readonly #called = new Set<string>()
  readonly #told = new Map<string, Told>()
  #askedAt: Monotonic = LONG_AGO

  /** `ask` resolves with the calls that the platform still allows today; whoever makes that call reports its failures. */
  constructor(clock: Clock, ask: (path: string) => Promise<number>) {
    this.#clock = clock
    this.#ask = ask
  }

  /** An attempt was made; `spent`: it was refused because nothing is left today. */
  called(path: string, spent: boolean): void {
    if (NOT_METERED.includes(path)) return
    this.#called.add(path)
    const told = this.#told.get(path)
    if (spent) this.#told.set(path, this.#saidNow(0))
    else if (told !== undefined) told.calledSince += 1
  }

  /** What is known now; behind the back of whoever looks the book is brought up to date, if it is time. */
  look(): KnownQuota[] {
    const now = this.#clock.elapsed()
    if (now - this.#askedAt >= ASK_AGAIN_MS && this.#called.size > 0) {
      this.#askedAt = now
      // A platform that does not answer one of these questions is not asked the others; the next look in an hour asks again.
      this.#askAll().catch(() => undefined)
    }
    return [...this.#told]
      .filter(([, { until }]) => now < until)
      .map(([path, { left, at, calledSince }]) => ({ path, left: Math.max(0, left - calledSince), ageMs: now - at }))
  }

  #saidNow(left: number): Told {
    const at = this.#clock.elapsed()
    return { left, at, until: later(at, untilShanghaiMidnightMs(this.#clock.now())), calledSince: 0 }
  }

  async #askAll(): Promise<void> {
    for (const path of [...this.#called]) {
      const left = await this.#ask(path)
      this.#told.set(path, this.#saidNow(left))
    }
  }
}

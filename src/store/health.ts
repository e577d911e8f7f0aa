import { LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import type { AccountStore } from './store.ts'

/** Whoever asks more often than this gets the last answer: a probe must not be a load. */
const CHECK_EVERY_MS = 1_000

/** Whether the store can be written, found out by writing to it. */
export class Health {
  readonly #store: AccountStore
  readonly #clock: Clock
  #checkedAt: Monotonic = LONG_AGO
  #checking: Promise<string | null> | undefined
  #problem: string | null = null

  constructor(store: AccountStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** null when all is well, else what is wrong. */
  async check(): Promise<string | null> {
    if (this.#clock.elapsed() - this.#checkedAt < CHECK_EVERY_MS) return this.#problem
    this.#checking ??= this.#probe().finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  async #probe(): Promise<string | null> {
    try {
      await this.#store.probe()
      this.#problem = null
    } catch (error) {
      this.#problem = causeOf(error)
    }
    this.#checkedAt = this.#clock.elapsed()
    return this.#problem
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = toError(error)
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

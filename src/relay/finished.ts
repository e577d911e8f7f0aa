import type { Clock, Monotonic } from '../domain/clock.ts'

/** After its first delivery the platform may deliver a message again for so long. */
const REMEMBERED_MS = 16_000
const MAX_REMEMBERED = 10_000
/** In characters. */
const MAX_SIZE = 8_000_000

interface Entry<T> {
  readonly value: T
  readonly size: number
  readonly at: Monotonic
}

/** What messages came to, for deliveries that come after the end: a short while, and so much of it at most. */
export class Finished<T> {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry<T>>()
  #size = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  of(message: string): T | undefined {
    const entry = this.#entries.get(message)
    return entry !== undefined && this.#clock.elapsed() - entry.at < REMEMBERED_MS ? entry.value : undefined
  }

  add(message: string, value: T, size: number): void {
    const at = this.#clock.elapsed()
    this.#remove(message)
    this.#entries.set(message, { value, size, at })
    this.#size += size
    // The oldest stand first.
    for (const [old, entry] of this.#entries) {
      const isFull = this.#entries.size > MAX_REMEMBERED || this.#size > MAX_SIZE
      if (!isFull && at - entry.at < REMEMBERED_MS) return
      this.#remove(old)
    }
  }

  #remove(message: string): void {
    const entry = this.#entries.get(message)
    if (entry === undefined) return
    this.#entries.delete(message)
    this.#size -= entry.size
  }
}

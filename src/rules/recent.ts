import { LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'

/** The platform delivers three times within some 15 s. */
const KEPT_MS = 60_000
const MOST_KEPT = 50_000

/** Which pushes came within the last minute or two, by their names, so that what is delivered again counts once. */
export class Recent {
  readonly #clock: Clock
  #now = new Set<string>()
  #before = new Set<string>()
  #since: Monotonic = LONG_AGO

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether it is the first time; from now on it is not. */
  isFirst(name: string): boolean {
    const now = this.#clock.elapsed()
    if (now - this.#since >= KEPT_MS || this.#now.size >= MOST_KEPT) {
      this.#before = now - this.#since >= 2 * KEPT_MS ? new Set() : this.#now
      this.#now = new Set()
      this.#since = now
    }
    if (this.#now.has(name) || this.#before.has(name)) return false
    this.#now.add(name)
    return true
  }
}

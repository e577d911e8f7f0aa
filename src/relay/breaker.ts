import { later, type Monotonic } from '../domain/clock.ts'

/** So many failures in a row, and nothing is sent for so long; then one push tries whether the upstream is back. */
const FAILURES = 5
const OPEN_MS = 10_000

export type Admission = 'closed' | 'probe' | 'open'

/** Spares a system that is down, and the followers who would wait for it. */
export class RelayBreaker {
  readonly #elapsed: () => Monotonic
  #failures = 0
  #openUntil: Monotonic | undefined
  #probing = false

  /** `elapsed` in ms, by a clock that nobody sets. */
  constructor(elapsed: () => Monotonic) {
    this.#elapsed = elapsed
  }

  get isOpen(): boolean {
    return this.#openUntil !== undefined
  }

  /** Asked once for each push that is about to be sent; what became of it must be told afterwards, unless it is `open`. */
  admit(): Admission {
    if (this.#openUntil === undefined) return 'closed'
    if (this.#probing || this.#elapsed() < this.#openUntil) return 'open'
    this.#probing = true
    return 'probe'
  }

  /** Returns whether this closed it. */
  succeeded(): boolean {
    const wasOpen = this.isOpen
    this.#failures = 0
    this.#openUntil = undefined
    this.#probing = false
    return wasOpen
  }

  /** Returns whether this opened it. */
  failed(admission: Admission): boolean {
    this.#failures += 1
    if (admission === 'probe') this.#probing = false
    if (admission !== 'probe' && (this.#openUntil !== undefined || this.#failures < FAILURES)) return false
    const wasOpen = this.isOpen
    this.#openUntil = later(this.#elapsed(), OPEN_MS)
    return !wasOpen
  }
}

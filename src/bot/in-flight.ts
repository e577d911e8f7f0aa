import type { Answer, Asked } from '../domain/answer.ts'
import type { Clock, Monotonic } from '../domain/clock.ts'

/** What has become of a message once it was read. */
export type Begun =
  /** Not for us: the public answer. */
  | { readonly kind: 'ordinary' }
  /** Answered at once; `tells` are the commands whose final answers are told by it. */
  | { readonly kind: 'answer'; readonly answer: Answer; readonly tells?: readonly number[] }
  | Running

export interface Running {
  readonly kind: 'running'
  readonly asked: Asked
  readonly final: Promise<Answer>
  /** The number in the ledger, if it has one already. */
  readonly number: number | null
  /** The number in the ledger; a read gets one only now. Rejects with StoreUnavailableError. */
  numbered(): Promise<number>
}

/**
 * How long a message is remembered: the platform delivers three times within some 15 s. What comes later still is found in
 * the ledger, or is harmless to read again.
 */
export const REMEMBERED_MS = 120_000
const MAX_REMEMBERED = 10_000

/** Deliveries of the same message join here: the first begins the work, the others wait for the same end. */
export class InFlightMessages {
  readonly #clock: Clock
  readonly #begun = new Map<string, { work: Promise<Begun>; at: Monotonic }>()
  readonly #repeated: () => void

  /** `repeated` hears of each delivery that joined work begun before. */
  constructor(clock: Clock, repeated: () => void) {
    this.#clock = clock
    this.#repeated = repeated
  }

  /** The work of that message, begun by `begin` if this is its first delivery. A beginning that failed may be tried again. */
  join(key: string, begin: () => Promise<Begun>): Promise<Begun> {
    const known = this.#begun.get(key)
    if (known !== undefined) {
      this.#repeated()
      return known.work
    }
    const at = this.#clock.elapsed()
    this.#forgetOld(at)
    const work = begin()
    this.#begun.set(key, { work, at })
    work.catch(() => this.#begun.delete(key))
    return work
  }

  #forgetOld(now: Monotonic): void {
    for (const [key, { at }] of this.#begun) {
      if (now - at < REMEMBERED_MS && this.#begun.size < MAX_REMEMBERED) return
      this.#begun.delete(key)
    }
  }
}

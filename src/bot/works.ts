import type { Answer, Asked } from '../domain/answer.ts'

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

/** Messages remembered at once; what fell out and is delivered again is found in the ledger, or is harmless to read again. */
const MAX_REMEMBERED = 10_000

/** Deliveries of the same message join here: the first begins the work, the others wait for the same end. */
export class Works {
  readonly #begun = new Map<string, Promise<Begun>>()
  readonly #repeated: () => void

  /** `repeated` hears of each delivery that joined work begun before. */
  constructor(repeated: () => void) {
    this.#repeated = repeated
  }

  get(key: string): Promise<Begun> | undefined {
    return this.#begun.get(key)
  }

  /** The work of that message, begun by `begin` if this is its first delivery. A beginning that failed may be tried again. */
  join(key: string, begin: () => Promise<Begun>): Promise<Begun> {
    const known = this.#begun.get(key)
    if (known !== undefined) {
      this.#repeated()
      return known
    }
    const begun = begin()
    this.#begun.set(key, begun)
    begun.catch(() => this.#begun.delete(key))
    const [oldest] = this.#begun.keys()
    if (this.#begun.size > MAX_REMEMBERED && oldest !== undefined) this.#begun.delete(oldest)
    return begun
  }
}

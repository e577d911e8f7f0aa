import { hash, randomBytes } from 'node:crypto'
import type { Push } from './message.ts'

/** As long as a timestamp can be fresh, from both sides of now. */
export const SIGNATURES_KEPT_MS = 600_000
export const MAX_SIGNATURES = 1_000_000

/**
 * In plain mode the signature covers no part of the body, so whoever reads one URL could send any message under it. Each
 * signature is therefore tied to what was first said under it: the same again is a re-delivery, anything else is refused.
 *
 * Kept small: 48 bits of the signature and of a digest of the message, as numbers, in the order in which they came (a Map
 * keeps it), so the oldest are at the front. One entry a second tells how many came in that second. 48 bits are enough
 * because the digest is keyed with a secret of this process: nobody can look for another message with the same one.
 */
export class SeenSignatures {
  readonly #seen = new Map<number, number>()
  readonly #seconds: { second: number; count: number }[] = []
  readonly #limit: number
  readonly #secret = randomBytes(32).toString('hex')
  /** Stands where the oldest are: a fresh iterator would walk over every place that was emptied before. */
  #oldest: MapIterator<number> | undefined
  /** How many had to be dropped before their time. */
  dropped = 0

  constructor(limit = MAX_SIGNATURES) {
    this.#limit = limit
  }

  get size(): number {
    return this.#seen.size
  }

  /** Whether this signature may carry this message; remembers both. `now` in ms. */
  admits(signature: string, push: Push, now: number): boolean {
    this.#expire(now)
    const key = to48Bits(signature)
    const said = this.#digestOf(push)
    const before = this.#seen.get(key)
    if (before !== undefined) return before === said
    if (this.#seen.size >= this.#limit) this.#dropOldest()
    this.#seen.set(key, said)
    const second = Math.floor(now / 1000)
    const last = this.#seconds.at(-1)
    if (last?.second === second) last.count += 1
    else this.#seconds.push({ second, count: 1 })
    return true
  }

  #expire(now: number): void {
    for (let first = this.#seconds[0]; first !== undefined; first = this.#seconds[0]) {
      if (first.second * 1000 > now - SIGNATURES_KEPT_MS - 1000) return
      for (; first.count > 0; first.count -= 1) this.#forgetOldest()
      this.#seconds.shift()
    }
  }

  #dropOldest(): void {
    const [first] = this.#seconds
    if (first === undefined) return
    this.#forgetOldest()
    this.dropped += 1
    first.count -= 1
    if (first.count === 0) this.#seconds.shift()
  }

  #forgetOldest(): void {
    this.#oldest ??= this.#seen.keys()
    const { done, value } = this.#oldest.next()
    if (done === true) this.#oldest = undefined
    else this.#seen.delete(value)
  }

  #digestOf(push: Push): number {
    const { details: _details, ...said } = push.kind === 'event' ? push : { ...push, details: undefined }
    return to48Bits(hash('sha256', this.#secret + JSON.stringify(said)))
  }
}

function to48Bits(hex: string): number {
  return Number.parseInt(hex.slice(0, 12), 16)
}

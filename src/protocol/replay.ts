import { hash } from 'node:crypto'
import type { Push } from './message.ts'

/** As long as a timestamp can be fresh, from both sides of now. */
export const SIGNATURES_KEPT_MS = 600_000
export const MAX_SIGNATURES = 1_000_000

/**
 * In plain mode the signature covers no part of the body, so whoever reads one URL could send any message under it. Each
 * signature is therefore tied to what was first said under it: the same again is a re-delivery, anything else is refused.
 *
 * Kept small: 48 bits of the signature and of a digest of the message, as numbers, in the order in which they came (a Map
 * keeps it), so the oldest are at the front. One entry a second tells how many came in that second.
 */
export class SeenSignatures {
  readonly #seen = new Map<number, number>()
  readonly #seconds: { second: number; count: number }[] = []
  readonly #limit: number
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
    const said = digestOf(push)
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
      for (const key of this.#seen.keys()) {
        if (first.count === 0) break
        this.#seen.delete(key)
        first.count -= 1
      }
      this.#seconds.shift()
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#seen.keys()
    if (oldest === undefined) return
    this.#seen.delete(oldest)
    this.dropped += 1
    const [first] = this.#seconds
    if (first === undefined) return
    first.count -= 1
    if (first.count === 0) this.#seconds.shift()
  }
}

function to48Bits(hex: string): number {
  return Number.parseInt(hex.slice(0, 12), 16)
}

function digestOf(push: Push): number {
  const { details: _details, ...said } = push.kind === 'event' ? push : { ...push, details: undefined }
  return to48Bits(hash('sha1', JSON.stringify(said)))
}

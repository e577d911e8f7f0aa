import { hash, randomBytes } from 'node:crypto'
import type { Monotonic } from '../domain/clock.ts'

/** As long as a timestamp can be fresh, from both sides of now. */
export const SIGNATURES_KEPT_MS = 600_000
export const MAX_SIGNATURES = 1_000_000

/** Signatures that share a bucket when all places are taken: few, and the buckets still lie close together in memory. */
const PER_BUCKET = 4
/** Hardly any account needs more; twice as many are made whenever all are taken. */
const FIRST_PLACES = 4_096

/**
 * In plain mode the signature covers no part of the body, so whoever reads one URL could send any message under it. Each
 * signature is therefore tied to the body that first came under it: the same again is a re-delivery, anything else is refused.
 *
 * Kept small, in places that are taken in turn, oldest overwritten first: 48 bits of the signature and of a digest of the
 * body, and the number of the signature before it in the same bucket. Numbers count up from 1; a place is its number's
 * last bits. From the newest of a bucket each leads to an older one, until one is reached that is no longer kept, so what is
 * too old need not be taken out. One entry a second tells how many came in that second.
 *
 * 48 bits are enough because the digest is keyed with a secret of this process: nobody can look for another body with the
 * same one.
 */
export class SeenSignatures {
  readonly #limit: number
  readonly #bucketMask: number
  #placeMask: number
  #signatures: Float64Array
  #digests: Float64Array
  /** The number before it in its bucket, by place; 0 for none. */
  #before: Float64Array
  /** The newest number, by bucket; 0 for none. */
  #newest = new Float64Array(0)
  readonly #seconds: { second: number; count: number }[] = []
  readonly #secret = randomBytes(32)
  #next = 1
  /** How many are kept; theirs are the numbers just before the next. */
  #size = 0
  /** How many had to be dropped before their time. */
  dropped = 0

  constructor(limit = MAX_SIGNATURES) {
    const most = 2 ** Math.ceil(Math.log2(limit))
    const buckets = Math.max(1, most / PER_BUCKET)
    const places = Math.min(most, FIRST_PLACES)
    this.#limit = limit
    this.#placeMask = places - 1
    this.#bucketMask = buckets - 1
    this.#signatures = new Float64Array(places)
    this.#digests = new Float64Array(places)
    this.#before = new Float64Array(places)
  }

  /** Whether this signature may carry this body; remembers both. */
  admits(signature: string, body: Buffer, now: Monotonic): boolean {
    const second = Math.floor(now / 1000)
    this.#expire(second)
    const key = to48Bits(signature)
    const said = this.#digestOf(body)
    const bucket = Number.parseInt(signature.slice(12, 20), 16) & this.#bucketMask
    for (
      let number = this.#newest[bucket] ?? 0;
      this.#isKept(number);
      number = this.#before[number & this.#placeMask] ?? 0
    )
      if (this.#signatures[number & this.#placeMask] === key) return this.#digests[number & this.#placeMask] === said
    // Two megabytes that an account in safe mode never needs.
    if (this.#newest.length === 0) this.#newest = new Float64Array(this.#bucketMask + 1)
    if (this.#size === this.#limit) this.#dropOldest()
    if (this.#size > this.#placeMask) this.#grow()
    this.#keep(key, said, bucket)
    const last = this.#seconds.at(-1)
    if (last?.second === second) last.count += 1
    else this.#seconds.push({ second, count: 1 })
    return true
  }

  #keep(key: number, said: number, bucket: number): void {
    const place = this.#next & this.#placeMask
    this.#signatures[place] = key
    this.#digests[place] = said
    this.#before[place] = this.#newest[bucket] ?? 0
    this.#newest[bucket] = this.#next
    this.#next += 1
    this.#size += 1
  }

  /** A number keeps its last bits and gets one more. */
  #grow(): void {
    const mask = this.#placeMask * 2 + 1
    const moved = (from: Float64Array): Float64Array => {
      const to = new Float64Array(mask + 1)
      for (let number = this.#next - this.#size; number < this.#next; number += 1)
        to[number & mask] = from[number & this.#placeMask] ?? 0
      return to
    }
    this.#signatures = moved(this.#signatures)
    this.#digests = moved(this.#digests)
    this.#before = moved(this.#before)
    this.#placeMask = mask
  }

  #isKept(number: number): boolean {
    return number >= this.#next - this.#size
  }

  #expire(second: number): void {
    for (let first = this.#seconds[0]; first !== undefined; first = this.#seconds[0]) {
      if (first.second >= second - SIGNATURES_KEPT_MS / 1000) return
      this.#size -= first.count
      this.#seconds.shift()
    }
  }

  #dropOldest(): void {
    const [first] = this.#seconds
    if (first === undefined) return
    this.#size -= 1
    this.dropped += 1
    first.count -= 1
    if (first.count === 0) this.#seconds.shift()
  }

  #digestOf(body: Buffer): number {
    return to48Bits(hash('sha256', Buffer.concat([this.#secret, body])))
  }
}

function to48Bits(hex: string): number {
  return Number.parseInt(hex.slice(0, 12), 16)
}

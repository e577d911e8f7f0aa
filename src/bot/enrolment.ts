import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../domain/clock.ts'

/** How long a one-time code can be used; a restart makes a new one. */
export const CODE_VALID_MS = 600_000
/** Wrong codes one openid may send. */
export const TRIES_PER_OPENID = 5
/** Openids whose tries are remembered at once. */
const MAX_REMEMBERED = 10_000
/** No letters or digits that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/**
 * The first owner: nobody knows their own openid, so a start without an owner prints a one-time code (`K7QD-9M2X`), and
 * whoever texts it is the owner. The code itself is kept nowhere, only its hash. Whatever is wrong with an attempt, the
 * caller learns nothing but `false`.
 */
export class Enrolment {
  readonly #clock: Clock
  #hash: Buffer | undefined
  #expiresAt = 0
  readonly #tries = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Makes a new code, valid for ten minutes, and returns it to be shown to the operator once. */
  issue(): string {
    const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    this.#hash = digest(letters)
    this.#expiresAt = this.#clock.now() + CODE_VALID_MS
    return `${letters.slice(0, 4)}-${letters.slice(4)}`
  }

  get open(): boolean {
    return this.#hash !== undefined && this.#clock.now() < this.#expiresAt
  }

  /** Whether this is the code, in time, with tries left; a right code is used up by it. */
  redeem(openid: string, code: string): boolean {
    if (this.#hash === undefined || !this.open) return false
    const tries = (this.#tries.get(openid) ?? 0) + 1
    if (tries > TRIES_PER_OPENID || (this.#tries.size >= MAX_REMEMBERED && tries === 1)) return false
    this.#tries.set(openid, tries)
    if (
      !timingSafeEqual(
        digest(
          code
            .normalize('NFKC')
            .toUpperCase()
            .replaceAll(/[^A-Z0-9]/g, ''),
        ),
        this.#hash,
      )
    )
      return false
    this.#hash = undefined
    return true
  }
}

function digest(code: string): Buffer {
  return createHash('sha256').update(code).digest()
}

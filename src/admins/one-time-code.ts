import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'

/** How long a one-time code can be used. */
export const CODE_VALID_MS = 600_000
/** No letters or digits that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const LETTERS = 8

/** A new code as people read it, `K7QD-9M2X`: one of 31⁸, to be shown once and kept nowhere. */
export function makeCode(): string {
  return toCode(Array.from({ length: LETTERS }, () => randomInt(ALPHABET.length)))
}

/**
 * The code that one message gets: the same whenever it is delivered, also after a restart, although it is kept nowhere. Who
 * does not know the secret can't tell it from a random one.
 */
export function deriveCode(secret: string, message: string): string {
  const size = BigInt(ALPHABET.length)
  let rest = createHmac('sha256', secret).update(message).digest().readBigUInt64BE()
  const letters: number[] = []
  for (let at = 0; at < LETTERS; at += 1) {
    letters.push(Number(rest % size))
    rest /= size
  }
  return toCode(letters)
}

function toCode(places: readonly number[]): string {
  const letters = places.map((place) => ALPHABET.charAt(place)).join('')
  return `${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}`
}

/** What is kept of a code: SHA-256 in hex of its letters, however they were typed. */
export function hashOf(code: string): string {
  const letters = code.normalize('NFKC').toUpperCase()
  return createHash('sha256')
    .update(letters.replaceAll(/[^A-Z0-9]/g, ''))
    .digest('hex')
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function isSameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'))
}

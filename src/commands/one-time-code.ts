import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

/** How long a one-time code can be used. */
export const CODE_VALID_MS = 600_000
/** No letters or digits that look alike. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const LETTERS = 8

/** A new code as people read it, `K7QD-9M2X`: one of 31⁸, to be shown once and kept nowhere. */
export function makeCode(): string {
  const letters = Array.from({ length: LETTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
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

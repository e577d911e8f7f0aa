import { hash, timingSafeEqual } from 'node:crypto'

/*
 * The callback protocol: pure functions from bytes to meaning and back. What a message makes the bot do is decided elsewhere.
 *
 * The signature of a push is sha1 over its parts, sorted by code units and joined without a delimiter
 * (developers.weixin.qq.com, message push, encryption).
 */

/** Lower-case hex digest over the parts. */
export function sign(parts: readonly string[]): string {
  return hash('sha1', [...parts].sort().join(''))
}

/** Whether `given` is the signature over the parts; takes the same time whatever differs. What is not 40 hex digits is none. */
export function signatureMatches(given: string, parts: readonly string[]): boolean {
  const digest = Buffer.from(given, 'hex')
  return given.length === 40 && digest.length === 20 && timingSafeEqual(digest, Buffer.from(sign(parts), 'hex'))
}

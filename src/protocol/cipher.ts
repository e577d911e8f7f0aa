import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import { UnreadableError } from './errors.ts'

/** Padding goes to multiples of 32, not of the cipher's 16: a pad is 1 to 32 bytes, never 0. */
const BLOCK_BYTES = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

export interface Cipher {
  /** base64 of AES-256-CBC over random | length | message | appid | padding. `random` is 16 bytes, given only by tests. */
  seal(message: string | Buffer, random?: Buffer): string
  /** The message inside. Throws UnreadableError, always the same, if anything about it is not as it must be. */
  open(encrypt: string): string
}

/** The envelope's contents (消息加解密) of one key and appid. The IV is fixed by the platform: the key's first 16 bytes. */
export function createCipher({ encodingAesKey, appid }: { encodingAesKey: string; appid: string }): Cipher {
  const keyBytes = Buffer.from(`${encodingAesKey}=`, 'base64')
  const iv = keyBytes.subarray(0, 16)
  // Made once: given bytes, Node finds out each time that they are no key object, which takes longer than to decrypt.
  const key = createSecretKey(keyBytes)
  const appidBytes = Buffer.from(appid)
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  return {
    seal(message, random = randomBytes(RANDOM_BYTES)) {
      const bytes = typeof message === 'string' ? Buffer.from(message) : message
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(bytes.length)
      const fullLength = RANDOM_BYTES + LENGTH_BYTES + bytes.length + appidBytes.length
      const pad = BLOCK_BYTES - (fullLength % BLOCK_BYTES)
      const plain = Buffer.concat([random, length, bytes, appidBytes, Buffer.alloc(pad, pad)])
      return createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(plain).toString('base64')
    },

    open(encrypt) {
      try {
        return utf8.decode(unpack(decrypt(encrypt, key, iv), appidBytes))
      } catch {
        throw new UnreadableError('undecryptable')
      }
    },
  }
}

function decrypt(encrypt: string, key: KeyObject, iv: Buffer): Buffer {
  const sealed = Buffer.from(encrypt, 'base64')
  // Node reads over what is no base64; what it has not read over comes back the same.
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0 || sealed.toString('base64') !== encrypt)
    throw new UnreadableError('undecryptable')
  // Whole blocks without padding come out at once: final() would add nothing.
  return createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(sealed)
}

/** Looks at every part before it decides, so that a wrong padding takes as long as a wrong appid. */
function unpack(plain: Buffer, appid: Buffer): Buffer {
  const pad = plain.at(-1) ?? 0
  const start = RANDOM_BYTES + LENGTH_BYTES
  const end = start + plain.readUInt32BE(RANDOM_BYTES)
  const padded = isPadded(plain, pad)
  const tail = plain.subarray(Math.min(end, plain.length), Math.max(plain.length - pad, 0))
  const ours = timingSafeEqual(fit(tail, appid.length), appid)
  if (!padded || !ours || tail.length !== appid.length) throw new UnreadableError('undecryptable')
  return plain.subarray(start, end)
}

/** The last block's bytes are all compared, those that are no padding too: a wrong one early must not answer sooner. */
function isPadded(plain: Buffer, pad: number): boolean {
  let wrong = 0
  for (let back = 1; back <= BLOCK_BYTES; back += 1) {
    const differs = (plain[plain.length - back] ?? 0) ^ pad
    wrong |= back <= pad ? differs : 0
  }
  return wrong === 0 && pad >= 1 && pad <= BLOCK_BYTES
}

/** The bytes cut or filled to a length, so that they can be compared in constant time. */
function fit(bytes: Buffer, length: number): Buffer {
  const fitted = Buffer.alloc(length)
  bytes.copy(fitted, 0, 0, length)
  return fitted
}

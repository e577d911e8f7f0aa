import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { UnreadableError } from '../../src/protocol/errors.ts'
import { sign, signatureMatches } from '../../src/protocol/signature.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const APPID = 'wx5a4db0c0ffee0001'
const cipher = createCipher({ encodingAesKey: KEY, appid: APPID })

/** Seals whole blocks as they are, right or wrong. */
function sealRaw(plain: Buffer): string {
  const key = Buffer.from(`${KEY}=`, 'base64')
  const raw = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([raw.update(plain), raw.final()]).toString('base64')
}

/** What is inside an envelope with that message, before it is sealed: 16 bytes, length, message, appid, padding. */
function inside(message: string, { length = Buffer.byteLength(message), appid = APPID } = {}): Buffer {
  const header = Buffer.alloc(20, 'r')
  header.writeUInt32BE(length, 16)
  const full = Buffer.concat([header, Buffer.from(message), Buffer.from(appid)])
  const pad = 32 - (full.length % 32)
  return Buffer.concat([full, Buffer.alloc(pad, pad)])
}

function refuses(encrypt: string): void {
  let thrown: unknown
  try {
    cipher.open(encrypt)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(UnreadableError)
  expect(thrown).toMatchObject({ code: 'callback.unreadable', reason: 'undecryptable', message: 'undecryptable' })
  expect((thrown as Error).cause).toBeUndefined()
}

describe('the cipher', () => {
  it.each(Array.from({ length: 32 }, (_unused, index) => index))('opens every length of padding: %i', (length) => {
    const message = '中'.repeat(10) + 'x'.repeat(length)
    expect(cipher.open(sealRaw(inside(message)))).toBe(message)
    expect(cipher.open(cipher.seal(message))).toBe(message)
  })

  it('refuses a padding with any byte wrong, of 0 and of more than 32, in the same words (T17)', () => {
    const plain = inside('x'.repeat(32 - ((20 + APPID.length) % 32)))
    expect(plain.at(-1)).toBe(32)
    for (let back = 1; back <= 32; back += 1) {
      const wrong = Buffer.from(plain)
      wrong[wrong.length - back] = 31
      refuses(sealRaw(wrong))
    }
    for (const pad of [0, 33, 64, 255]) {
      const wrong = Buffer.from(plain)
      wrong.fill(pad, wrong.length - 32)
      refuses(sealRaw(wrong))
    }
  })

  it('refuses a padding of more than 32 bytes that is right in itself (T17)', () => {
    const plain = inside('x'.repeat(63 - ((20 + APPID.length) % 32)))
    expect(plain.at(-1)).toBe(1)
    refuses(sealRaw(Buffer.concat([plain.subarray(0, -1), Buffer.alloc(33, 33)])))
  })

  it.each([0, 1, 4, 6, 100, 0x7fffffff, 0x80000000, 0xffffffff])('refuses a length that lies: %i (T18)', (length) => {
    refuses(sealRaw(inside('hello', { length })))
  })

  it.each(['', 'wx5a4db0c0ffee000', 'wx5a4db0c0ffee0002', 'wx5a4db0c0ffee00011'])(
    'refuses the appid "%s" (T18)',
    (appid) => {
      refuses(sealRaw(inside('hello', { appid })))
    },
  )

  it.each([
    ['blocks of 16', Buffer.alloc(48).toString('base64')],
    ['nothing', ''],
    ['blanks', `${cipher.seal('x').slice(0, 20)} ${cipher.seal('x').slice(21)}`],
    ['the other alphabet', cipher.seal('x').replace(/^./, '-')],
    ['padding in the middle', `=${cipher.seal('x').slice(1)}`],
  ])('refuses %s', (_title, encrypt) => {
    refuses(encrypt)
  })

  it('refuses what is not UTF-8 (T12)', () => {
    const plain = inside('xx')
    plain.set([0xc0, 0xaf], 20)
    refuses(sealRaw(plain))
  })
})

describe('a signature', () => {
  it('is 40 hex digits and nothing more', () => {
    const right = sign(['a', 'b'])
    expect(signatureMatches(right, ['b', 'a'])).toBe(true)
    for (const wrong of ['', right.slice(1), `${right}0`, `${right}zz`, right.replace(/.$/, 'z')])
      expect(signatureMatches(wrong, ['a', 'b'])).toBe(false)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { openSealedReply, sealReply } from '../../src/protocol/reply.ts'
import { sign, signatureMatches } from '../../src/protocol/signature.ts'

interface Sealed {
  id: string
  token: string
  encodingAesKey: string
  appid: string
  timestamp: string
  nonce: string
  msgSignature: string
  encrypt: string
  random: string
  message: string
}

interface Vectors {
  signatures: { id: string; token: string; timestamp: string; nonce: string; signature: string }[]
  sealed: Sealed[]
  replies: Sealed[]
  encrypt: { id: string; encodingAesKey: string; appid: string; random: string; message: string; encrypt: string }[]
}

const path = new URL('../../fixtures/callback/vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors

describe('published and recomputed vectors', () => {
  it.each(vectors.signatures)(
    '$id: signs the three parts in the order of code units',
    ({ token, timestamp, nonce, signature }) => {
      expect(sign([token, timestamp, nonce])).toBe(signature)
      expect(signatureMatches(signature, [nonce, token, timestamp])).toBe(true)
      expect(signatureMatches(signature, [nonce, token, `${timestamp}0`])).toBe(false)
    },
  )

  it.each([...vectors.sealed, ...vectors.replies])('$id: signs, opens and seals to the byte', (vector) => {
    const { token, timestamp, nonce, encrypt, msgSignature, message, random } = vector
    const cipher = createCipher(vector)
    expect(sign([token, timestamp, nonce, encrypt])).toBe(msgSignature)
    expect(cipher.open(encrypt)).toBe(message)
    expect(cipher.seal(message, Buffer.from(random))).toBe(encrypt)
  })

  it.each(vectors.encrypt)('$id: seals and opens every length of padding', (vector) => {
    const cipher = createCipher(vector)
    expect(cipher.seal(vector.message, Buffer.from(vector.random))).toBe(vector.encrypt)
    expect(cipher.open(vector.encrypt)).toBe(vector.message)
  })

  it.each(vectors.replies)('$id: makes the envelope that the platform opens', (vector) => {
    const cipher = createCipher(vector)
    const { message: xml, timestamp, nonce, random, msgSignature, token } = vector
    const envelope = sealReply(cipher, token, { xml, timestamp, nonce }, Buffer.from(random))
    expect(envelope).toContain(msgSignature)
    expect(openSealedReply(cipher, token, envelope)).toBe(xml)
    expect(openSealedReply(cipher, 'another', envelope)).toBeUndefined()
  })
})

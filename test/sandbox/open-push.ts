import { expect } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { sign } from '../../src/protocol/signature.ts'
import { parseXml } from '../../src/protocol/xml.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import type { Push } from './scripted-callback.ts'

const { token } = SANDBOX_ACCOUNT
const cipher = createCipher(SANDBOX_ACCOUNT)

/** The fields the account reads once it has checked and opened a push; fails when it would refuse it. */
export function openPush(push: Push | undefined): Record<string, unknown> {
  expect(push).toBeDefined()
  const { query, body } = push!
  const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
  expect(query.get('signature')).toBe(sign([token, timestamp, nonce]))
  const outer = parseXml(body)
  if (query.get('encrypt_type') === null) return Object.fromEntries(outer)
  const encrypt = outer.get('Encrypt') as string
  expect(query.get('msg_signature')).toBe(sign([token, timestamp, nonce, encrypt]))
  return Object.fromEntries(parseXml(cipher.open(encrypt)))
}

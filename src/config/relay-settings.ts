import { PUSH_MODES, type PushMode } from '../domain/push-mode.ts'
import type { SettingsReader } from './complaints.ts'

/*
 * The system that stood on the account's callback before: where it is, and how it expects the platform to speak.
 */

const KEY = /^[A-Za-z0-9]{43}$/
/** A passive reply holds so much, in UTF-8 bytes. */
const LONGEST_TEXT_BYTES = 2047
const DEPENDENT = ['RELAY_TOKEN', 'RELAY_MODE', 'RELAY_ENCODING_AES_KEY', 'RELAY_FALLBACK', 'RELAY_PATIENCE'] as const

export type RelayFallback =
  { readonly kind: 'success' } | { readonly kind: 'transfer' } | { readonly kind: 'text'; readonly text: string }

export interface RelayConfig {
  readonly url: string
  readonly token: string
  readonly mode: PushMode
  readonly encodingAesKey: string | undefined
  /** What a follower gets when the upstream does not answer. */
  readonly fallback: RelayFallback
  readonly patience: 'redeliveries' | 'once'
}

/** undefined when nothing is relayed. */
export function readRelay(
  reader: SettingsReader,
  followerReply: 'success' | 'transfer_customer_service',
): RelayConfig | undefined {
  const url = reader.value('RELAY_URL')
  if (url === undefined) {
    const given = DEPENDENT.filter((name) => reader.has(name))
    if (given.length > 0)
      reader.complain('RELAY_URL', `the address of the system to relay to, to go with ${given.join(', ')}`)
    return undefined
  }
  if (!isRelayUrl(url)) {
    reader.complain('RELAY_URL', 'an https address, or http to this machine or a private address, without a user in it')
  }
  const encodingAesKey = reader.text(
    'RELAY_ENCODING_AES_KEY',
    KEY,
    '43 letters and digits (the key of the system relayed to)',
  )
  const mode = reader.choice('RELAY_MODE', encodingAesKey === undefined ? 'plain' : 'safe', PUSH_MODES)
  if (mode !== 'plain' && !reader.has('RELAY_ENCODING_AES_KEY')) {
    reader.complain('RELAY_ENCODING_AES_KEY', `43 letters and digits, because RELAY_MODE is ${mode}`)
  }
  const tokenExpected = '1 to 128 characters without blanks (the Token of the system relayed to)'
  if (!reader.has('RELAY_TOKEN')) reader.complain('RELAY_TOKEN', tokenExpected)
  return {
    url,
    token: reader.text('RELAY_TOKEN', /^[!-~]{1,128}$/, tokenExpected) ?? '',
    mode,
    encodingAesKey,
    fallback: readFallback(reader, followerReply),
    patience: reader.choice('RELAY_PATIENCE', 'redeliveries', ['redeliveries', 'once']),
  }
}

function readFallback(reader: SettingsReader, followerReply: 'success' | 'transfer_customer_service'): RelayFallback {
  const given = reader.value('RELAY_FALLBACK') ?? followerReply
  if (given === 'success') return { kind: 'success' }
  if (given === 'transfer_customer_service') return { kind: 'transfer' }
  if (Buffer.byteLength(given) > LONGEST_TEXT_BYTES) {
    reader.complain(
      'RELAY_FALLBACK',
      `success, transfer_customer_service or a text of at most ${LONGEST_TEXT_BYTES} bytes`,
    )
  }
  return { kind: 'text', text: given }
}

/** Clear text leaves this machine only where nobody else listens: to private addresses, and names that only a local network knows. */
export function isRelayUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && isPrivateHost(url.hostname)
}

function isPrivateHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return /^\[(?:::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/i.test(hostname)
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) {
    return /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(hostname)
  }
  return !hostname.includes('.') || /\.(?:local|internal|lan|localhost)$/i.test(hostname)
}

import { randomBytes, randomInt } from 'node:crypto'
import { toWireSeconds } from '../domain/clock.ts'
import type { PushMode } from '../domain/push-mode.ts'
import { createCipher, type Cipher } from '../protocol/cipher.ts'
import { sealedPushXml } from '../protocol/push-envelope.ts'
import { sign } from '../protocol/signature.ts'

/** The system that stood on the account's callback before, with a token and a key of its own. */
export interface UpstreamSettings {
  readonly url: string
  readonly token: string
  readonly mode: PushMode
  /** Needed in compat and safe. */
  readonly encodingAesKey: string | undefined
  /** The account's: it is sealed into every envelope, on both sides the same. */
  readonly appid: string
}

export interface UpstreamRequest {
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A relayed push carries the mark of who relayed it, so that one that comes back is known. */
export const RELAY_MARK_HEADER = 'x-fenzu-relay'
/** What each push says of itself; an address that has some of it already loses that. */
const SIGNED = ['signature', 'timestamp', 'nonce', 'openid', 'encrypt_type', 'msg_signature', 'echostr'] as const

/**
 * Dresses pushes as the upstream expects them from the platform: signed with its token, sealed with its key where its mode
 * demands it, with a new timestamp and nonce each time. What is inside is passed on byte for byte.
 */
export class Upstream {
  readonly settings: UpstreamSettings
  /** undefined in plain mode. */
  readonly cipher: Cipher | undefined
  readonly mark = randomBytes(12).toString('hex')
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query of its own, and what parts them from what is signed. */
  readonly #path: string
  readonly #headers: Readonly<Record<string, string>>

  /** Throws TypeError for an AES mode without a key. */
  constructor(settings: UpstreamSettings) {
    const { mode, encodingAesKey, appid } = settings
    if (mode !== 'plain' && encodingAesKey === undefined) throw new TypeError(`${mode} mode needs an EncodingAESKey`)
    this.settings = settings
    this.cipher = mode === 'plain' || encodingAesKey === undefined ? undefined : createCipher({ encodingAesKey, appid })
    const url = new URL(settings.url)
    for (const name of SIGNED) if (url.searchParams.has(name)) url.searchParams.delete(name)
    this.origin = url.origin
    this.#path = `${url.pathname}${url.search === '' ? '?' : `${url.search}&`}`
    this.#headers = {
      'Content-Type': 'text/xml',
      'User-Agent': 'Mozilla/4.0',
      Accept: '*/*',
      [RELAY_MARK_HEADER]: this.mark,
    }
  }

  /** `now` in ms. `from` is the sender's openid, `to` the account's original id. */
  push(inner: string | Buffer, { from, to }: { from: string; to: string }, now: number): UpstreamRequest {
    const { token, mode } = this.settings
    const { path: signed, timestamp, nonce } = this.#signed(now)
    const path = `${signed}&openid=${encodeURIComponent(from)}`
    if (this.cipher === undefined) return { path, headers: this.#headers, body: Buffer.from(inner) }
    const encrypt = this.cipher.seal(inner)
    const signature = sign([token, timestamp, nonce, encrypt])
    // Bytes are kept as they are on the way through a string.
    const clear = Buffer.from(inner).toString('latin1')
    return {
      path: `${path}&encrypt_type=aes&msg_signature=${signature}`,
      headers: this.#headers,
      body: Buffer.from(sealedPushXml(clear, to, encrypt, mode === 'compat'), 'latin1'),
    }
  }

  /** The GET with which the platform tries a callback address; `echostr` is what must come back. */
  handshake(echostr: string, now: number): URL {
    return new URL(`${this.origin}${this.#signed(now).path}&echostr=${encodeURIComponent(echostr)}`)
  }

  #signed(now: number): { path: string; timestamp: string; nonce: string } {
    const timestamp = String(toWireSeconds(now))
    const nonce = String(randomInt(100_000_000, 2_147_483_647))
    const signature = sign([this.settings.token, timestamp, nonce])
    return { path: `${this.#path}signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`, timestamp, nonce }
  }
}

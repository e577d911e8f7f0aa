import { hash } from 'node:crypto'
import { toWireSeconds, type Clock } from '../domain/clock.ts'
import type { PushMode } from '../domain/push-mode.ts'
import { createCipher, type Cipher } from './cipher.ts'
import { scanForEncrypt, scanJsonForEncrypt, type EncryptScan } from './encrypt-scan.ts'
import { UnreadableError, type IgnoredReason, type RefusedReason } from './errors.ts'
import { toPush, type Push } from './message.ts'
import { readQuery, type CallbackQuery } from './query.ts'
import { SeenSignatures } from './replay.ts'
import { sealReply } from './reply.ts'
import { signatureMatches } from './signature.ts'
import { parseXml } from './xml.ts'

/** How far a push's timestamp may be from our clock, either way. */
export const FRESH_SECONDS = 300
const ECHOSTR = /^[\w-]{1,128}$/

export interface EnvelopeSettings {
  /** From our own settings, never from the request: a sender who could choose could choose the weakest. */
  readonly mode: PushMode
  readonly appid: string
  readonly token: string
  readonly previousToken?: string | undefined
  readonly encodingAesKey?: string | undefined
  readonly previousEncodingAesKey?: string | undefined
  /** gh_…; when unset it is learned from the first push that was opened with the AES key. */
  readonly originalId?: string | undefined
}

export type Opened =
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  | {
      readonly kind: 'opened'
      readonly push: Push
      /** The push as it reads once opened, byte for byte. */
      readonly xml: string | Buffer
      /** Dresses an answer as this delivery's mode, token and key demand. */
      seal(replyXml: string): string
      /** In plain mode, where one signature could carry many bodies: a digest of what came under it. */
      readonly proof?: () => { readonly signature: string; readonly body: string }
    }

export type Handshake =
  { readonly kind: 'refused'; readonly reason: RefusedReason } | { readonly kind: 'echo'; readonly echostr: string }

/**
 * Verifies and opens what arrives, seals what departs. Nothing is parsed and nothing decrypted before a signature holds;
 * the current and the previous token and key are both good, and an answer is sealed with the pair that worked.
 */
export class Envelope {
  readonly #settings: EnvelopeSettings
  readonly #clock: Clock
  readonly #tokens: readonly string[]
  readonly #ciphers: readonly Cipher[]
  readonly #seen = new SeenSignatures()
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true })
  #originalId: string | undefined
  /** Bodies handed to the XML parser, and texts handed to the cipher. */
  readonly counts = { parsed: 0, decrypted: 0 }

  constructor(settings: EnvelopeSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
    this.#tokens = [settings.token, settings.previousToken].filter((token) => token !== undefined)
    this.#ciphers = [settings.encodingAesKey, settings.previousEncodingAesKey]
      .filter((key) => key !== undefined)
      .map((encodingAesKey) => createCipher({ encodingAesKey, appid: settings.appid }))
    this.#originalId = settings.originalId
  }

  /** Signatures dropped from memory before their time. */
  get signaturesDropped(): number {
    return this.#seen.dropped
  }

  /** `query` is the raw query string, `body` the raw bytes. */
  openPush(query: string, body: Buffer): Opened {
    const parameters = readQuery(query, { sealed: this.#settings.mode !== 'plain' })
    if (parameters === undefined) return refused('query-malformed')
    if (!this.#isFresh(parameters.timestamp)) return refused('timestamp-stale')
    try {
      return this.#settings.mode === 'plain' ? this.#openPlain(parameters, body) : this.#openSealed(parameters, body)
    } catch (error) {
      if (error instanceof UnreadableError) return { kind: 'ignored', reason: error.reason }
      throw error
    }
  }

  /** The GET with which the platform tries a callback address. An encrypted echostr is opened where the mode has a key. */
  openHandshake(query: string): Handshake {
    const parameters = readQuery(query, { sealed: this.#settings.mode !== 'plain' })
    const echostr = parameters?.echostr
    if (parameters === undefined || echostr === undefined) return refused('query-malformed')
    if (!this.#isFresh(parameters.timestamp)) return refused('timestamp-stale')
    const sealed = parameters.msgSignature !== undefined
    // A + that was not percent-encoded reads as a blank, which base64 has not.
    const encrypt = echostr.replaceAll(' ', '+')
    const token = sealed ? this.#tokenOfSealed(parameters, encrypt) : this.#tokenOfPlain(parameters)
    if (token === undefined) return refused('signature-wrong')
    const echo = sealed ? this.#tryToDecrypt(encrypt) : echostr
    return echo !== undefined && ECHOSTR.test(echo) ? { kind: 'echo', echostr: echo } : refused('echostr-malformed')
  }

  #openPlain(parameters: CallbackQuery, body: Buffer): Opened {
    const { signature } = parameters
    if (signature === undefined) return refused('query-malformed')
    if (this.#tokenOfPlain(parameters) === undefined) return refused('signature-wrong')
    const push = this.#read(this.#decode(body))
    if (this.#originalId !== undefined && push.to !== this.#originalId) throw new UnreadableError('not-ours')
    if (!this.#seen.admits(signature, body, this.#clock.elapsed())) return refused('signature-reused')
    const proof = () => ({ signature, body: hash('sha256', Buffer.concat([Buffer.from(signature), body])) })
    return { kind: 'opened', push, xml: body, seal: (replyXml) => replyXml, proof }
  }

  #openSealed(parameters: CallbackQuery, body: Buffer): Opened {
    if (parameters.msgSignature === undefined) return refused('query-malformed')
    const outer = body.toString('latin1')
    const json = outer.trimStart().startsWith('{')
    const { values, clean } = json ? jsonCandidate(outer) : scanForEncrypt(outer)
    if (values.length === 0) return refused('encrypt-missing')
    const proven = this.#findProven(parameters, values)
    if (proven === undefined) return refused('signature-wrong')
    if (json) throw new UnreadableError('json')
    if (!clean) throw new UnreadableError('encrypt-ambiguous')
    const { text, cipher } = this.#decrypt(proven.encrypt)
    const push = this.#read(text)
    this.#originalId ??= push.to
    if (push.to !== this.#originalId) throw new UnreadableError('not-ours')
    const timestamp = () => String(toWireSeconds(this.#clock.now()))
    return {
      kind: 'opened',
      push,
      xml: text,
      seal: (xml) => sealReply(cipher, proven.token, { xml, timestamp: timestamp(), nonce: parameters.nonce }),
    }
  }

  /** The Encrypt that the signature is of, and under which token. */
  #findProven(parameters: CallbackQuery, values: readonly string[]): { encrypt: string; token: string } | undefined {
    for (const encrypt of values) {
      const token = this.#tokenOfSealed(parameters, encrypt)
      if (token !== undefined) return { encrypt, token }
    }
    return undefined
  }

  #read(text: string): Push {
    if (text.trimStart().startsWith('{')) throw new UnreadableError('json')
    this.counts.parsed += 1
    return toPush(parseXml(text))
  }

  #decode(body: Buffer): string {
    try {
      return this.#utf8.decode(body)
    } catch {
      throw new UnreadableError('not-utf8')
    }
  }

  #decrypt(encrypt: string): { text: string; cipher: Cipher } {
    for (const cipher of this.#ciphers) {
      this.counts.decrypted += 1
      try {
        return { text: cipher.open(encrypt), cipher }
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error
      }
    }
    throw new UnreadableError('undecryptable')
  }

  #tryToDecrypt(encrypt: string): string | undefined {
    try {
      return this.#decrypt(encrypt).text
    } catch (error) {
      if (error instanceof UnreadableError) return undefined
      throw error
    }
  }

  #tokenOfPlain({ signature, timestamp, nonce }: CallbackQuery): string | undefined {
    if (signature === undefined) return undefined
    return this.#tokens.find((token) => signatureMatches(signature, [token, timestamp, nonce]))
  }

  /** In the AES modes msg_signature decides; a plain signature may be missing, but not wrong. */
  #tokenOfSealed(parameters: CallbackQuery, encrypt: string): string | undefined {
    const { msgSignature, signature, timestamp, nonce } = parameters
    if (msgSignature === undefined) return undefined
    if (signature !== undefined && this.#tokenOfPlain(parameters) === undefined) return undefined
    return this.#tokens.find((token) => signatureMatches(msgSignature, [token, timestamp, nonce, encrypt]))
  }

  #isFresh(timestamp: string): boolean {
    return Math.abs(Number(timestamp) - this.#clock.now() / 1000) <= FRESH_SECONDS
  }
}

function jsonCandidate(text: string): EncryptScan {
  const value = scanJsonForEncrypt(text)
  return { values: value === undefined ? [] : [value], clean: true }
}

function refused(reason: RefusedReason): { kind: 'refused'; reason: RefusedReason } {
  return { kind: 'refused', reason }
}

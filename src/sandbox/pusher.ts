/**
 * Delivers pushes to a callback as the platform does. Each delivery is signed freshly and is cut after the push timeout;
 * without an answer the same push (same MsgId) is delivered again, starts one push timeout apart, also after a refused
 * connection. Any HTTP answer ends it. What the user then sees is judged in verdict.ts.
 * Source: developers.weixin.qq.com, Message push, and Passive user reply.
 */
import { randomInt } from 'node:crypto'
import { Agent } from 'undici'
import type { Clock } from '../domain/clock.ts'
import { createCipher } from '../protocol/cipher.ts'
import type { Cipher } from '../protocol/cipher.ts'
import { sealedPushXml } from '../protocol/push-envelope.ts'
import { sign } from '../protocol/signature.ts'
import type { PushMode } from '../domain/push-mode.ts'
import type { SandboxAccount } from './account.ts'
import { deliver, PUSH_HEADERS } from './delivery.ts'
import type { Delivered, PushRequest } from './delivery.ts'
import { judgeAnswer, judgeSilence } from './verdict.ts'
import type { Shown, PushVerdict } from './verdict.ts'

/** What is needed of an account to push in its name; plain mode needs no key. */
export interface PushingAccount extends Pick<SandboxAccount, 'appid' | 'token' | 'originalId'> {
  readonly encodingAesKey: string | undefined
}

export type { PushRequest }

/** How often the platform delivers one push at most. */
export const DELIVERIES = 3

export interface PusherOptions {
  readonly account: PushingAccount
  readonly mode: PushMode
  readonly timeoutMs: number
  readonly clock: Clock
}

export interface PushAttempt {
  readonly attempt: number
  /** From its start to its answer or end. */
  readonly ms: number
  /** null when there was no HTTP answer. */
  readonly status: number | null
  /** The answer as it came. */
  readonly received: string | null
  /** The answer, opened if it was sealed. */
  readonly body: string | null
}

export interface Pushed extends PushVerdict {
  readonly deliveries: readonly PushAttempt[]
}

/** Hears of each delivery as it begins and ends. */
export interface DeliveryWatch {
  /** Returns what this delivery is called from now on. */
  began(attempt: number, request: PushRequest): number
  /** `failure` is null when there was an HTTP answer. */
  ended(called: number, end: Omit<PushAttempt, 'attempt'> & { readonly failure: string | null }): void
}

export class Pusher {
  readonly #account: PushingAccount
  readonly #mode: PushMode
  readonly #timeoutMs: number
  readonly #clock: Clock
  readonly #cipher: Cipher | undefined
  /** No connection is used twice: a callback that closes idle ones must not look like one that failed. */
  readonly #agent = new Agent({ pipelining: 0, connect: { timeout: 0 } })
  readonly #closing = new AbortController()

  /** Throws TypeError for an AES mode without a key. */
  constructor({ account, mode, timeoutMs, clock }: PusherOptions) {
    const { appid, encodingAesKey } = account
    if (mode !== 'plain' && encodingAesKey === undefined) throw new TypeError(`${mode} mode needs an EncodingAESKey`)
    this.#account = account
    this.#mode = mode
    this.#timeoutMs = timeoutMs
    this.#clock = clock
    this.#cipher = encodingAesKey === undefined ? undefined : createCipher({ encodingAesKey, appid })
  }

  /** The push of this XML from this follower, signed now; its bytes are kept as they are, well-formed or not. */
  sign(callbackUrl: URL, openid: string, xml: string | Buffer): PushRequest {
    const { token, originalId } = this.#account
    const timestamp = String(Math.floor(this.#clock.now() / 1000))
    const nonce = String(randomInt(100_000_000, 2_147_483_647))
    const url = new URL(callbackUrl)
    const query = { signature: sign([token, timestamp, nonce]), timestamp, nonce, openid }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const clear = typeof xml === 'string' ? Buffer.from(xml) : xml
    if (this.#mode === 'plain' || this.#cipher === undefined) return { url, headers: PUSH_HEADERS, body: clear }
    const encrypt = this.#cipher.seal(clear)
    url.searchParams.set('encrypt_type', 'aes')
    url.searchParams.set('msg_signature', sign([token, timestamp, nonce, encrypt]))
    const sealed = sealedPushXml(clear.toString('latin1'), originalId, encrypt, this.#mode === 'compat')
    return { url, headers: PUSH_HEADERS, body: Buffer.from(sealed, 'latin1') }
  }

  /** Delivers what `make` gives, made anew each time, until there is an answer; `shown` says to whom it is shown. */
  async deliver(shown: Shown, times: number, make: () => PushRequest, watch?: DeliveryWatch): Promise<Pushed> {
    const deliveries: PushAttempt[] = []
    const failures: string[] = []
    for (let attempt = 1; attempt <= times && !this.#closing.signal.aborted; attempt++) {
      const request = make()
      const called = watch?.began(attempt, request) ?? 0
      const { ms, answer, failure } = await this.#attempt(request, attempt === times, (failed) => {
        watch?.ended(called, { ms: failed.ms, status: null, received: null, body: null, failure: failed.failure })
      })
      if (answer !== undefined) {
        const { body, ...verdict } = judgeAnswer(answer, this.#mode, this.#account, this.#cipher, shown)
        const { status, body: received } = answer
        watch?.ended(called, { ms, status, received, body, failure: null })
        return { deliveries: [...deliveries, { attempt, ms, status, received, body }], ...verdict }
      }
      deliveries.push({ attempt, ms, status: null, received: null, body: null })
      failures.push(failure)
    }
    return { deliveries, ...judgeSilence(failures) }
  }

  /** Cuts the deliveries under way; no further ones follow. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#agent.destroy()
  }

  /** One delivery. Unless it is the last, one that failed is over only when the next may start. */
  async #attempt(
    request: PushRequest,
    isLast: boolean,
    onFailure: (failed: Extract<Delivered, { failure: string }>) => void,
  ): Promise<Delivered> {
    const cut = new AbortController()
    const over = Promise.withResolvers<undefined>()
    const end = (): void => {
      cut.abort()
      over.resolve(undefined)
    }
    const cancelTimer = this.#clock.setTimer(this.#timeoutMs, end)
    this.#closing.signal.addEventListener('abort', end)
    try {
      const delivered = await deliver(request, { signal: cut.signal, dispatcher: this.#agent, clock: this.#clock })
      if (delivered.answer !== undefined) return delivered
      onFailure(delivered)
      if (!isLast) await over.promise
      return this.#closing.signal.aborted ? { ms: delivered.ms, failure: 'the sandbox was closed' } : delivered
    } finally {
      cancelTimer()
      this.#closing.signal.removeEventListener('abort', end)
    }
  }
}

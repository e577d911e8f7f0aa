/**
 * The user's side of a conversation: what somebody says or does becomes a push to the account's callback, delivered as
 * the platform does it. Each delivery is signed freshly and is cut after the push timeout; without an answer the same
 * push (same MsgId) is delivered again, three times in all, starts one push timeout apart, also after a refused
 * connection. Any HTTP answer ends it. What the user then sees is judged in verdict.ts.
 * Source: developers.weixin.qq.com, Message push, and Passive user reply.
 */
import { randomInt } from 'node:crypto'
import { Agent } from 'undici'
import { createCipher } from '../protocol/cipher.ts'
import type { Cipher } from '../protocol/cipher.ts'
import { sign } from '../protocol/signature.ts'
import type { PushMode, SandboxAccount } from './account.ts'
import { deliver } from './delivery.ts'
import type { Delivered } from './delivery.ts'
import { createMsgIds } from './msg-ids.ts'
import type { PlatformClock } from './platform-clock.ts'
import { canonicalEvent, eventPushXml, sealedPushXml, textPushXml } from './push-xml.ts'
import { judgeAnswer, judgeSilence } from './verdict.ts'

const DELIVERIES = 3

export interface Delivery {
  readonly attempt: number
  /** From its start to its answer or end. */
  readonly ms: number
  /** null when there was no HTTP answer. */
  readonly status: number | null
  /** The answer, opened if it was sealed. */
  readonly body: string | null
}

export interface PushOutcome {
  /** null for events, which have none. */
  readonly msgId: string | null
  readonly deliveries: readonly Delivery[]
  /** The text the user sees; null when they see nothing. */
  readonly shown: string | null
  /** Why an answer, or the lack of one, is not shown. */
  readonly reason?: string
}

export interface PhoneOptions {
  readonly account: SandboxAccount
  readonly mode: PushMode
  readonly pushTimeoutMs: number
  readonly clock: PlatformClock
}

export class Phone {
  readonly #account: SandboxAccount
  readonly #mode: PushMode
  readonly #pushTimeoutMs: number
  readonly #clock: PlatformClock
  readonly #cipher: Cipher
  readonly #nextMsgId: () => string
  /** No connection is used twice: a callback that closes idle ones must not look like one that failed. */
  readonly #agent = new Agent({ pipelining: 0, connect: { timeout: 0 } })
  readonly #closing = new AbortController()

  constructor({ account, mode, pushTimeoutMs, clock }: PhoneOptions) {
    this.#account = account
    this.#mode = mode
    this.#pushTimeoutMs = pushTimeoutMs
    this.#clock = clock
    this.#cipher = createCipher(account)
    this.#nextMsgId = createMsgIds(clock.real)
  }

  /** Resolves when the last delivery is over. `menuId` makes it a tap on an item of a menu message. */
  async say(callbackUrl: URL, openid: string, text: string, menuId: string | undefined): Promise<PushOutcome> {
    const msgId = this.#nextMsgId()
    const xml = textPushXml({ ...this.#head(openid), text, msgId, menuId })
    return { msgId, ...(await this.#push(callbackUrl, openid, xml)) }
  }

  async event(callbackUrl: URL, openid: string, event: string, eventKey: string): Promise<PushOutcome> {
    const xml = eventPushXml({ ...this.#head(openid), event, eventKey })
    const outcome = { msgId: null, ...(await this.#push(callbackUrl, openid, xml)) }
    // Whoever has just left is shown nothing, whatever the answer.
    return canonicalEvent(event) === 'unsubscribe' ? { ...outcome, shown: null } : outcome
  }

  /** Cuts the deliveries under way; no further ones follow. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#agent.destroy()
  }

  /** CreateTime is the platform's time, in seconds. */
  #head(openid: string): { to: string; from: string; createdAt: number } {
    return { to: this.#account.originalId, from: openid, createdAt: Math.floor(this.#clock.now() / 1000) }
  }

  async #push(callbackUrl: URL, openid: string, xml: string): Promise<Omit<PushOutcome, 'msgId'>> {
    const deliveries: Delivery[] = []
    const failures: string[] = []
    for (let attempt = 1; attempt <= DELIVERIES && !this.#closing.signal.aborted; attempt++) {
      const isLast = attempt === DELIVERIES
      const { ms, answer, failure } = await this.#attempt(this.#signed(callbackUrl, openid, xml), isLast)
      if (answer !== undefined) {
        const { body, ...verdict } = judgeAnswer(answer, this.#mode, this.#account, this.#cipher, openid)
        return { deliveries: [...deliveries, { attempt, ms, status: answer.status, body }], ...verdict }
      }
      deliveries.push({ attempt, ms, status: null, body: null })
      failures.push(failure)
    }
    return { deliveries, ...judgeSilence(failures) }
  }

  /** One delivery. Unless it is the last, one that failed is over only when the next may start. */
  async #attempt(target: { url: URL; body: string }, isLast: boolean): Promise<Delivered> {
    const cut = new AbortController()
    const over = Promise.withResolvers<undefined>()
    const end = (): void => {
      cut.abort()
      over.resolve(undefined)
    }
    const cancelTimer = this.#clock.setTimer(this.#pushTimeoutMs, end)
    this.#closing.signal.addEventListener('abort', end)
    try {
      const clock = this.#clock.real
      const delivered = await deliver(target, { signal: cut.signal, dispatcher: this.#agent, clock })
      if (delivered.answer !== undefined) return delivered
      if (!isLast) await over.promise
      return this.#closing.signal.aborted ? { ms: delivered.ms, failure: 'the sandbox was closed' } : delivered
    } finally {
      cancelTimer()
      this.#closing.signal.removeEventListener('abort', end)
    }
  }

  /**
   * Signed with the clock as it is, not with the platform's shifted one: who shifts that wants quotas and tokens to run
   * out, not every push to be stale.
   */
  #signed(callbackUrl: URL, openid: string, xml: string): { url: URL; body: string } {
    const { token, originalId } = this.#account
    const timestamp = String(Math.floor(this.#clock.real.now() / 1000))
    const nonce = String(randomInt(100_000_000, 2_147_483_647))
    const url = new URL(callbackUrl)
    const query = { signature: sign([token, timestamp, nonce]), timestamp, nonce, openid }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    if (this.#mode === 'plain') return { url, body: xml }
    const encrypt = this.#cipher.seal(xml)
    url.searchParams.set('encrypt_type', 'aes')
    url.searchParams.set('msg_signature', sign([token, timestamp, nonce, encrypt]))
    return { url, body: sealedPushXml(xml, originalId, encrypt, this.#mode === 'compat') }
  }
}

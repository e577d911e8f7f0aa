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
import type { DeliveryHead, DeliveryLog } from './delivery-log.ts'
import { createMsgIds } from './msg-ids.ts'
import type { PlatformClock } from './platform-clock.ts'
import { canonicalEvent, eventPushXml, sealedPushXml, textPushXml } from './push-xml.ts'
import type { Talk } from './talk.ts'
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
  /** Where every delivery is written down. */
  readonly deliveries: DeliveryLog
  /** Where it is written down what people said and saw. */
  readonly talk: Talk
}

/** One push before it is signed and sealed. */
type Push = Pick<DeliveryHead, 'push' | 'openid' | 'msgId' | 'title' | 'opened'>

export class Phone {
  readonly #account: SandboxAccount
  readonly #mode: PushMode
  readonly #pushTimeoutMs: number
  readonly #clock: PlatformClock
  readonly #log: DeliveryLog
  readonly #talk: Talk
  readonly #cipher: Cipher
  readonly #nextMsgId: () => string
  /** No connection is used twice: a callback that closes idle ones must not look like one that failed. */
  readonly #agent = new Agent({ pipelining: 0, connect: { timeout: 0 } })
  readonly #closing = new AbortController()

  constructor({ account, mode, pushTimeoutMs, clock, deliveries, talk }: PhoneOptions) {
    this.#account = account
    this.#mode = mode
    this.#pushTimeoutMs = pushTimeoutMs
    this.#clock = clock
    this.#log = deliveries
    this.#talk = talk
    this.#cipher = createCipher(account)
    this.#nextMsgId = createMsgIds(clock.real)
  }

  /** Resolves when the last delivery is over. `menuId` makes it a tap on an item of a menu message. */
  async say(callbackUrl: URL, openid: string, text: string, menuId: string | undefined): Promise<PushOutcome> {
    const msgId = this.#nextMsgId()
    const opened = textPushXml({ ...this.#head(openid), text, msgId, menuId })
    const push = this.#talk.nextPush()
    this.#talk.add(openid, { kind: 'said', text, push })
    const outcome = await this.#push(callbackUrl, { push, openid, msgId, title: text, opened })
    this.#show(openid, push, outcome)
    return { msgId, ...outcome }
  }

  async event(callbackUrl: URL, openid: string, event: string, eventKey: string): Promise<PushOutcome> {
    const opened = eventPushXml({ ...this.#head(openid), event, eventKey })
    const push = this.#talk.nextPush()
    this.#talk.add(openid, { kind: 'did', event, eventKey, push })
    const title = eventKey === '' ? event : `${event} ${eventKey}`
    const pushed = await this.#push(callbackUrl, { push, openid, msgId: null, title, opened })
    // Whoever has just left is shown nothing, whatever the answer.
    const outcome = canonicalEvent(event) === 'unsubscribe' ? { ...pushed, shown: null } : pushed
    this.#show(openid, push, outcome)
    return { msgId: null, ...outcome }
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

  #show(openid: string, push: number, { shown: text, reason }: Omit<PushOutcome, 'msgId'>): void {
    if (text === null) return
    this.#talk.add(
      openid,
      reason === undefined ? { kind: 'shown', text, push } : { kind: 'failed', text, reason, push },
    )
  }

  async #push(callbackUrl: URL, push: Push): Promise<Omit<PushOutcome, 'msgId'>> {
    const deliveries: Delivery[] = []
    const failures: string[] = []
    for (let attempt = 1; attempt <= DELIVERIES && !this.#closing.signal.aborted; attempt++) {
      const isLast = attempt === DELIVERIES
      const target = this.#signed(callbackUrl, push.openid, push.opened)
      const { search: query } = target.url
      const seq = this.#log.begin({ ...push, attempt, at: this.#clock.now(), query, sent: target.body })
      const { ms, answer, failure } = await this.#attempt(target, isLast, (ended) => {
        if (ended.answer !== undefined) return
        this.#log.end(seq, { ms: ended.ms, status: null, failure: ended.failure, answer: null, answerOpened: null })
      })
      if (answer !== undefined) {
        const { status } = answer
        const { body, ...verdict } = judgeAnswer(answer, this.#mode, this.#account, this.#cipher, push.openid)
        this.#log.end(seq, { ms, status, failure: null, answer: answer.body, answerOpened: body })
        return { deliveries: [...deliveries, { attempt, ms, status: answer.status, body }], ...verdict }
      }
      deliveries.push({ attempt, ms, status: null, body: null })
      failures.push(failure)
    }
    return { deliveries, ...judgeSilence(failures) }
  }

  /** One delivery. Unless it is the last, one that failed is over only when the next may start. */
  async #attempt(
    target: { url: URL; body: string },
    isLast: boolean,
    onEnd: (delivered: Delivered) => void,
  ): Promise<Delivered> {
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
      onEnd(delivered)
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

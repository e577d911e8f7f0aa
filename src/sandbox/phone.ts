/**
 * The user's side of a conversation: what somebody says or does becomes a push to the account's callback, delivered as
 * the platform does it (pusher.ts), three times in all.
 */
import { MAX_ARTICLES } from '../protocol/reply.ts'
import type { PushMode } from '../domain/push-mode.ts'
import type { SandboxAccount } from './account.ts'
import type { DeliveryHead, DeliveryLog } from './delivery-log.ts'
import { createMsgIds } from './msg-ids.ts'
import type { Materials } from './console/materials.ts'
import type { PlatformClock } from './platform-clock.ts'
import { canonicalEvent, eventPushXml, textPushXml } from './push-xml.ts'
import { DELIVERIES, Pusher } from './pusher.ts'
import type { PushAttempt } from './pusher.ts'
import type { Talk } from './talk.ts'
import type { PushVerdict } from './verdict.ts'

export interface PushOutcome extends PushVerdict {
  /** null for events, which have none. */
  readonly msgId: string | null
  readonly deliveries: readonly Omit<PushAttempt, 'received'>[]
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
  /** What may be shown by its id. */
  readonly materials: Materials
}

/** One push before it is signed and sealed. */
type Push = Pick<DeliveryHead, 'push' | 'openid' | 'msgId' | 'title' | 'opened'> & { readonly articles: number }

export class Phone {
  readonly #account: SandboxAccount
  readonly #clock: PlatformClock
  readonly #log: DeliveryLog
  readonly #talk: Talk
  readonly #materials: Materials
  readonly #pusher: Pusher
  readonly #nextMsgId: () => string

  /**
   * Pushes are signed with the clock as it is, not with the platform's shifted one: who shifts that wants quotas and tokens
   * to run out, not every push to be stale.
   */
  constructor({ account, mode, pushTimeoutMs, clock, deliveries, talk, materials }: PhoneOptions) {
    this.#account = account
    this.#clock = clock
    this.#log = deliveries
    this.#talk = talk
    this.#materials = materials
    this.#pusher = new Pusher({ account, mode, timeoutMs: pushTimeoutMs, clock: clock.real })
    this.#nextMsgId = createMsgIds(clock.real)
  }

  /** Resolves when the last delivery is over. `menuId` makes it a tap on an item of a menu message. */
  async say(callbackUrl: URL, openid: string, text: string, menuId: string | undefined): Promise<PushOutcome> {
    const msgId = this.#nextMsgId()
    const opened = textPushXml({ ...this.#head(openid), text, msgId, menuId })
    const push = this.#talk.nextPush()
    this.#talk.add(openid, { kind: 'said', text, push })
    const outcome = await this.#push(callbackUrl, {
      push,
      openid,
      msgId,
      title: text,
      opened,
      articles: MAX_ARTICLES.message,
    })
    this.#show(openid, push, outcome)
    return { msgId, ...outcome }
  }

  async event(callbackUrl: URL, openid: string, event: string, eventKey: string): Promise<PushOutcome> {
    const opened = eventPushXml({ ...this.#head(openid), event, eventKey })
    const push = this.#talk.nextPush()
    this.#talk.add(openid, { kind: 'did', event, eventKey, push })
    const title = eventKey === '' ? event : `${event} ${eventKey}`
    const articles = MAX_ARTICLES.event
    const pushed = await this.#push(callbackUrl, { push, openid, msgId: null, title, opened, articles })
    // Whoever has just left is shown nothing, whatever the answer.
    const outcome = canonicalEvent(event) === 'unsubscribe' ? { ...pushed, shown: null, message: null } : pushed
    this.#show(openid, push, outcome)
    return { msgId: null, ...outcome }
  }

  /** Cuts the deliveries under way; no further ones follow. */
  close(): Promise<void> {
    return this.#pusher.close()
  }

  /** CreateTime is the platform's time, in seconds. */
  #head(openid: string): { to: string; from: string; createdAt: number } {
    return { to: this.#account.originalId, from: openid, createdAt: Math.floor(this.#clock.now() / 1000) }
  }

  #show(openid: string, push: number, { shown: text, message, reason }: Omit<PushOutcome, 'msgId'>): void {
    if (text === null) return
    this.#talk.add(
      openid,
      reason === undefined
        ? { kind: 'shown', text, push, ...(message?.type !== 'text' && message !== null && { message }) }
        : { kind: 'failed', text, reason, push },
    )
  }

  async #push(callbackUrl: URL, { articles, ...push }: Push): Promise<Omit<PushOutcome, 'msgId'>> {
    const hasExpired = (mediaId: string): boolean => this.#materials.hasExpired(mediaId)
    const shown = { openid: push.openid, articles, hasExpired }
    const request = () => this.#pusher.sign(callbackUrl, push.openid, push.opened)
    const { deliveries, ...verdict } = await this.#pusher.deliver(shown, DELIVERIES, request, {
      began: (attempt, { url, body }) =>
        this.#log.begin({ ...push, attempt, at: this.#clock.now(), query: url.search, sent: body.toString() }),
      ended: (seq, { received, body, ...end }) => {
        this.#log.end(seq, { ...end, answer: received, answerOpened: body })
      },
    })
    return { deliveries: deliveries.map(({ received: _received, ...delivery }) => delivery), ...verdict }
  }
}

/**
 * The user's side of a conversation: what somebody says or does becomes a push to the account's callback, delivered as
 * the platform does it (pusher.ts), three times in all.
 */
import type { PushMode, SandboxAccount } from './account.ts'
import { createMsgIds } from './msg-ids.ts'
import type { PlatformClock } from './platform-clock.ts'
import { canonicalEvent, eventPushXml, textPushXml } from './push-xml.ts'
import { DELIVERIES, Pusher } from './pusher.ts'
import type { Delivery } from './pusher.ts'
import type { Verdict } from './verdict.ts'

export interface PushOutcome extends Verdict {
  /** null for events, which have none. */
  readonly msgId: string | null
  readonly deliveries: readonly Omit<Delivery, 'received'>[]
}

export interface PhoneOptions {
  readonly account: SandboxAccount
  readonly mode: PushMode
  readonly pushTimeoutMs: number
  readonly clock: PlatformClock
}

export class Phone {
  readonly #account: SandboxAccount
  readonly #clock: PlatformClock
  readonly #pusher: Pusher
  readonly #nextMsgId: () => string

  /**
   * Pushes are signed with the clock as it is, not with the platform's shifted one: who shifts that wants quotas and tokens
   * to run out, not every push to be stale.
   */
  constructor({ account, mode, pushTimeoutMs, clock }: PhoneOptions) {
    this.#account = account
    this.#clock = clock
    this.#pusher = new Pusher({ account, mode, timeoutMs: pushTimeoutMs, clock: clock.real })
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
  close(): Promise<void> {
    return this.#pusher.close()
  }

  /** CreateTime is the platform's time, in seconds. */
  #head(openid: string): { to: string; from: string; createdAt: number } {
    return { to: this.#account.originalId, from: openid, createdAt: Math.floor(this.#clock.now() / 1000) }
  }

  async #push(callbackUrl: URL, openid: string, xml: string): Promise<Omit<PushOutcome, 'msgId'>> {
    const request = () => this.#pusher.sign(callbackUrl, openid, xml)
    const { deliveries, ...verdict } = await this.#pusher.deliver(openid, DELIVERIES, request)
    return { deliveries: deliveries.map(({ received: _received, ...delivery }) => delivery), ...verdict }
  }
}

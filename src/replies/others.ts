import { later, LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'
import type { ReplyContent } from '../domain/reply.ts'

/** Messages that wait to be sent behind a passive reply; more are dropped, because they would come too late anyway. */
const MAX_WAITING = 1_000
/** Deliveries of one message come within a quarter of a minute. */
const REMEMBERED_MS = 60_000
const MAX_REMEMBERED = 10_000
/** After the platform said that this account may send none, it is asked again after so long. */
const FORBIDDEN_MS = 3_600_000

export interface OthersParts {
  readonly clock: Clock
  send(openid: string, content: ReplyContent): Promise<void>
  /** Whether this refusal means that the account may send no such message at all. */
  isForbidden(error: unknown): boolean
  /** Never with an openid or what was sent. */
  readonly events: {
    otherSent(): void
    otherRefused(error: unknown): void
    otherDropped(): void
  }
}

/**
 * Sends what a rule shows beside its first answer (reply_all), by customer-service messages, in order, once for all
 * deliveries of a message. What the platform does not allow is counted and left.
 */
export class Others {
  readonly #parts: OthersParts
  readonly #sent = new Map<string, Monotonic>()
  readonly #running = new Set<Promise<void>>()
  #waiting = 0
  #forbiddenUntil = LONG_AGO

  constructor(parts: OthersParts) {
    this.#parts = parts
  }

  /** The first one has reached the follower. `message` names what it answered. */
  follow(openid: string, message: string, contents: readonly ReplyContent[]): void {
    const { clock, events } = this.#parts
    const now = clock.elapsed()
    if (contents.length === 0 || this.#sent.has(message) || now < this.#forbiddenUntil) return
    this.#remember(message, now)
    if (this.#waiting + contents.length > MAX_WAITING) {
      events.otherDropped()
      return
    }
    this.#waiting += contents.length
    const running = this.#send(openid, contents).finally(() => {
      this.#waiting -= contents.length
      this.#running.delete(running)
    })
    this.#running.add(running)
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async #send(openid: string, contents: readonly ReplyContent[]): Promise<void> {
    const { send, events, clock, isForbidden } = this.#parts
    for (const content of contents) {
      try {
        await send(openid, content)
        events.otherSent()
      } catch (error) {
        events.otherRefused(error)
        if (isForbidden(error)) this.#forbiddenUntil = later(clock.elapsed(), FORBIDDEN_MS)
        return
      }
    }
  }

  #remember(message: string, now: Monotonic): void {
    this.#sent.set(message, now)
    for (const [old, at] of this.#sent) {
      if (this.#sent.size <= MAX_REMEMBERED && now - at < REMEMBERED_MS) return
      this.#sent.delete(old)
    }
  }
}

import { before, type Clock, type Monotonic } from '../../domain/clock.ts'
import type { FinalAnswer, Inbox } from '../../store/fleet.ts'
import type { Pulse } from './pulse.ts'

interface Waiting {
  readonly final: Promise<FinalAnswer>
  readonly resolve: (final: FinalAnswer) => void
  interim: string | undefined
  deliveries: number
}

/** What a delivery can take home by its deadline. */
export type Answered = FinalAnswer | { readonly kind: 'interim'; readonly text: string } | { readonly kind: 'nothing' }

/** Waits for the answers to messages that this process put into the inbox: all of them with one question at a time. */
export class Answers {
  readonly #inbox: Pick<Inbox, 'answers'>
  readonly #pulse: Pulse
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()
  #asking = false

  constructor(inbox: Pick<Inbox, 'answers'>, pulse: Pulse, clock: Clock) {
    this.#inbox = inbox
    this.#pulse = pulse
    this.#clock = clock
  }

  /** The final answer as soon as it is there; at the deadline the interim one, or nothing. */
  async of(dedupeKey: string, deadlineAt: Monotonic): Promise<Answered> {
    const waiting = this.#join(dedupeKey)
    try {
      const inTime = await before(this.#clock, deadlineAt, waiting.final)
      if (!inTime.late) return inTime.value
      return waiting.interim === undefined ? { kind: 'nothing' } : { kind: 'interim', text: waiting.interim }
    } finally {
      waiting.deliveries -= 1
      if (waiting.deliveries === 0) this.#waiting.delete(dedupeKey)
    }
  }

  #join(dedupeKey: string): Waiting {
    let waiting = this.#waiting.get(dedupeKey)
    if (waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<FinalAnswer>()
      this.#waiting.set(dedupeKey, (waiting = { final: promise, resolve, interim: undefined, deliveries: 0 }))
    }
    waiting.deliveries += 1
    if (!this.#asking) void this.#ask()
    return waiting
  }

  async #ask(): Promise<void> {
    this.#asking = true
    while (this.#waiting.size > 0) {
      const changed = this.#pulse.next()
      try {
        for (const { dedupeKey, interim, final } of await this.#inbox.answers([...this.#waiting.keys()])) {
          const waiting = this.#waiting.get(dedupeKey)
          if (waiting === undefined) continue
          if (interim !== null) waiting.interim = interim
          if (final !== null) waiting.resolve(final)
        }
      } catch {
        // The database is away: whoever waits has a deadline of their own, and until then it may be back.
      }
      await changed
    }
    this.#asking = false
  }
}

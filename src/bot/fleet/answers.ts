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

/** The answer to one message, as one delivery waits for it. */
export interface Expected {
  /** The final answer as soon as it is there; at the deadline the interim one, or nothing. */
  by(deadlineAt: Monotonic): Promise<Answered>
  /** It may be there already: somebody else may have put the message in. */
  look(): void
  /** This delivery waits no longer. */
  close(): void
}

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

  /** To be called before the message is put in, so that the hint of its answer can't come too early to be heard. */
  expect(dedupeKey: string): Expected {
    const waiting = this.#join(dedupeKey)
    return {
      by: async (deadlineAt) => {
        const inTime = await before(this.#clock, deadlineAt, waiting.final)
        if (!inTime.late) return inTime.value
        return waiting.interim === undefined ? { kind: 'nothing' } : { kind: 'interim', text: waiting.interim }
      },
      look: () => {
        this.#pulse.hint()
      },
      close: () => {
        waiting.deliveries -= 1
        if (waiting.deliveries === 0) this.#waiting.delete(dedupeKey)
      },
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

  /** Asks when an answer was written, and else as often as the pulse beats: not at once, when there can be none yet. */
  async #ask(): Promise<void> {
    this.#asking = true
    let changed = this.#pulse.next()
    for (;;) {
      await changed
      if (this.#waiting.size === 0) break
      changed = this.#pulse.next()
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
    }
    this.#asking = false
  }
}

import type { OrderKeeper } from '../dispatch/order.ts'
import type { Clock } from '../domain/clock.ts'
import type { Roster } from '../admins/roster.ts'
import type { PeopleBook } from '../people/book.ts'
import { newPseudonym } from '../people/pseudonym.ts'
import type { AccountStore } from '../store/store.ts'

/** How soon after somebody left the file itself is cleared of them: many who leave at once are cleared together. */
const SCRUB_AFTER_MS = 1_000

export interface ForgettingParts {
  readonly store: Pick<AccountStore, 'ledger' | 'scrub'>
  readonly people: PeopleBook
  readonly admins: Roster
  readonly order: OrderKeeper
  readonly clock: Clock
  failed(error: unknown): void
}

/**
 * Whoever leaves is forgotten: out of memory at once, out of the store in their turn (behind what was accepted for them
 * before), and out of the bytes of its files soon after. The rows that tell what was done keep a pseudonym.
 */
export class Forgetting {
  readonly #parts: ForgettingParts
  #cancelScrub: (() => void) | undefined

  constructor(parts: ForgettingParts) {
    this.#parts = parts
  }

  forget(openid: string): void {
    const { store, people, admins, order, failed } = this.#parts
    people.forget(openid)
    order
      .enter('shared', [openid], async () => {
        // The last owner stays one: without any, whoever reads the next start's output could become it.
        if (admins.has(openid) && !admins.isNamedInSettings(openid)) await admins.remove(openid)
        return store.ledger.forget(openid, newPseudonym())
      })
      .then((names) => {
        people.forgetNames(names)
        this.#scrubSoon()
      }, failed)
  }

  close(): void {
    this.#cancelScrub?.()
  }

  #scrubSoon(): void {
    const { store, clock, failed } = this.#parts
    this.#cancelScrub ??= clock.setTimer(SCRUB_AFTER_MS, () => {
      this.#cancelScrub = undefined
      store.scrub().catch(failed)
    })
  }
}

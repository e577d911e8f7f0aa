import type { Clock } from '../domain/clock.ts'
import type { Contact, ContactKind, People } from '../store/people.ts'

/** How long contacts are gathered before they are written: a crash can lose so much of them. */
export const WRITTEN_EVERY_MS = 2_000
/** So many are one transaction, of some twenty milliseconds. */
const WRITTEN_AT_ONCE = 2_000
/** Gathered at most while the store can't be written; those who came first are dropped first. */
const MAX_GATHERED = 200_000

/**
 * Who let hear of themselves, gathered in memory and written every two seconds, in one transaction unless there are
 * thousands: an ordinary push costs one entry of a map and never waits for the disk.
 */
export class Contacts {
  readonly #people: People
  readonly #clock: Clock
  readonly #events: { contactsNotWritten(error: unknown): void }
  #gathered = new Map<string, Contact>()
  #writing: Promise<void> = Promise.resolve()
  #cancelTimer: (() => void) | undefined
  #closed = false

  constructor(people: People, clock: Clock, events: { contactsNotWritten(error: unknown): void }) {
    this.#people = people
    this.#clock = clock
    this.#events = events
  }

  note(openid: string, kind: ContactKind): void {
    this.#gathered.set(openid, { openid, kind, at: this.#clock.now() })
    if (this.#cancelTimer !== undefined || this.#closed) return
    this.#cancelTimer = this.#clock.setTimer(WRITTEN_EVERY_MS, () => {
      this.#cancelTimer = undefined
      this.write().catch((error: unknown) => {
        this.#events.contactsNotWritten(error)
      })
    })
  }

  /** Resolves when everything gathered so far is on disk; rejects when it could not be written, and keeps it. */
  write(): Promise<void> {
    const before = this.#writing.catch(() => undefined)
    this.#writing = before.then(() => this.#writeNow())
    return this.#writing
  }

  /** Nothing of theirs that was gathered is written any more. */
  forget(openid: string): void {
    this.#gathered.delete(openid)
  }

  /** Writes what is left; afterwards nothing is gathered. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer?.()
    await this.write()
  }

  /** In steps, each a transaction of its own, between which whatever else waits for the store has its turn. */
  async #writeNow(): Promise<void> {
    const contacts = [...this.#gathered.values()]
    this.#gathered = new Map()
    for (let at = 0; at < contacts.length; at += WRITTEN_AT_ONCE) {
      try {
        await this.#people.note(contacts.slice(at, at + WRITTEN_AT_ONCE))
      } catch (error) {
        this.#keep(contacts.slice(at))
        throw error
      }
    }
  }

  /** What could not be written goes before what came since. */
  #keep(contacts: readonly Contact[]): void {
    const later = this.#gathered
    this.#gathered = new Map(contacts.map((contact) => [contact.openid, contact]))
    for (const [openid, contact] of later) this.#gathered.set(openid, contact)
    for (const openid of this.#gathered.keys()) {
      if (this.#gathered.size <= MAX_GATHERED) break
      this.#gathered.delete(openid)
    }
  }
}

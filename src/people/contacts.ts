import type { Clock } from '../domain/clock.ts'
import type { Contact, ContactKind, People } from '../store/people.ts'
import { LastSeen } from './last-seen.ts'

/** How long whoever is new is gathered before they are written: a crash can lose so much of them. */
export const WRITTEN_EVERY_MS = 2_000
/**
 * So many are one transaction, for whose end an admin's command waits: in a storm the event loop has its turns meanwhile, and
 * 5,000 of them took half a second.
 */
export const WRITTEN_AT_ONCE = 1_000

/**
 * Who was active and when last, kept in memory. Whoever is new is written within two seconds, because they need a
 * number; whoever is known once a minute at most, because lists are overlaid with what is here. An ordinary push never waits
 * for the disk.
 */
export class Contacts {
  readonly #people: Pick<People, 'note'>
  readonly #clock: Clock
  readonly #events: { contactsNotWritten(error: unknown): void }
  readonly #seen = new LastSeen()
  #writing: Promise<void> = Promise.resolve()
  #cancelTimer: (() => void) | undefined
  #closed = false

  constructor(people: Pick<People, 'note'>, clock: Clock, events: { contactsNotWritten(error: unknown): void }) {
    this.#people = people
    this.#clock = clock
    this.#events = events
  }

  /**
   * Returns the openid as a string of its own.
   *
   * @param followedAt CreateTime, in seconds, of what shows that they follow since then
   * @param at in ms since 1970, where it is not now
   */
  note(openid: string, kind: ContactKind, followedAt?: number, at: number = this.#clock.now()): string {
    const own = this.#seen.note(openid, kind, at, followedAt)
    this.#wait()
    return own
  }

  /** What was last heard of them, where that may be newer than what is on disk. */
  of(openid: string): Contact | undefined {
    return this.#seen.of(openid)
  }

  /** Those of these kinds (null: of any) who were last heard of, the newest first, at most `limit`. */
  newest(kinds: readonly ContactKind[] | null, limit: number): Contact[] {
    return this.#seen.newest(kinds, limit)
  }

  /** Resolves when everybody heard of so far has a number on disk; rejects when they could not be written, and keeps them. */
  write(): Promise<void> {
    return this.#write(false)
  }

  /**
   * Nothing of theirs is written any more, but for the transaction that the store may already have: it comes before whatever
   * the store is asked afterwards.
   */
  forget(openid: string): void {
    this.#seen.forget(openid)
  }

  /** CreateTime, in seconds, of a follow that is not on disk yet. */
  followedAt(openid: string): number | undefined {
    return this.#seen.followedAt(openid)
  }

  /** Writes all that is not on disk; afterwards nothing is written any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer?.()
    await this.#write(true)
  }

  #wait(): void {
    if (this.#cancelTimer !== undefined || this.#closed) return
    this.#cancelTimer = this.#clock.setTimer(WRITTEN_EVERY_MS, () => {
      this.#cancelTimer = undefined
      this.write()
        .catch((error: unknown) => {
          this.#events.contactsNotWritten(error)
        })
        .finally(() => {
          if (this.#seen.size > 0) this.#wait()
        })
    })
  }

  #write(all: boolean): Promise<void> {
    const before = this.#writing.catch(() => undefined)
    this.#writing = before.then(() => this.#writeNow(all))
    return this.#writing
  }

  /** In steps, each a transaction of its own, between which whatever else waits for the store has its turn. */
  async #writeNow(all: boolean): Promise<void> {
    const turn = this.#seen.due(this.#clock.elapsed(), all)
    for (let at = 0; at < turn.length; at += WRITTEN_AT_ONCE) {
      const step = turn.slice(at, at + WRITTEN_AT_ONCE)
      try {
        const contacts = this.#seen.contactsIn(step)
        if (contacts.length > 0) await this.#people.note(contacts)
      } catch (error) {
        this.#seen.failed(turn.slice(at))
        throw error
      }
      this.#seen.wrote(step, this.#clock.elapsed())
    }
  }
}

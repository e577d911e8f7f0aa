import { timeOfDaySince, type Clock, type TimeOfDay } from '../domain/clock.ts'
import { ownString } from './own-string.ts'
import type { Contact, ContactKind, People } from '../store/people.ts'

/** How long contacts are gathered before they are written: a crash can lose so much of them. */
export const WRITTEN_EVERY_MS = 2_000
/** So many are one transaction, of some twenty milliseconds. */
const WRITTEN_AT_ONCE = 2_000
/** Gathered at most while the store can't be written; those who came first are dropped first. */
const MAX_GATHERED = 200_000

/** How and when, in one small number: V8 keeps those without an object of their own, and a storm makes many. */
const KINDS: readonly ContactKind[] = ['text', 'message', 'follow', 'follow-scan', 'scan', 'menu']
const PLACES = 8

/**
 * Who let hear of themselves, gathered in memory and written every two seconds, in one transaction unless there are
 * thousands: an ordinary push costs one entry of a map and never waits for the disk.
 */
export class Contacts {
  readonly #people: People
  readonly #clock: Clock
  readonly #events: { contactsNotWritten(error: unknown): void }
  readonly #openedAt: TimeOfDay
  #gathered = new Map<string, number>()
  /** What is being written: empty in between. */
  #underway = new Map<string, number>()
  /** CreateTime of the follows among them, in seconds: whoever follows and writes at once has both. */
  readonly #follows = new Map<string, number>()
  #writing: Promise<void> = Promise.resolve()
  #cancelTimer: (() => void) | undefined
  #closed = false

  constructor(people: People, clock: Clock, events: { contactsNotWritten(error: unknown): void }) {
    this.#people = people
    this.#clock = clock
    this.#openedAt = clock.now()
    this.#events = events
  }

  /**
   * Returns the openid as a string of its own.
   *
   * @param followedAt CreateTime, in seconds, of what shows that they follow since then
   */
  note(openid: string, kind: ContactKind, followedAt?: number): string {
    const own = ownString(openid)
    if (followedAt !== undefined) this.#follows.set(own, followedAt)
    this.#gathered.set(own, timeOfDaySince(this.#clock, this.#openedAt) * PLACES + KINDS.indexOf(kind))
    this.#wait()
    return own
  }

  #wait(): void {
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

  /**
   * Nothing of theirs is written any more, but for the transaction that the store may already have: it comes before whatever
   * the store is asked afterwards.
   */
  forget(openid: string): void {
    this.#gathered.delete(openid)
    this.#underway.delete(openid)
    this.#follows.delete(openid)
  }

  /** CreateTime, in seconds, of a follow that is not on disk yet. */
  followedAt(openid: string): number | undefined {
    return this.#follows.get(openid)
  }

  /** Writes what is left; afterwards nothing is gathered. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer?.()
    await this.write()
  }

  /** In steps, each a transaction of its own, between which whatever else waits for the store has its turn. */
  async #writeNow(): Promise<void> {
    this.#underway = this.#gathered
    this.#gathered = new Map()
    const all = [...this.#underway]
    try {
      for (let at = 0; at < all.length; at += WRITTEN_AT_ONCE) {
        const step = all.slice(at, at + WRITTEN_AT_ONCE).filter(([openid]) => this.#underway.has(openid))
        await this.#people.note(step.map((one) => this.#unpacked(one)))
        for (const [openid] of step) {
          this.#underway.delete(openid)
          if (!this.#gathered.has(openid)) this.#follows.delete(openid)
        }
      }
    } catch (error) {
      this.#keep()
      throw error
    }
  }

  /** What could not be written goes before what came since. */
  #keep(): void {
    const later = this.#gathered
    this.#gathered = this.#underway
    this.#underway = new Map()
    for (const [openid, packed] of later) this.#gathered.set(openid, packed)
    for (const openid of this.#gathered.keys()) {
      if (this.#gathered.size <= MAX_GATHERED) break
      this.forget(openid)
    }
  }

  #unpacked([openid, packed]: readonly [string, number]): Contact {
    const kind = KINDS[((packed % PLACES) + PLACES) % PLACES] ?? 'message'
    const followedAt = this.#follows.get(openid)
    const at = Number(this.#openedAt) + Math.floor(packed / PLACES)
    return { openid, kind, at, ...(followedAt === undefined ? {} : { followedAt }) }
  }
}

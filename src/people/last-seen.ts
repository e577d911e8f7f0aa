import type { Monotonic } from '../domain/clock.ts'
import type { Contact, ContactKind } from '../store/people.ts'
import { ownString } from './own-string.ts'
import { Queue } from './queue.ts'

/** Whoever was written down is written down again so much later at the earliest. */
export const WRITTEN_AGAIN_MS = 60_000
/** Remembered at most. */
export const MOST_SEEN = 200_000

const KINDS: readonly ContactKind[] = ['text', 'message', 'follow', 'follow-scan', 'scan', 'menu']
const FIRST_PLACES = 1_024

/** What is to be done with a place: written with the next write, nothing, written when its minute is over, given free. */
const DUE = 0
const WRITTEN = 1
const CHANGED = 2
const FORGOTTEN = 3

/** Places whose contacts are being written; handed back with `wrote` or `failed`. */
export type Turn = readonly number[]

/**
 * When whom was last heard of, in memory: everybody who is not on disk yet, and whoever was written within the last minute. A
 * push of somebody who is remembered touches one entry of a map and three numbers in plain memory; a storm of followers leaves
 * nothing behind to be collected. A place is always in one of the two queues or in one turn, and is given free only there.
 */
export class LastSeen {
  readonly #placeOf = new Map<string, number>()
  #openids: (string | undefined)[] = []
  #states = new Uint8Array(FIRST_PLACES)
  #kinds = new Uint8Array(FIRST_PLACES)
  #at = new Float64Array(FIRST_PLACES)
  #writtenAt = new Float64Array(FIRST_PLACES)
  readonly #free: number[] = []
  readonly #due = new Queue<number>()
  /** In the order in which they were written. */
  readonly #written = new Queue<number>()
  /** CreateTime of the follows among what is not on disk, in seconds: whoever follows and writes at once has both. */
  readonly #follows = new Map<string, number>()

  /** How many people are remembered. */
  get size(): number {
    return this.#placeOf.size
  }

  /**
   * Returns the openid as a string of its own.
   *
   * @param at in ms since 1970
   * @param followedAt CreateTime, in seconds, of what shows that they follow since then: it does not wait for its minute
   */
  note(openid: string, kind: ContactKind, at: number, followedAt?: number): string {
    let place = this.#placeOf.get(openid)
    if (place !== undefined && followedAt !== undefined && this.#states[place] !== DUE) {
      this.#leave(openid, place)
      place = undefined
    }
    place ??= this.#take(openid)
    if (this.#states[place] === WRITTEN) this.#states[place] = CHANGED
    this.#kinds[place] = KINDS.indexOf(kind)
    this.#at[place] = at
    const own = this.#openids[place] ?? openid
    if (followedAt !== undefined) this.#follows.set(own, followedAt)
    return own
  }

  /** What was last heard of them, if it is remembered. */
  of(openid: string): Contact | undefined {
    const place = this.#placeOf.get(openid)
    return place === undefined ? undefined : this.#contactOf(openid, place)
  }

  followedAt(openid: string): number | undefined {
    return this.#follows.get(openid)
  }

  /** Those of these kinds (null: of any) who were last heard of, the newest first, at most `limit`. */
  newest(kinds: readonly ContactKind[] | null, limit: number): Contact[] {
    const wanted = kinds?.map((kind) => KINDS.indexOf(kind))
    const found: number[] = []
    for (const place of this.#placeOf.values()) {
      const at = this.#at[place] ?? 0
      const last = found[limit - 1]
      if (last !== undefined && at <= (this.#at[last] ?? 0)) continue
      if (wanted?.includes(this.#kinds[place] ?? -1) === false) continue
      let before = found.length
      while (before > 0 && (this.#at[found[before - 1] ?? 0] ?? 0) < at) before -= 1
      found.splice(before, 0, place)
      if (found.length > limit) found.pop()
    }
    return found.map((place) => this.#contactOf(this.#openids[place] ?? '', place))
  }

  forget(openid: string): void {
    const place = this.#placeOf.get(openid)
    if (place !== undefined) this.#leave(openid, place)
    this.#follows.delete(openid)
  }

  /** Whose turn it is to be written: whoever is new, and whoever was heard of again since a minute; or all that is not on disk. */
  due(now: Monotonic, all = false): Turn {
    const turn = this.#due.takeAll()
    for (let place = this.#written.first; place !== undefined; place = this.#written.first) {
      if (!all && now - ((this.#writtenAt[place] ?? 0) as Monotonic) < WRITTEN_AGAIN_MS) break
      this.#written.take()
      if (this.#states[place] === CHANGED) turn.push(place)
      else this.#drop(place)
    }
    return turn
  }

  /** What is to be written of them now; those who were forgotten meanwhile are left out. */
  contactsIn(turn: Turn): Contact[] {
    return turn.flatMap((place) => {
      const openid = this.#openids[place]
      if (openid === undefined || this.#states[place] === FORGOTTEN) return []
      this.#states[place] = WRITTEN
      const followedAt = this.#follows.get(openid)
      return [{ ...this.#contactOf(openid, place), ...(followedAt === undefined ? {} : { followedAt }) }]
    })
  }

  /** They are on disk as `contactsIn` told. */
  wrote(turn: Turn, now: Monotonic): void {
    for (const place of turn) {
      if (this.#states[place] === FORGOTTEN) {
        this.#drop(place)
        continue
      }
      if (this.#states[place] === WRITTEN) this.#follows.delete(this.#openids[place] ?? '')
      this.#writtenAt[place] = now
      this.#written.put(place)
    }
  }

  /** They are not on disk: their turn is the next one. */
  failed(turn: Turn): void {
    for (const place of turn) if (this.#states[place] !== FORGOTTEN) this.#states[place] = DUE
    this.#due.putBefore(turn)
  }

  #take(openid: string): number {
    while (this.#placeOf.size >= MOST_SEEN && this.#makeRoom());
    const place = this.#free.pop() ?? this.#openids.length
    if (place === this.#states.length) this.#grow()
    const own = ownString(openid)
    this.#openids[place] = own
    this.#placeOf.set(own, place)
    this.#states[place] = DUE
    this.#due.put(place)
    return place
  }

  /** Whoever is on disk gives way first, then those who came first. Returns whether there is anybody to look at still. */
  #makeRoom(): boolean {
    const place = this.#written.take() ?? this.#due.take()
    if (place === undefined) return false
    if (this.#states[place] === CHANGED) {
      this.#states[place] = DUE
      this.#due.put(place)
    } else this.#drop(place)
    return true
  }

  #leave(openid: string, place: number): void {
    this.#states[place] = FORGOTTEN
    this.#placeOf.delete(openid)
  }

  /** Out of both queues. */
  #drop(place: number): void {
    const openid = this.#openids[place]
    if (openid !== undefined && this.#placeOf.get(openid) === place) {
      this.#placeOf.delete(openid)
      this.#follows.delete(openid)
    }
    this.#openids[place] = undefined
    this.#free.push(place)
  }

  #grow(): void {
    const grown = <T extends Uint8Array | Float64Array>(made: T, from: T): T => {
      made.set(from)
      return made
    }
    const places = this.#states.length * 2
    this.#states = grown(new Uint8Array(places), this.#states)
    this.#kinds = grown(new Uint8Array(places), this.#kinds)
    this.#at = grown(new Float64Array(places), this.#at)
    this.#writtenAt = grown(new Float64Array(places), this.#writtenAt)
  }

  #contactOf(openid: string, place: number): Contact {
    return { openid, kind: KINDS[this.#kinds[place] ?? 0] ?? 'message', at: this.#at[place] ?? 0 }
  }
}

import type { Roster } from '../../admins/roster.ts'
import { toWireSeconds, type Clock } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import { retryEvery } from '../../domain/retry.ts'
import type { PeopleBook } from '../../people/book.ts'
import { Departed, MOST_DEPARTED } from '../../people/departed.ts'
import type { ImporterParts } from '../../people/importer.ts'
import { MARK_KEPT_S, type Erasures, type Traces } from '../../store/forgetting/erasures.ts'
import type { Eraser } from './eraser.ts'

/** How often a departure that the store refused is tried again. */
const RETRY_MS = 1_000
/** Departures that wait for the store at most; beyond that the platform is to deliver again. */
const MOST_UNRECORDED = 100_000

export interface ForgettingParts {
  readonly erasures: Erasures
  readonly people: PeopleBook
  readonly admins: Roster
  readonly eraser: Eraser
  readonly clock: Clock
  /** Takes what is in memory of any follower elsewhere. */
  dropFollower(openid: string): void
  /** Somebody left of whom the disk names nothing; `at` is CreateTime, in seconds. */
  strangerLeft(openid: string, at: number): void
  /** Takes what is in memory of somebody whom the disk named: questions, pages, windows. */
  drop(traces: Traces): void
  events: { departureNotRecorded(error: Error): void }
}

type ForImport = Pick<ImporterParts, 'moment' | 'hasLeftSince' | 'forget'>

interface Unrecorded {
  readonly at: number
  readonly recorded: Promise<void>
}

/**
 * Whoever leaves is forgotten. If anything is kept of them, that is written down before their unsubscribe is answered, and
 * worked off from there (see Eraser), also by a later process. If the store refuses, the departure waits here for it, and
 * for want of an answer the platform delivers it again.
 */
export class Forgetting {
  readonly #parts: ForgettingParts
  readonly #departed: Departed
  readonly #unrecorded = new Map<string, Unrecorded>()
  #closed = false

  private constructor(parts: ForgettingParts, departed: Departed) {
    this.#parts = parts
    this.#departed = departed
  }

  static async open(parts: ForgettingParts): Promise<Forgetting> {
    const { erasures, clock } = parts
    const since = toWireSeconds(clock.steady()) - MARK_KEPT_S
    const marks = await erasures.marks(since, MOST_DEPARTED)
    return new Forgetting(parts, new Departed((openid) => erasures.markOf(openid), marks))
  }

  /**
   * Somebody left at that CreateTime, in seconds. Resolves when that is on disk; undefined when nothing has to be, because
   * the disk names them nowhere or they follow again since. Rejects when so many wait for the store that this one can't.
   */
  left(openid: string, at: number): Promise<void> | undefined {
    const { erasures, people } = this.#parts
    if (this.#departed.isOver(openid, at) || (people.followedAt(openid) ?? -Infinity) > at) return undefined
    const waiting = this.#unrecorded.get(openid)
    if (waiting !== undefined && waiting.at >= at) return waiting.recorded
    if (!erasures.mayName(openid)) {
      this.#inMemory(openid, at)
      this.#parts.strangerLeft(openid, at)
      return undefined
    }
    if (this.#unrecorded.size >= MOST_UNRECORDED) return Promise.reject(new Error('too many wait for the store'))
    const recorded = this.#record(openid, at)
    this.#unrecorded.set(openid, { at, recorded })
    return recorded
  }

  /** What a push tells of whoever sent it: see Departed. */
  judge(openid: string, at: number, isFollow: boolean): 'before' | 'returned' | 'follows' {
    return this.#departed.judge(openid, at, isFollow)
  }

  /** What the import of followers needs of this. */
  get forImport(): ForImport {
    return {
      moment: () => this.#parts.clock.steady(),
      hasLeftSince: (openid, at) => this.#departed.hasLeftSince(openid, toWireSeconds(at)),
      forget: async (openid, at) => this.left(openid, toWireSeconds(at)),
    }
  }

  close(): void {
    this.#closed = true
  }

  async #record(openid: string, at: number): Promise<void> {
    try {
      const traces = await this.#untilStored(openid, at)
      if (traces === undefined) return
      this.#inMemory(openid, at)
      const { people, admins, eraser, drop } = this.#parts
      people.forgetNames(traces.names)
      if (traces.wasAdmin) admins.left(openid)
      drop(traces)
      eraser.begin()
    } finally {
      if (this.#unrecorded.get(openid)?.at === at) this.#unrecorded.delete(openid)
    }
  }

  #untilStored(openid: string, at: number): Promise<Traces | undefined> {
    const { erasures, admins, clock, events } = this.#parts
    const add = () => erasures.add({ openid, at, otherOwners: admins.hasNamedOwnerBeside(openid) })
    return retryEvery(clock, RETRY_MS, add, (error) => {
      if (this.#closed) return false
      events.departureNotRecorded(toError(error))
      return true
    })
  }

  #inMemory(openid: string, at: number): void {
    this.#departed.add(openid, at)
    this.#parts.people.forget(openid)
    this.#parts.dropFollower(openid)
  }
}

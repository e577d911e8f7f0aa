import { before, LONG_AGO, type Clock, type Monotonic } from '../../domain/clock.ts'
import { retryEvery } from '../../domain/retry.ts'
import { Departed } from '../../people/departed.ts'
import { DEPARTURES_KEPT_MS, type Inbox, type LeaseView } from '../../store/fleet.ts'

/** How often somebody's leaving is offered to a database that does not take it. */
const RETRY_MS = 1_000
/** Departures that wait for the database at most; beyond that the platform is to deliver again. */
const MOST_WAITING = 100_000

export interface LeaversParts {
  readonly clock: Clock
  readonly inbox: Pick<Inbox, 'leave' | 'departures'>
  markOf(openid: string): number
  /** Takes what is in the memory of this process of somebody who left. */
  forget(openid: string): void
  /** Who left in a while is not known: takes everything that may be of one of them and can be done without. */
  forgetAll(): void
  events: { departureNotRecorded(error: unknown): void }
}

/**
 * Who left, as one of several processes knows it. What arrives here is on disk before it is answered, and worked off by
 * whoever executes; what arrives elsewhere is heard of from there, so that nobody who left stays in the memory of any process.
 */
export class Leavers {
  readonly #parts: LeaversParts
  readonly #departed: Departed
  readonly #waiting = new Map<string, Promise<void>>()
  /** The place of the latest departure that this process has heard of; undefined before it has asked for the first time. */
  #heard: number | undefined
  #askedAt: Monotonic = LONG_AGO
  #closed = false

  constructor(parts: LeaversParts) {
    this.#parts = parts
    this.#departed = new Departed((openid) => parts.markOf(openid), [])
  }

  /**
   * Somebody left at that CreateTime, in seconds; `message` is the same for all deliveries of it. Resolves with whether that
   * is on disk by the deadline; it is tried on in any case.
   */
  async left(openid: string, at: number, message: string, deadlineAt: Monotonic): Promise<boolean> {
    if (this.#departed.isOver(openid, at)) return true
    this.#drop(openid, at)
    let recorded = this.#waiting.get(message)
    if (recorded === undefined) {
      if (this.#waiting.size >= MOST_WAITING) return false
      recorded = this.#record(openid, at, message)
      this.#waiting.set(message, recorded)
    }
    return !(await before(this.#parts.clock, deadlineAt, recorded)).late && !this.#waiting.has(message)
  }

  /** What a push tells of whoever sent it: see Departed. */
  judge(openid: string, at: number, isFollow: boolean): 'before' | 'returned' | 'follows' {
    return this.#departed.judge(openid, at, isFollow)
  }

  /** Hears of those who left elsewhere. Rejects with StoreUnavailableError. */
  async keepUp({ departed }: Pick<LeaseView, 'departed'>): Promise<void> {
    const { inbox, clock, forgetAll } = this.#parts
    const now = clock.elapsed()
    const isGap = now - this.#askedAt >= DEPARTURES_KEPT_MS
    if (this.#heard !== undefined && departed > this.#heard) {
      for (const { openid, at } of await inbox.departures(this.#heard)) this.#drop(openid, at)
    }
    // Rows that were deleted meanwhile told of departures that this process has never heard of.
    if (isGap && this.#heard !== undefined) forgetAll()
    this.#heard = Math.max(departed, this.#heard ?? 0)
    this.#askedAt = now
  }

  close(): void {
    this.#closed = true
  }

  #drop(openid: string, at: number): void {
    this.#departed.add(openid, at)
    this.#parts.forget(openid)
  }

  async #record(openid: string, at: number, message: string): Promise<void> {
    const { inbox, clock, events } = this.#parts
    const leave = () => inbox.leave(openid, message, at)
    await retryEvery(clock, RETRY_MS, leave, (error) => {
      if (this.#closed) return false
      events.departureNotRecorded(error)
      return true
    }).then(
      () => this.#waiting.delete(message),
      // The process ends: it stays unrecorded, and the platform delivers it again.
      () => undefined,
    )
  }
}

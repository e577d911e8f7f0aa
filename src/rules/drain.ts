import { later, LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'
import type { Rule } from '../domain/rules/rule.ts'
import type { Sequencer } from '../dispatch/order.ts'
import { LeaseLostError } from '../store/errors.ts'
import type { Errand, ErrandEnd, Errands } from '../store/rules/errands.ts'
import { untilStored } from '../store/until-stored.ts'
import type { GroupList } from '../groups/group-list.ts'
import type { RuleBook } from './book.ts'
import { carryOut, type CarryingParts } from './carrying.ts'

/** As many as one call carries. */
const BATCH = 50
/** So many batches are under way at once: while one is looked up, another is moved. */
const BATCHES = 2
/** Among so many of the oldest those for one target are looked for. */
const LOOKED_AT = 400
/** A batch that is not full waits so long after another one for company. */
const GATHER_MS = 1_000
/** How soon it is looked again whether anybody waits for the account's calls. */
const BUSY_MS = 200
/** How soon what failed is tried again, and at most how late. */
const RETRY_MS = 5_000
const RETRY_AT_MOST_MS = 300_000

export interface DrainParts extends CarryingParts {
  readonly clock: Clock
  readonly book: Pick<RuleBook, 'find'>
  readonly errands: Errands
  readonly list: Pick<GroupList, 'refTo'>
  readonly order: Pick<Sequencer, 'enter' | 'inside'>
  /** Calls that wait for their turn at the gate. */
  callsWaiting(): number
  /** How often it is looked for what other processes wrote; undefined where nobody else writes. */
  readonly pollMs?: number | undefined
  readonly events: {
    /** The next attempt is made by itself. */
    errandsFailed(error: unknown): void
    defect(error: unknown): void
  }
}

/**
 * Carries out what rules have to do, behind everything that a person waits for: only while no command runs and the gate is
 * nearly idle, at most fifty in a call and two batches at a time. Each batch has its place among the commands, so that an
 * admin's later move of the same follower comes after it; one that was accepted before is seen and wins. What has begun is on
 * disk before its call leaves, and is read back after a kill.
 */
export class Drain {
  readonly #parts: DrainParts
  readonly #taken = new Set<string>()
  /** Begun and without an end that anybody saw. */
  #unsure: Errand[] = []
  #batches = 0
  #partialAt: Monotonic = LONG_AGO
  #notBefore: Monotonic = LONG_AGO
  #retryMs = RETRY_MS
  #looking = false
  #again = false
  #cancel: (() => void) | undefined
  #closed = false
  #trouble: unknown

  constructor(parts: DrainParts) {
    this.#parts = parts
  }

  /** Takes up what an earlier process left behind. Rejects with StoreUnavailableError. */
  async start(): Promise<void> {
    this.#unsure = await this.#parts.errands.begun()
    for (const { openid } of this.#unsure) this.#taken.add(openid)
    this.hint()
  }

  /** Why what there is to do waits for its next try; undefined while all is well. */
  get trouble(): unknown {
    return this.#trouble
  }

  /** There is something to do. */
  hint(): void {
    if (this.#closed) return
    this.#again = true
    if (!this.#looking) void this.#look()
  }

  /** No batch is begun any more; those under way go on, and what they have not ended is read back by the next start. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  async #look(): Promise<void> {
    this.#looking = true
    try {
      while (this.#again && !this.#closed) {
        this.#again = false
        await this.#next()
      }
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#looking = false
    }
  }

  async #next(): Promise<void> {
    const { clock, errands, order, callsWaiting, pollMs } = this.#parts
    const now = clock.elapsed()
    if (this.#batches >= BATCHES) return
    if (now < this.#notBefore) {
      this.#lookIn(this.#notBefore - now)
      return
    }
    if (order.inside > this.#batches || callsWaiting() > BATCHES) {
      this.#lookIn(BUSY_MS)
      return
    }
    if (this.#unsure.length > 0) {
      this.#begin(this.#unsure.splice(0, BATCH), true)
      return
    }
    const waiting = (await errands.waiting(LOOKED_AT + this.#taken.size)).filter(
      ({ openid }) => !this.#taken.has(openid),
    )
    const batch = this.#together(waiting)
    if (batch.length === 0) {
      if (this.#batches === 0) this.#wentWell()
      if (pollMs !== undefined) this.#lookIn(pollMs)
      return
    }
    if (batch.length < BATCH) {
      const gatherMs = GATHER_MS - (clock.elapsed() - this.#partialAt)
      if (gatherMs > 0) {
        this.#lookIn(gatherMs)
        return
      }
      this.#partialAt = clock.elapsed()
    }
    // A command may have come while the store was read.
    if (this.#closed || order.inside > this.#batches) this.hint()
    else this.#begin(batch, false)
  }

  /** The oldest, and those for the same target behind it. */
  #together(waiting: readonly Errand[]): Errand[] {
    const targetOf = ({ rule }: Errand): string => JSON.stringify(this.#parts.book.find(rule)?.target ?? null)
    const [first] = waiting
    if (first === undefined) return []
    const target = targetOf(first)
    return waiting.filter((errand) => targetOf(errand) === target).slice(0, BATCH)
  }

  #begin(batch: readonly Errand[], unsure: boolean): void {
    const openids = batch.map(({ openid }) => openid)
    for (const openid of openids) this.#taken.add(openid)
    this.#batches += 1
    const work = this.#parts.order.enter('shared', openids, () => this.#carryOut(batch, unsure))
    work
      .catch((error: unknown) => {
        this.#failed(error)
      })
      .finally(() => {
        this.#batches -= 1
        for (const openid of openids) if (!this.#unsure.some((one) => one.openid === openid)) this.#taken.delete(openid)
        this.hint()
      })
      .catch((error: unknown) => {
        this.#parts.events.defect(error)
      })
    this.hint()
  }

  async #carryOut(batch: readonly Errand[], unsure: boolean): Promise<void> {
    const { book } = this.#parts
    const all = batch.map((errand) => ({ errand, rule: book.find(errand.rule) }))
    const known = all.flatMap(({ errand, rule }) => (rule === undefined ? [] : [{ errand, rule }]))
    const ends = all.flatMap(({ errand, rule }): ErrandEnd[] =>
      rule === undefined ? [{ ...errand, change: null }] : [],
    )
    let outcome
    try {
      outcome = await carryOut(known, unsure, this.#parts)
    } catch (error) {
      // Nothing was begun anew; what had begun stays in doubt.
      if (unsure) this.#unsure.push(...batch)
      throw error
    }
    const { doubtful, again, failure } = outcome
    await this.#end(
      [...ends, ...outcome.ends],
      known.map(({ rule }) => rule),
    )
    if (again.length > 0) await this.#untilStored(() => this.#parts.errands.putBack(again))
    this.#unsure.push(...doubtful)
    if (failure !== undefined) {
      this.#failed(failure)
      return
    }
    this.#wentWell()
  }

  /** Nothing waits for another try. */
  #wentWell(): void {
    this.#retryMs = RETRY_MS
    this.#trouble = undefined
  }

  async #end(ends: readonly ErrandEnd[], rules: readonly Rule[]): Promise<void> {
    if (ends.length === 0) return
    const { clock, errands, list } = this.#parts
    const named = await Promise.all(
      [...new Set(rules)].map(async ({ number, target }) => {
        // A name that can't be had must not keep from the ledger what was done.
        const { name } = await list.refTo(target.id).catch(() => ({ name: null }))
        return { number, target, name }
      }),
    )
    await this.#untilStored(() => errands.end(ends, named, clock.now()))
  }

  #untilStored(write: () => Promise<void>): Promise<void> {
    return untilStored(write, this.#parts.clock, () => this.#closed)
  }

  #failed(error: unknown): void {
    if (this.#closed || error instanceof LeaseLostError) return
    this.#trouble = error
    this.#parts.events.errandsFailed(error)
    this.#notBefore = later(this.#parts.clock.elapsed(), this.#retryMs)
    this.#lookIn(this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_AT_MOST_MS)
  }

  #lookIn(ms: number): void {
    if (this.#closed) return
    this.#cancel?.()
    this.#cancel = this.#parts.clock.setTimer(Math.ceil(ms), () => {
      this.#cancel = undefined
      this.hint()
    })
  }
}

import { before, later, type Clock } from '../domain/clock.ts'
import { identityOf, type Push } from '../protocol/message.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { Errands, NewErrand } from '../store/rules/errands.ts'
import type { RuleBook } from './book.ts'
import { Recent } from './recent.ts'

/** How often what the store refused is offered again, and how many at once. */
const RETRY_MS = 1_000
const OFFERED_AT_ONCE = 500
/** How long a stop waits for the store to take what it refused before. */
const LAST_OFFER_MS = 1_000
/** Kept in memory while the store refuses; of whoever comes beyond it, only the number is kept. */
export const MOST_HELD = 100_000

export interface RuleIntakeParts {
  readonly clock: Clock
  readonly book: Pick<RuleBook, 'match'>
  readonly errands: Pick<Errands, 'put'>
  /** There is something to do. */
  put(): void
  readonly events: {
    ruleMet(rule: number): void
    /** The store refused: kept in memory, so many. */
    errandHeld(held: number): void
    /** Nor was there room in memory, or the process ends: 规则 补 finds them again. */
    errandLost(lost: number): void
    defect(error: unknown): void
  }
  readonly mostHeld?: number
}

/**
 * What a push asks of a rule is written down before it is answered; nobody hears of it. While the store refuses it is kept in
 * memory. A push that meets no rule costs one look-up.
 */
export class RuleIntake {
  readonly #parts: RuleIntakeParts
  readonly #recent: Recent
  readonly #held = new Map<string, NewErrand>()
  readonly #underway = new Map<string, Promise<void>>()
  #lost = 0
  /** Whether the store refused when it was asked last. */
  #refused = false
  #cancelRetry: (() => void) | undefined
  #closed = false

  constructor(parts: RuleIntakeParts) {
    this.#parts = parts
    this.#recent = new Recent(parts.clock)
  }

  /** In memory only, because the store refused. */
  get held(): number {
    return this.#held.size
  }

  /** What was neither recorded nor kept, since the start. */
  get lost(): number {
    return this.#lost
  }

  /** undefined when no rule is met; else resolves when what is to be done is on disk, or held. Never rejects. */
  meet(push: Push): Promise<void> | undefined {
    const rule = this.#parts.book.match(push)
    if (rule === undefined) return undefined
    const name = identityOf(push)
    if (!this.#recent.isFirst(name)) return this.#underway.get(name)
    this.#parts.events.ruleMet(rule.number)
    const put = this.#put({ openid: push.from, rule: rule.number, writtenAt: push.createdAt * 1000 }).finally(() => {
      this.#underway.delete(name)
    })
    this.#underway.set(name, put)
    return put
  }

  /** Whoever left is to be moved no more. */
  forget(openid: string): void {
    this.#held.delete(openid)
  }

  /** Offers once more what the store refused; how much of it is lost by the stop is told. Never rejects. */
  async close(): Promise<void> {
    const { clock, events } = this.#parts
    this.#closed = true
    this.#cancelRetry?.()
    if (this.#held.size === 0) return
    await before(
      clock,
      later(clock.elapsed(), LAST_OFFER_MS),
      this.#offerAll().catch(() => undefined),
    )
    if (this.#held.size === 0) return
    this.#lost += this.#held.size
    this.#held.clear()
    events.errandLost(this.#lost)
  }

  /** While the store refuses it is not asked for each: every answer would wait for its refusal. */
  async #put(errand: NewErrand): Promise<void> {
    const { errands, events } = this.#parts
    if (this.#refused) {
      this.#hold(errand)
      return
    }
    try {
      await errands.put([errand])
      this.#parts.put()
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        this.#refused = true
        this.#hold(errand)
      } else events.defect(error)
    }
  }

  #hold(errand: NewErrand): void {
    const { events, mostHeld = MOST_HELD } = this.#parts
    if (this.held >= mostHeld && !this.#held.has(errand.openid)) {
      this.#lost += 1
      events.errandLost(this.#lost)
      return
    }
    const known = this.#held.get(errand.openid)
    if (known === undefined || known.writtenAt <= errand.writtenAt) this.#held.set(errand.openid, errand)
    events.errandHeld(this.#held.size)
    this.#retry()
  }

  #retry(): void {
    if (this.#closed) return
    this.#cancelRetry ??= this.#parts.clock.setTimer(RETRY_MS, () => {
      this.#cancelRetry = undefined
      void this.#offer()
    })
  }

  async #offer(): Promise<void> {
    // Where nobody is left to be offered, the next push asks.
    if (this.#held.size === 0) this.#refused = false
    try {
      await this.#offerAll()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) this.#parts.events.defect(error)
      this.#retry()
    }
  }

  async #offerAll(): Promise<void> {
    while (this.#held.size > 0) {
      const some = [...this.#held.values()].slice(0, OFFERED_AT_ONCE)
      await this.#parts.errands.put(some)
      this.#refused = false
      // What came meanwhile for the same person stays.
      for (const one of some) if (this.#held.get(one.openid) === one) this.#held.delete(one.openid)
      this.#parts.put()
    }
  }
}

import { later, sleep, type Clock, type Monotonic } from '../../domain/clock.ts'
import { LeaseLostError } from '../../store/errors.ts'
import { LEASE_MS, RENEW_MS, TRUST_MS, type Lease, type LeaseView } from '../../store/fleet.ts'
import type { Pulse } from './pulse.ts'

/** What executes an account's commands, while this process may. */
export interface Execution {
  /** Ends in order: nothing new is taken up, and what is under way has three seconds. */
  handOver(): Promise<void>
  /** Ends at once, because it may no longer go on. */
  abandon(): void
}

export interface LeadershipParts {
  readonly lease: Lease
  readonly clock: Clock
  readonly pulse: Pulse
  /** Of this start of this process: never used again. */
  readonly owner: string
  /** Puts together what executes; it asks `mayCall` before every call that leaves. */
  open(term: number, mayCall: () => void): Promise<Execution>
  /** What every process keeps up with. */
  viewed(view: LeaseView): Promise<void>
  events: {
    leads(term: number): void
    /** It has begun, so long after it asked for the lease. */
    executes(term: number, ms: number): void
    lostLead(term: number): void
    /** The database can't be asked, or execution could not begin; it is tried again. */
    troubled(error: unknown): void
  }
}

/** How often a lease is offered back to a database that does not take it. */
const GIVE_BACK_MS = 500

interface Held {
  readonly term: number
  /** By the monotonic clock. */
  trustedUntil: Monotonic
  execution: Execution | undefined
}

/**
 * Whether this process executes the commands of an account. The lease is a row that is renewed; the holder trusts itself only
 * for a while after the moment at which it asked for the last renewal, whatever the database may think, so that a process that
 * was stopped, or cut off, knows when it wakes that it may not go on.
 */
export class Leadership {
  readonly #parts: LeadershipParts
  #held: Held | undefined
  #holder: 'elsewhere' | 'none' = 'none'
  #closing = false
  #running: Promise<void> | undefined
  readonly #decided = Promise.withResolvers<undefined>()

  constructor(parts: LeadershipParts) {
    this.#parts = parts
  }

  /** Who executes, as far as this process knows. */
  get executor(): 'here' | 'elsewhere' | 'none' {
    return this.#held?.execution === undefined ? this.#holder : 'here'
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Resolves when it is known for the first time who executes. */
  decided(): Promise<undefined> {
    return this.#decided.promise
  }

  /** Hands over what is executed here to whichever process is next. */
  async close(): Promise<void> {
    this.#closing = true
    this.#parts.pulse.hint()
    const held = this.#held
    if (held !== undefined) {
      await held.execution?.handOver()
      this.#held = undefined
      await this.#parts.lease.release(held.term).catch(this.#parts.events.troubled)
    }
    await this.#running
  }

  /** The term is over, as a write was told. */
  lost(): void {
    const held = this.#held
    if (held === undefined) return
    this.#held = undefined
    this.#holder = 'none'
    held.execution?.abandon()
    this.#parts.events.lostLead(held.term)
    void this.#giveBack(held.term)
  }

  /** Nobody has to wait until a lease expires that is used no more; if it can't be given back, it does. */
  async #giveBack(term: number): Promise<void> {
    const { lease, clock } = this.#parts
    for (const until = later(clock.elapsed(), LEASE_MS); clock.elapsed() < until; await sleep(clock, GIVE_BACK_MS)) {
      const released = await lease.release(term).then(
        () => true,
        () => false,
      )
      if (released) return
    }
  }

  async #run(): Promise<void> {
    const { pulse, lease, viewed, events } = this.#parts
    while (!this.#closing) {
      const changed = pulse.next()
      try {
        const view = await lease.look()
        await viewed(view)
        if (this.#held === undefined) {
          this.#holder = view.holder === null ? 'none' : 'elsewhere'
          if (view.holder === null) await this.#takeOver()
          this.#decided.resolve(undefined)
        }
      } catch (error) {
        this.#holder = 'none'
        events.troubled(error)
      }
      await changed
    }
  }

  async #takeOver(): Promise<void> {
    const { lease, clock, owner, open, events } = this.#parts
    const askedAt = clock.elapsed()
    const term = await lease.acquire(owner)
    if (term === undefined || this.#closing) {
      if (term !== undefined) await lease.release(term)
      return
    }
    const held: Held = { term, trustedUntil: later(askedAt, TRUST_MS), execution: undefined }
    this.#held = held
    void this.#renew(held)
    events.leads(term)
    try {
      const execution = await open(term, () => {
        this.#check(held)
      })
      if (this.#held !== held) {
        execution.abandon()
        return
      }
      held.execution = execution
      events.executes(term, clock.elapsed() - askedAt)
    } catch (error) {
      events.troubled(error)
      if (this.#held !== held) return
      this.#held = undefined
      this.#holder = 'none'
      await this.#giveBack(term)
    }
  }

  async #renew(held: Held): Promise<void> {
    const { lease, clock } = this.#parts
    for (let waitMs = RENEW_MS; ;) {
      await sleep(clock, waitMs)
      if (this.#held !== held) return
      const askedAt = clock.elapsed()
      // An answer that does not come is no renewal; it must not hold up the next question.
      const asked = lease.renew(held.term).then(
        (renewed) => {
          // Of several questions the answers may come in any order.
          if (renewed && later(askedAt, TRUST_MS) > held.trustedUntil) held.trustedUntil = later(askedAt, TRUST_MS)
          if (!renewed && this.#held === held) this.lost()
          return renewed
        },
        () => false,
      )
      const renewed = await Promise.race([asked, sleep(clock, RENEW_MS / 3).then(() => false)])
      if (this.#held === held && clock.elapsed() >= held.trustedUntil) this.lost()
      waitMs = renewed ? RENEW_MS : RENEW_MS / 6
    }
  }

  #check(held: Held): void {
    if (this.#held === held && this.#parts.clock.elapsed() < held.trustedUntil) return
    if (this.#held === held) this.lost()
    throw new LeaseLostError()
  }
}

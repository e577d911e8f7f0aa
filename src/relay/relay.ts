import { before, later, type Clock, type Monotonic } from '../domain/clock.ts'
import type { BadAnswer } from './answer.ts'
import { judgeAnswer, type AnsweredPush } from './answer.ts'
import { RelayBreaker } from './breaker.ts'
import { createUpstreamPool, exchange } from './exchange.ts'
import { Finished } from './finished.ts'
import { Upstream, type UpstreamSettings } from './upstream.ts'

/** Calls under way at most; beyond it the fallback is answered at once. */
export const MAX_IN_FLIGHT = 200
/** The platform delivers three times, five seconds apart; what nobody has answered by then is over. */
const DELIVERIES = 3
const DELIVERY_GAP_MS = 5_000

/** What a push to the upstream came to. */
export type Relayed =
  { readonly kind: 'nothing' } | { readonly kind: 'reply'; readonly xml: string } | { readonly kind: 'fallback' }

export type RelayResult =
  'answered' | 'nothing' | 'refused' | 'no-answer' | 'too-slow' | 'too-long' | 'breaker' | 'full' | `bad-${BadAnswer}`

export interface RelaySettings extends UpstreamSettings {
  /** `redeliveries`: up to three deliveries wait for one call. `once`: the first answers what there is at its deadline. */
  readonly patience: 'redeliveries' | 'once'
  readonly replyDeadlineMs: number
}

export interface RelayParts {
  readonly settings: RelaySettings
  readonly clock: Clock
  /** Never with an openid, or with what anybody wrote. */
  readonly events: {
    relayed(result: RelayResult, ms: number): void
    breakerOpened(): void
    breakerClosed(): void
  }
}

export interface RelayDelivery {
  readonly receivedAt: Monotonic
  /** The push as it was opened, byte for byte. */
  readonly xml: string | Buffer
}

interface Work {
  readonly done: Promise<Relayed>
  deliveries: number
}

const FALLBACK: Relayed = { kind: 'fallback' }

/**
 * Passes pushes on to the system that stood on the callback before, and its answers back. Deliveries of one message join one
 * call: the first two are left to be cut by the platform, so that a slow system has until the third delivery's deadline, and
 * its handler runs once. Whatever goes wrong ends in the fallback. Nothing of a follower outlives the call by more than the
 * quarter of a minute in which the platform may deliver again.
 */
export class Relay {
  readonly upstream: Upstream
  readonly #parts: RelayParts
  readonly #breaker: RelayBreaker
  readonly #pool: ReturnType<typeof createUpstreamPool>
  readonly #running = new Map<string, Work>()
  readonly #finished: Finished<Relayed>
  readonly #closing = new AbortController()

  constructor(parts: RelayParts) {
    const { clock, settings } = parts
    this.#parts = parts
    this.upstream = new Upstream(settings)
    this.#pool = createUpstreamPool(this.upstream.origin, MAX_IN_FLIGHT)
    this.#breaker = new RelayBreaker(() => clock.elapsed())
    this.#finished = new Finished(clock)
  }

  get inFlight(): number {
    return this.#running.size
  }

  get breakerIsOpen(): boolean {
    return this.#breaker.isOpen
  }

  /** `message` names the push: its deliveries have the same. Never rejects. */
  async answer(message: string, push: AnsweredPush, delivery: RelayDelivery): Promise<Relayed> {
    const known = this.#finished.of(message)
    if (known !== undefined) return known
    const work = this.#running.get(message) ?? this.#begin(message, push, delivery)
    if (work === undefined) return FALLBACK
    work.deliveries += 1
    const { patience, replyDeadlineMs } = this.#parts.settings
    if (patience === 'redeliveries' && work.deliveries < DELIVERIES) return work.done
    return this.#until(later(delivery.receivedAt, replyDeadlineMs), work.done)
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#pool.destroy()
  }

  #begin(message: string, push: AnsweredPush, delivery: RelayDelivery): Work | undefined {
    const { events, clock } = this.#parts
    if (this.#running.size >= MAX_IN_FLIGHT) {
      events.relayed('full', 0)
      return undefined
    }
    const admission = this.#breaker.admit()
    if (admission === 'open') {
      events.relayed('breaker', 0)
      return undefined
    }
    const startedAt = clock.elapsed()
    const done = this.#call(push, delivery).then(({ relayed, result }) => {
      events.relayed(result, clock.elapsed() - startedAt)
      this.#running.delete(message)
      this.#finished.add(message, relayed, relayed.kind === 'reply' ? relayed.xml.length : 0)
      if (relayed.kind !== 'fallback') {
        if (this.#breaker.succeeded()) events.breakerClosed()
      } else if (this.#breaker.failed(admission)) events.breakerOpened()
      return relayed
    })
    const work = { done, deliveries: 0 }
    this.#running.set(message, work)
    return work
  }

  async #call(
    push: AnsweredPush,
    { xml, receivedAt }: RelayDelivery,
  ): Promise<{ relayed: Relayed; result: RelayResult }> {
    const { clock, settings } = this.#parts
    const gaps = settings.patience === 'redeliveries' ? DELIVERIES - 1 : 0
    const endsAt = later(receivedAt, gaps * DELIVERY_GAP_MS + settings.replyDeadlineMs)
    const patience = new AbortController()
    const end = (): void => {
      patience.abort()
    }
    const cancel = clock.setTimer(Math.max(0, endsAt - clock.elapsed()), end)
    this.#closing.signal.addEventListener('abort', end)
    try {
      const make = () => this.upstream.push(xml, push, clock.now())
      const exchanged = await exchange(make, this.#pool, patience.signal)
      if (exchanged.kind === 'failed') return { relayed: FALLBACK, result: exchanged.reason }
      const judged = judgeAnswer(exchanged.status, exchanged.bytes, push, this.upstream)
      if (judged.kind === 'bad') return { relayed: FALLBACK, result: `bad-${judged.reason}` }
      return { relayed: judged, result: judged.kind === 'nothing' ? 'nothing' : 'answered' }
    } finally {
      cancel()
      this.#closing.signal.removeEventListener('abort', end)
    }
  }

  async #until(deadlineAt: Monotonic, done: Promise<Relayed>): Promise<Relayed> {
    const inTime = await before(this.#parts.clock, deadlineAt, done)
    return inTime.late ? FALLBACK : inTime.value
  }
}

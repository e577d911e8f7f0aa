import { AsyncLocalStorage } from 'node:async_hooks'
import PQueue from 'p-queue'
import { nextMinute, type Clock } from '../domain/clock.ts'
import type { CallGate, Priority, Verdict } from '../domain/verdict.ts'
import { Breaker } from './breaker.ts'

export interface PaceGateOptions {
  /** Calls a second; starts are at least 1000/N ms apart, without bursts. An idle gate starts at once. */
  readonly callsPerSecond: number
  readonly clock: Clock
}

/**
 * The one gate every call to the platform passes: evenly paced, the more urgent first, closed for everybody until the next
 * minute when the platform says 45011 (minute quota), and shut per interface by the breaker.
 */
export class PaceGate implements CallGate {
  readonly #queue: PQueue
  readonly #clock: Clock
  readonly #breaker: Breaker
  #cancelResume: (() => void) | undefined

  constructor({ callsPerSecond, clock }: PaceGateOptions) {
    this.#clock = clock
    this.#breaker = new Breaker(clock)
    this.#queue = new PQueue({ interval: 1000 / callsPerSecond, intervalCap: 1, strict: true })
  }

  /** Attempts that wait for their turn. */
  get waiting(): number {
    return this.#queue.size
  }

  get paused(): boolean {
    return this.#queue.isPaused
  }

  get stoppedInterfaces(): string[] {
    return this.#breaker.stoppedInterfaces
  }

  async run<T>(interfaceName: () => string, priority: Priority, attempt: () => Promise<T>): Promise<T> {
    // The attempt runs in the name of whoever asked for it, not of whoever made room in the queue.
    const asCaller = AsyncLocalStorage.snapshot()
    return this.#queue.add(
      () =>
        asCaller(() => {
          this.#breaker.check(interfaceName())
          return attempt()
        }),
      { priority },
    )
  }

  report(interfaceName: string, verdict: Verdict): void {
    if (verdict.kind === 'minute-quota') this.#pauseUntilNextMinute()
    else this.#breaker.report(interfaceName, verdict)
  }

  close(): void {
    this.#cancelResume?.()
    this.#queue.clear()
  }

  #pauseUntilNextMinute(): void {
    if (this.#queue.isPaused) return
    this.#queue.pause()
    const now = this.#clock.now()
    this.#cancelResume = this.#clock.setTimer(nextMinute(now) - now, () => {
      this.#queue.start()
    })
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import PQueue from 'p-queue'
import { later, sleep, untilNextMinuteMs, type Clock } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import type { CallGate, Priority, Verdict } from '../domain/verdict.ts'
import { Breaker } from './breaker.ts'
import { InterfaceStoppedError } from './errors.ts'
import { QuotaReturn, type AskQuotaLeft } from './quota-return.ts'

export interface PaceGateOptions {
  /** Calls a second; starts are at least 1000/N ms apart, without bursts. An idle gate starts at once. */
  readonly callsPerSecond: number
  readonly clock: Clock
  /**
   * Where another process made the calls before and may make those afterwards: throws once it does. The first call then keeps
   * the distance to one that the other may just have started.
   */
  readonly mayCall?: (() => void) | undefined
  /** Asks the platform what is left of a day's quota; the question passes this gate too. */
  readonly quotaLeft?: AskQuotaLeft
}

/**
 * The one gate every call to the platform passes: evenly paced, the more urgent first, closed for everybody until the next
 * minute when the platform says 45011 (minute quota), and shut per interface by the breaker. An interface whose daily quota
 * is spent opens as soon as the platform says that calls are left again.
 */
export class PaceGate implements CallGate {
  readonly #queue: PQueue
  readonly #clock: Clock
  readonly #breaker: Breaker
  readonly #quotas: QuotaReturn | undefined
  readonly #gapMs: number
  readonly #mayCall: (() => void) | undefined
  #cancelResume: (() => void) | undefined

  constructor({ callsPerSecond, clock, quotaLeft, mayCall }: PaceGateOptions) {
    this.#mayCall = mayCall
    this.#clock = clock
    this.#quotas = quotaLeft && new QuotaReturn(clock, quotaLeft)
    this.#breaker = new Breaker(clock)
    this.#gapMs = 1000 / callsPerSecond
    this.#queue = new PQueue({ concurrency: 1 })
    if (mayCall !== undefined) void this.#queue.add(() => this.#gap())
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
    try {
      return await this.#enqueue(interfaceName, priority, attempt)
    } catch (error) {
      if (!(error instanceof InterfaceStoppedError) || error.reason !== 'day-quota') throw error
      if ((await this.#quotas?.isBack(error.interfaceName)) !== true) throw error
      this.#breaker.reopen(error.interfaceName)
      return this.#enqueue(interfaceName, priority, attempt)
    }
  }

  async #enqueue<T>(interfaceName: () => string, priority: Priority, attempt: () => Promise<T>): Promise<T> {
    // The attempt runs in the name of whoever asked for it, not of whoever made room in the queue.
    const asCaller = AsyncLocalStorage.snapshot()
    return new Promise<T>((resolve, reject) => {
      const start = async (): Promise<void> => {
        try {
          asCaller(() => {
            this.#mayCall?.()
            this.#breaker.check(interfaceName())
            resolve(attempt())
          })
        } catch (error) {
          reject(toError(error))
          return
        }
        await this.#gap()
      }
      this.#queue.add(start, { priority }).catch(reject)
    })
  }

  report(interfaceName: string, verdict: Verdict): void {
    if (verdict.kind === 'minute-quota') this.#pauseUntilNextMinute()
    else this.#breaker.report(interfaceName, verdict)
    if (verdict.kind === 'day-quota') this.#quotas?.spent(interfaceName)
  }

  close(): void {
    this.#cancelResume?.()
    this.#queue.clear()
  }

  /**
   * Holds the queue from one start to the next, by a clock that nobody can set: p-queue's own interval goes by the time of
   * day, and stands still for as long as that is set back.
   */
  async #gap(): Promise<void> {
    const endsAt = later(this.#clock.elapsed(), this.#gapMs)
    for (let left = this.#gapMs; left > 0; left = endsAt - this.#clock.elapsed())
      await sleep(this.#clock, Math.ceil(left))
  }

  #pauseUntilNextMinute(): void {
    if (this.#queue.isPaused) return
    this.#queue.pause()
    this.#cancelResume = this.#clock.setTimer(untilNextMinuteMs(this.#clock.now()), () => {
      this.#queue.start()
    })
  }
}

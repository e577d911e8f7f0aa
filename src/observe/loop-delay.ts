import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../domain/clock.ts'

/**
 * From here on a standstill of the event loop is worth a warning, in ms: everybody who writes waits so long before anything is
 * done, and WeChat waits 5 s in all.
 */
export const HELD_UP_MS = 1_000
const WINDOW_MS = 60_000
/** Full minutes that are remembered beside the present one. */
const WINDOWS = 5
/** How often Node looks; what it measures is from one look to the next. */
const RESOLUTION_MS = 20

/**
 * For how long the event loop stood still: nothing is answered meanwhile, whoever asks. Told is the longest time of the last
 * five minutes, so that whoever looks from time to time misses none, and an old one is forgotten.
 */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #clock: Clock
  #longest: number[] = []
  #cancel: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#histogram.enable()
    this.#next()
  }

  /** In ms, within the last five to six minutes; 0 when it never stood still. */
  get longestMs(): number {
    return Math.max(this.#ofThisMinute, ...this.#longest)
  }

  /** The same where it is worth a warning; null where it is too short to matter. */
  heldUpMs(): number | null {
    return this.longestMs < HELD_UP_MS ? null : this.longestMs
  }

  close(): void {
    this.#cancel?.()
    this.#histogram.disable()
  }

  get #ofThisMinute(): number {
    return Math.max(0, this.#histogram.max / 1e6 - RESOLUTION_MS)
  }

  #next(): void {
    this.#cancel = this.#clock.setTimer(WINDOW_MS, () => {
      this.#longest = [...this.#longest, this.#ofThisMinute].slice(-WINDOWS)
      this.#histogram.reset()
      this.#next()
    })
  }
}

import { later, LONG_AGO, toWireSeconds, type Clock } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import { MARK_KEPT_S, type Erasures } from '../../store/forgetting/erasures.ts'

/** How long one step may hold the event loop, about. */
const STEP_MS = 20
/** Between steps everything else has its turn. */
const STEP_PAUSE_MS = 5
/** How soon what failed is repeated. */
const RETRY_MS = 1_000
/** How soon those are looked at again whom a question still names: it expires without a command that ends. */
const LOOK_AGAIN_MS = 60_000
/** A round over many who wait must not be all that is done. */
const PAUSE_FOR_WORK = 10
/** How soon after somebody was erased the files are cleared of them: many who leave at once are cleared together. */
const SCRUB_AFTER_MS = 1_000
const SCRUB_RETRY_MS = 1_000
const SCRUB_RETRY_AT_MOST_MS = 5_000
const MARKS_A_STEP = 500
const PRUNE_EVERY_MS = 3_600_000

export interface EraserParts {
  readonly erasures: Erasures
  /** Clears the files of what was deleted; false when that has to be repeated. */
  scrub(): Promise<boolean>
  readonly clock: Clock
  events: {
    erasingFailed(error: Error): void
    /** Another program keeps what was deleted readable. */
    scrubHeldUp(): void
  }
}

/**
 * Works off who is to be erased, in steps, until nobody is; whoever is named by a command that has not ended is looked at
 * again when one ends, and whoever is named by a question every minute. Afterwards, and at every start, the files are cleared
 * of the deleted bytes, again and again until that was done.
 */
export class Eraser {
  readonly #parts: EraserParts
  #cancel: (() => void) | undefined
  #cancelLook: (() => void) | undefined
  #cancelScrub: (() => void) | undefined
  #cancelPruning: (() => void) | undefined
  #scrubRetryMs = SCRUB_RETRY_MS
  #notBefore = LONG_AGO
  #working = false
  #again = false
  #closed = false

  constructor(parts: EraserParts) {
    this.#parts = parts
  }

  /** Takes up what an earlier process left; resolves when the files were tried to be cleared once. Never rejects. */
  async start(): Promise<void> {
    const pending = this.#parts.erasures.pending().catch(() => true)
    await this.#scrub()
    await this.#prune()
    if (await pending) this.begin()
  }

  /** Somebody is to be erased, or a command has ended that may have named somebody who is. */
  begin(): void {
    if (this.#working) this.#again = true
    else this.#workIn(Math.max(0, this.#notBefore - this.#parts.clock.elapsed()))
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#cancelLook?.()
    this.#cancelScrub?.()
    this.#cancelPruning?.()
  }

  #workIn(ms: number): void {
    if (this.#closed) return
    this.#cancel ??= this.#parts.clock.setTimer(ms, () => {
      this.#cancel = undefined
      this.#working = true
      this.#again = false
      this.#round().then(
        () => {
          this.#working = false
          if (this.#again) this.begin()
        },
        (error: unknown) => {
          this.#working = false
          this.#failed(error)
          this.#workIn(RETRY_MS)
        },
      )
    })
  }

  /** Everybody has a turn. */
  async #round(): Promise<void> {
    const { erasures, clock } = this.#parts
    const startedAt = clock.elapsed()
    let after: string | null = (await erasures.pending()) ? '' : null
    let waiting = 0
    while (after !== null && !this.#closed) {
      const step = await erasures.work(after, STEP_MS)
      if (step.erased > 0) this.#scrubIn(SCRUB_AFTER_MS)
      after = step.next
      waiting += step.waiting
      if (after !== null) await this.#pause()
    }
    if (waiting > 0) this.#lookAgain()
    const endedAt = clock.elapsed()
    this.#notBefore = later(endedAt, (endedAt - startedAt) * PAUSE_FOR_WORK)
  }

  #lookAgain(): void {
    if (this.#closed) return
    this.#cancelLook ??= this.#parts.clock.setTimer(LOOK_AGAIN_MS, () => {
      this.#cancelLook = undefined
      this.begin()
    })
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.setTimer(STEP_PAUSE_MS, resolve)
    })
  }

  #pruneIn(ms: number): void {
    if (this.#closed) return
    this.#cancelPruning = this.#parts.clock.setTimer(ms, () => void this.#prune())
  }

  async #prune(): Promise<void> {
    const { erasures, clock } = this.#parts
    const before = toWireSeconds(clock.steady()) - MARK_KEPT_S
    try {
      const pruned = await erasures.pruneMarks(before, MARKS_A_STEP)
      this.#pruneIn(pruned === MARKS_A_STEP ? STEP_PAUSE_MS : PRUNE_EVERY_MS)
    } catch (error) {
      this.#failed(error)
      this.#pruneIn(PRUNE_EVERY_MS)
    }
  }

  #scrubIn(ms: number): void {
    if (this.#closed) return
    this.#cancelScrub ??= this.#parts.clock.setTimer(ms, () => {
      this.#cancelScrub = undefined
      void this.#scrub()
    })
  }

  async #scrub(): Promise<void> {
    try {
      this.#scrubbed(await this.#parts.scrub())
    } catch (error) {
      this.#failed(error)
      this.#scrubbed(false)
    }
  }

  #scrubbed(done: boolean): void {
    if (done) {
      this.#scrubRetryMs = SCRUB_RETRY_MS
      return
    }
    if (this.#scrubRetryMs === SCRUB_RETRY_AT_MOST_MS && !this.#closed) this.#parts.events.scrubHeldUp()
    this.#scrubIn(this.#scrubRetryMs)
    this.#scrubRetryMs = Math.min(this.#scrubRetryMs * 2, SCRUB_RETRY_AT_MOST_MS)
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#parts.events.erasingFailed(toError(error))
  }
}

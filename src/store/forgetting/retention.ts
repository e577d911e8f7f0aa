import { timeOfDayAgo, type Clock } from '../../domain/clock.ts'
import type { AccountStore } from '../store.ts'

const DAY_MS = 86_400_000
const ROUND_EVERY_MS = 3_600_000
/** So few at a time, with a pause between, that nobody waits for it. */
const STEP_ROWS = 100
const STEP_PAUSE_MS = 250

/** Keeps the store from growing for ever: commands that ended longer ago than the retention are deleted, in small steps. */
export class Retention {
  readonly #store: AccountStore
  readonly #clock: Clock
  readonly #retentionMs: number
  readonly #events: { keepingFailed(error: unknown): void }
  #cancel: (() => void) | undefined
  #closed = false

  constructor(
    store: AccountStore,
    clock: Clock,
    retentionDays: number,
    events: { keepingFailed(error: unknown): void },
  ) {
    this.#store = store
    this.#clock = clock
    this.#retentionMs = retentionDays * DAY_MS
    this.#events = events
    this.#next(STEP_PAUSE_MS)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  #next(ms: number): void {
    if (this.#closed) return
    this.#cancel = this.#clock.setTimer(ms, () => {
      this.#step().then(
        (more) => {
          this.#next(more ? STEP_PAUSE_MS : ROUND_EVERY_MS)
        },
        (error: unknown) => {
          this.#events.keepingFailed(error)
          this.#next(ROUND_EVERY_MS)
        },
      )
    })
  }

  async #step(): Promise<boolean> {
    return (await this.#store.ledger.prune(timeOfDayAgo(this.#clock, this.#retentionMs), STEP_ROWS)) > 0
  }
}

import type { Answer } from '../../domain/answer.ts'
import { LONG_AGO, type Clock, type Monotonic } from '../../domain/clock.ts'
import { toFailureAnswer } from '../../groups/failure.ts'
import type { Importer } from '../../people/importer.ts'
import type { SyncState } from '../../store/sync-states.ts'

/** So long after its end, 同步 tells how it ended instead of beginning anew. */
const TOLD_MS = 600_000

export interface BackgroundSyncEvents {
  defect(error: unknown): void
}

/** The import of followers behind the chat: begun by 同步, taken up again after a restart, and told of when it is asked about. */
export class BackgroundSync {
  readonly #importer: Importer
  readonly #clock: Clock
  readonly #events: BackgroundSyncEvents
  #endedAt: Monotonic = LONG_AGO
  /** Why it stands still; null when it does not. */
  failure: Answer | null = null
  /** Of how many the platform told nothing, when it last ended. */
  unknown = 0

  constructor(importer: Importer, clock: Clock, events: BackgroundSyncEvents) {
    this.#importer = importer
    this.#clock = clock
    this.#events = events
  }

  get isRunning(): boolean {
    return this.#importer.isRunning
  }

  /** Whether it ended a moment ago. */
  get hasJustEnded(): boolean {
    return this.#clock.elapsed() - this.#endedAt < TOLD_MS
  }

  state(): Promise<SyncState | undefined> {
    return this.#importer.state()
  }

  start(): void {
    void this.#run()
  }

  #run(): Promise<void> {
    this.failure = null
    return this.#importer.run().then(
      ({ state, unknown }) => {
        this.unknown = unknown
        if (state.phase === 'done') this.#endedAt = this.#clock.elapsed()
      },
      (error: unknown) => {
        this.failure = toFailureAnswer(error, this.#clock.now()) ?? { kind: 'broken' }
        if (this.failure.kind === 'broken') this.#events.defect(error)
      },
    )
  }

  /**
   * Goes on with what an earlier process left half done. With `readsFirst`, followers that were never read in are read in
   * now, and this resolves when that has ended, well or not. Nobody asked for that one: 同步, sent afterwards, reads again.
   */
  async resume(readsFirst: boolean): Promise<void> {
    const state = await this.#importer.state()
    if (state === undefined && readsFirst) {
      await this.#run()
      this.#endedAt = LONG_AGO
    }
    if (state !== undefined && state.phase !== 'done') this.start()
  }

  stop(): void {
    this.#importer.stop()
  }
}

import { startOfShanghaiDay, type Clock } from '../domain/clock.ts'
import type { DailyCounts } from '../store/rules/counts.ts'
import { Recent } from './recent.ts'

/** Like contacts: a crash can lose so much. */
const WRITTEN_EVERY_MS = 2_000

/**
 * How many began to follow and how many left, gathered in memory and written every two seconds. Whoever the disk names is
 * counted as lost where that is written down; here are only those of whom nothing is kept.
 */
export class FollowerTally {
  readonly #counts: Pick<DailyCounts, 'add'>
  readonly #clock: Clock
  readonly #recent: Recent
  readonly #failed: (error: unknown) => void
  /** By the start of the day. */
  #days = new Map<number, { came: number; left: number }>()
  #cancel: (() => void) | undefined
  #closed = false

  constructor(counts: Pick<DailyCounts, 'add'>, clock: Clock, failed: (error: unknown) => void) {
    this.#counts = counts
    this.#clock = clock
    this.#recent = new Recent(clock)
    this.#failed = failed
  }

  /** @param at CreateTime, in seconds */
  followed(openid: string, at: number): void {
    if (this.#recent.isFirst(`follow ${openid} ${at}`)) this.#of(at).came += 1
  }

  /** Somebody left of whom nothing is kept. @param at CreateTime, in seconds */
  strangerLeft(openid: string, at: number): void {
    if (this.#recent.isFirst(`leave ${openid} ${at}`)) this.#of(at).left += 1
  }

  /** Resolves when everything so far is on disk; rejects when it could not be written, and keeps it. */
  async write(): Promise<void> {
    const days = [...this.#days]
    this.#days = new Map()
    for (const [at, { came, left }] of days) {
      try {
        await this.#counts.add([{ of: { kind: 'followers' }, came, left }], at)
      } catch (error) {
        const day = this.#of(at / 1000)
        day.came += came
        day.left += left
        throw error
      }
    }
  }

  /** Writes what is left; afterwards nothing is written by itself. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.write()
  }

  #of(seconds: number): { came: number; left: number } {
    const day = startOfShanghaiDay(seconds * 1000)
    const known = this.#days.get(day) ?? { came: 0, left: 0 }
    this.#days.set(day, known)
    this.#wait()
    return known
  }

  #wait(): void {
    if (this.#closed) return
    this.#cancel ??= this.#clock.setTimer(WRITTEN_EVERY_MS, () => {
      this.#cancel = undefined
      this.write().catch(this.#failed)
    })
  }
}

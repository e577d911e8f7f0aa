import type { Lasting } from '../../domain/facts.ts'
import { setSinceStart, type Clock } from '../../domain/clock.ts'
import type { NewMoveEnd, MoveEnds } from '../../store/move-ends.ts'

/** What NTP corrects bit by bit is not worth a write. */
const SET_BY_MS = 1_000

/**
 * The ends of moves for a time, and the clock that they go by. A due time is stored as a limit by `clock.steady()`, so that
 * setting the machine's time means nothing to it while the process runs. The next process reads the machine's time anew: so
 * once that was set, what is stored is moved along with it and stays as far away as it was.
 */
export class TimedMoves {
  readonly store: MoveEnds
  readonly #clock: Clock
  readonly #isAlone: boolean
  /** By how much the machine's time had been set when what is stored was last moved along. */
  #setMs = 0
  #changed: () => void = () => undefined

  /** @param isAlone whether no other machine goes by what is stored; where others do, their clocks are not to pay for ours */
  constructor(store: MoveEnds, clock: Clock, isAlone: boolean) {
    this.store = store
    this.#clock = clock
    this.#isAlone = isAlone
  }

  /** What is due now, in terms of what is stored. */
  get now(): number {
    return this.#clock.steady() + this.#setMs
  }

  /** Hears of every end that was written down. */
  onChange(changed: () => void): void {
    this.#changed = changed
  }

  changed(): void {
    this.#changed()
  }

  /** Whether its time was over before it could begin. */
  isOver({ dueAt }: Lasting): boolean {
    return dueAt <= this.#clock.steady()
  }

  /** An end as it is stored; `lasting` may be from an earlier process, but lasts no longer than it was to. */
  toEnd(lasting: Lasting, of: Pick<NewMoveEnd, 'openid' | 'to' | 'back' | 'backend'>): NewMoveEnd {
    const leftMs = Math.min(lasting.dueAt - this.#clock.steady(), lasting.spanMs)
    return { ...of, dueAt: this.now + leftMs, spanMs: lasting.spanMs, until: lasting.until }
  }

  /** What is left of an end, to be written down again. */
  toLasting({ until, dueAt, spanMs }: NewMoveEnd): Lasting {
    return { until, dueAt: dueAt - this.#setMs, spanMs }
  }

  /** What an earlier process wrote down. */
  async open(): Promise<void> {
    if ((await this.store.firstDue()) !== null) await this.store.clamp(this.now)
  }

  /** Moves what is stored along with the machine's time, if that was set. */
  async follow(): Promise<void> {
    const setMs = setSinceStart(this.#clock)
    const byMs = setMs - this.#setMs
    if (!this.#isAlone || Math.abs(byMs) < SET_BY_MS) return
    // From now on ends are written down in the new terms, in the order of the writes.
    this.#setMs = setMs
    try {
      await this.store.shift(byMs)
    } catch (error) {
      this.#setMs = setMs - byMs
      throw error
    }
  }
}

import type { Clock } from '../../domain/clock.ts'

/** Wakes whoever waits for a change that another process makes: at a hint, and otherwise as often as it is looked for. */
export class Pulse {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #waiting = new Set<() => void>()

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  /** Something may have changed. */
  hint(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        cancel()
        resolve()
      }
      const cancel = this.#clock.setTimer(this.#everyMs, wake)
      this.#waiting.add(wake)
    })
  }
}

import type { Clock } from '../../src/domain/clock.ts'

/** A clock that stands still until it is turned: timers fire in order, and real I/O gets its turn in between. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; fire: () => void }[] = []

  constructor(now = Date.parse('2026-11-25T10:00:00+08:00')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  setTimer(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + ms, fire }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length
  }

  /** Turns the clock by `ms`, firing what is due on the way and letting what it started settle. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    await settle()
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = Math.max(this.#now, next.at)
      next.fire()
      await settle()
    }
    this.#now = until
    await settle()
  }
}

/** A few turns of the event loop and a moment for sockets on this machine. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setTimeout(resolve, 2))
}

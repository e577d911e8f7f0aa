import type { Clock } from '../../src/domain/clock.ts'

/** A clock that stands still until it is turned: timers fire in order, and real I/O gets its turn in between. */
export class ManualClock implements Clock {
  #now: number
  #timers: { readonly at: number; readonly fire: () => void; cancelled: boolean }[] = []

  constructor(now = Date.parse('2026-11-25T10:00:00+08:00')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  elapsed(): number {
    return this.#now
  }

  setTimer(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + ms, fire, cancelled: false }
    this.#timers.push(timer)
    return () => {
      timer.cancelled = true
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
      const at = Math.min(...this.#timers.map((timer) => timer.at))
      if (at > until) break
      const due = this.#timers.filter((timer) => timer.at === at)
      this.#timers = this.#timers.filter((timer) => timer.at !== at)
      this.#now = Math.max(this.#now, at)
      for (const timer of due) if (!timer.cancelled) timer.fire()
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

/** Turns the clock in small steps until the promise has settled, as time does, and leaves sockets their real moment. */
export async function turnUntil<T>(clock: ManualClock, promise: Promise<T>, stepMs = 500): Promise<T> {
  const state = { settled: false }
  const watched = promise.finally(() => {
    state.settled = true
  })
  while (!state.settled) await clock.advance(stepMs)
  return watched
}

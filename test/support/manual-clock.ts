import type { Clock, Monotonic, TimeOfDay } from '../../src/domain/clock.ts'

/** So short a wait passes by itself: the pace of calls at a thousand a second is not turned by hand. */
const BY_ITSELF_MS = 2

/** A clock that stands still until it is turned: timers fire in order, and real I/O gets its turn in between. */
export class ManualClock implements Clock {
  #now: number
  /** By how much the machine's time was set since the process started. */
  #setByMs = 0
  #timers: { at: number; readonly fire: () => void; cancelled: boolean }[] = []

  constructor(now = Date.parse('2026-11-25T10:00:00+08:00')) {
    this.#now = now
  }

  now(): TimeOfDay {
    return (this.#now + this.#setByMs) as TimeOfDay
  }

  elapsed(): Monotonic {
    return this.#now as Monotonic
  }

  steady(): number {
    return this.#now
  }

  /** Somebody sets the machine's time, forwards or back: timers and what is measured know nothing of it. */
  jump(ms: number): void {
    this.#setByMs += ms
  }

  /** The process starts anew: it knows the machine's time only as it is set by then. */
  restart(): void {
    const at = this.#now
    this.#now += this.#setByMs
    this.#setByMs = 0
    for (const timer of this.#timers) timer.at += this.#now - at
  }

  setTimer(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + ms, fire, cancelled: false }
    this.#timers.push(timer)
    if (ms <= BY_ITSELF_MS)
      setTimeout(() => {
        this.#pass(timer.at)
      }, ms).unref()
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
      this.#pass(at)
      await settle()
    }
    this.#now = Math.max(this.#now, until)
    await settle()
  }

  /** It is `at` now, if it was not yet: what is due then is fired. */
  #pass(at: number): void {
    const due = this.#timers.filter((timer) => timer.at <= at)
    this.#timers = this.#timers.filter((timer) => timer.at > at)
    if (due.length === 0) return
    this.#now = Math.max(this.#now, at)
    for (const timer of due) if (!timer.cancelled) timer.fire()
  }
}

/** A round of settling that takes longer had work in it, or another process had the machine. */
const QUIET_MS = 12
const MOST_ROUNDS = 10

/**
 * A few turns of the event loop and a moment for sockets on this machine; some more while the process is at work, so that the
 * clock does not run ahead of what a busy machine can do.
 */
async function settle(): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const startedAt = performance.now()
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setTimeout(resolve, 2))
    if (performance.now() - startedAt < QUIET_MS) return
  }
}

/** Turns the clock in small steps until the promise has settled, as time does, and leaves sockets their real moment. */
export async function turnUntil<T>(clock: ManualClock, promise: Promise<T>, stepMs = 500): Promise<T> {
  const state = { settled: false }
  const watched = promise.finally(() => {
    state.settled = true
  })
  // It is handed on below; until then nobody else waits for it.
  watched.catch(() => undefined)
  while (!state.settled) await clock.advance(stepMs)
  return watched
}

import { systemClock } from '../domain/clock.ts'

/** After so much work the event loop turns: the bot may run in the same process. */
const PIECE_MS = 8

/** Works on all of them, one after the other, and lets the event loop turn now and then. */
export async function inTurns<T>(all: Iterable<T>, work: (one: T) => void): Promise<void> {
  let startedAt = systemClock.elapsed()
  for (const one of all) {
    work(one)
    if (systemClock.elapsed() - startedAt < PIECE_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    startedAt = systemClock.elapsed()
  }
}

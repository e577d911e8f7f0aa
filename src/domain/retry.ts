import { later, sleep, type Clock } from './clock.ts'

/**
 * Does some work until it succeeds. `waitMs` says of each failure how long to wait before the next attempt, given how many
 * there were before it; a failure without a wait is thrown.
 */
export async function retried<T>(
  clock: Clock,
  work: (failures: number) => Promise<T>,
  waitMs: (error: unknown, failures: number) => number | undefined,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work(failures)
    } catch (error) {
      const ms = waitMs(error, failures)
      if (ms === undefined) throw error
      await sleep(clock, ms)
    }
  }
}

/** Does some work, and again `everyMs` after each failure that `again` finds worth it; any other failure is thrown. */
export function retryEvery<T>(
  clock: Clock,
  everyMs: number,
  work: () => Promise<T>,
  again: (error: unknown) => boolean,
): Promise<T> {
  return retried(clock, work, (error) => (again(error) ? everyMs : undefined))
}

/** How long a start waits for what another process still holds: a restart must not fail because the old one still ends. */
export const START_RETRY_MS = 3_000
const START_PAUSE_MS = 100

/** Tries again while the failure is one that passes, for three seconds; then, or for any other failure, throws it. */
export function retryAtStart<T>(
  clock: Clock,
  passes: (error: unknown) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  const giveUpAt = later(clock.elapsed(), START_RETRY_MS)
  return retryEvery(clock, START_PAUSE_MS, attempt, (error) => passes(error) && clock.elapsed() < giveUpAt)
}

/** Another process listens on the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

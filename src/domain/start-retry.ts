import { later, sleep, type Clock } from './clock.ts'

/** How long a start waits for what another process still holds: a restart must not fail because the old one still ends. */
export const START_RETRY_MS = 3_000
const PAUSE_MS = 100

/** Tries again while the failure is one that passes, for three seconds; then, or for any other failure, throws it. */
export async function retryAtStart<T>(
  clock: Clock,
  passes: (error: unknown) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  const giveUpAt = later(clock.elapsed(), START_RETRY_MS)
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!passes(error) || clock.elapsed() >= giveUpAt) throw error
      await sleep(clock, PAUSE_MS)
    }
  }
}

/** Another process listens on the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

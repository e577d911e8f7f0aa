import { later, type Clock } from '../domain/clock.ts'

/** How long an answer that has begun may take, whatever its length … */
export const GRACE_MS = 2_000
/** … and how much of it must have come for each further second: the slowest line of a phone brings more. */
export const BYTES_PER_SECOND = 8_192

export interface MinimumRate {
  /** So many more bytes have come. */
  came(bytes: number): void
  /** All of it has come, or it is given up for another reason. */
  end(): void
}

/**
 * Watches an answer that has begun: one that drips would hold its connection as long as an attempt may take. A platform that
 * has not begun to answer is not judged by this: it has been seen to think for more than ten seconds.
 */
export function watchRate(clock: Clock, tooSlow: () => void): MinimumRate {
  const begunAt = clock.elapsed()
  let bytes = 0
  let cancel = (): void => undefined
  const wait = (): void => {
    const leftMs = later(begunAt, GRACE_MS + (bytes / BYTES_PER_SECOND) * 1_000) - clock.elapsed()
    if (leftMs <= 0) tooSlow()
    else cancel = clock.setTimer(leftMs, wait)
  }
  wait()
  return {
    came: (more) => {
      bytes += more
    },
    end: () => {
      cancel()
    },
  }
}

import type { Clock } from '../domain/clock.ts'
import { retryEvery } from '../domain/retry.ts'
import { StoreUnavailableError } from './errors.ts'

/** How often a write that the store refused is tried again. */
const STORE_RETRY_MS = 1_000

/**
 * Writes again and again while the store refuses, unless the process is closing: what has happened on the platform must not
 * be forgotten because the disk is full just now. Throws what else goes wrong.
 */
export function untilStored<T>(
  write: () => Promise<T>,
  clock: Clock,
  isClosing: () => boolean = () => false,
): Promise<T> {
  return retryEvery(clock, STORE_RETRY_MS, write, (error) => error instanceof StoreUnavailableError && !isClosing())
}

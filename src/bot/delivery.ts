import type { Monotonic } from '../domain/clock.ts'

/** One delivery of a push, as the front door hands it over. */
export interface Delivery {
  /** When it began to arrive, on the clock that nobody sets: the platform's five seconds run from there. */
  readonly receivedAt: Monotonic
  /** The push as it reads once opened, byte for byte. */
  readonly xml: string | Buffer
}

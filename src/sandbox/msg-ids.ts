import { randomInt } from 'node:crypto'
import type { Clock } from '../domain/clock.ts'

const IDS_A_MS = 1_000_000

/**
 * MsgIds as the platform makes them: 64-bit, above what a JavaScript number can hold, never the same again, not even after
 * a restart, because they grow out of the time at which this one began.
 */
export function createMsgIds(clock: Clock): () => string {
  let next = BigInt(Math.trunc(clock.now())) * BigInt(IDS_A_MS) + BigInt(randomInt(IDS_A_MS))
  return () => String(next++)
}

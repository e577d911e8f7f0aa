import { createHash } from 'node:crypto'
import type { ConfirmablePlan } from '../../domain/answer.ts'

/** How long a plan waits for its yes. */
export const CONFIRMATION_VALID_MS = 300_000

/** What a confirmation is bound to: 16 hex digits of SHA-256 over the plan as it was asked about. */
export function digestOf(plan: ConfirmablePlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16)
}

import { AnsweredNoError, HttpNoError, WechatError } from './errors.ts'

/** How long a call may take with all its attempts and waits; a pause of the whole gate does not use it up. */
export const TOTAL_BUDGET_MS = 60_000
/** Waits before the second, third and fourth attempt, before jitter. */
export const BACKOFF_MS: readonly number[] = [500, 1_000, 2_000]
/** Attempts after the platform told everybody to slow down. */
const MAX_PAUSES = 3
/** Tokens one call may see die under it, when others renew them: a call that waits for its turn may meet several. */
const MAX_RENEWALS = 3

export interface AttemptCounts {
  /** Attempts that failed for being busy or for want of an answer. */
  readonly failures: number
  readonly renewals: number
  /** Whether another call has already got a new token in place of the one that was refused. */
  readonly tokenIsReplaced: boolean
  readonly pauses: number
}

export type Decision =
  | { readonly kind: 'give-up' }
  | { readonly kind: 'renew-token' }
  | { readonly kind: 'wait-for-gate' }
  | { readonly kind: 'back-off'; readonly ms: number }

/**
 * Whether a failed attempt is made again. Read from the top: a dead token is renewed once, and
 * one that somebody else has renewed meanwhile is used; a spent minute is waited for by everybody; what the platform refused
 * for another reason stays refused; what got no answer is repeated only if repeating does no harm or the request surely never arrived. Anything unknown is a defect and never repeated.
 */
export function decide(error: unknown, repeatable: boolean, attempts: AttemptCounts, random: () => number): Decision {
  if (!(error instanceof WechatError)) return GIVE_UP
  if (error instanceof AnsweredNoError) {
    if (error.kind === 'token') {
      const died = attempts.renewals === 0 || (attempts.tokenIsReplaced && attempts.renewals < MAX_RENEWALS)
      return died ? { kind: 'renew-token' } : GIVE_UP
    }
    if (error.kind === 'minute-quota') return attempts.pauses < MAX_PAUSES ? { kind: 'wait-for-gate' } : GIVE_UP
    if (error.kind !== 'busy') return GIVE_UP
  }
  if (error instanceof HttpNoError && error.status < 500) return GIVE_UP
  if (error.mayHaveHappened && !repeatable) return GIVE_UP
  const delayMs = BACKOFF_MS[attempts.failures]
  return delayMs === undefined ? GIVE_UP : { kind: 'back-off', ms: Math.round(delayMs * (0.75 + random() / 2)) }
}

const GIVE_UP: Decision = { kind: 'give-up' }

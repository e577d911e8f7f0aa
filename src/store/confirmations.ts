import type { Actor } from '../domain/actor.ts'
import type { ConfirmablePlan } from '../domain/answer.ts'

export interface PendingConfirmation {
  readonly actor: Actor
  readonly digits: string
  readonly plan: ConfirmablePlan
  /** Of the plan, as it was asked about: what is confirmed is what was shown. */
  readonly digest: string
  /** The command that asked. */
  readonly askedBy: number
  readonly expiresAt: number
  readonly triesLeft: number
}

/** At most one plan waits for each actor: a new one takes the place of the old. */
export interface Confirmations {
  put(confirmation: PendingConfirmation): Promise<void>
  get(actor: Actor, now: number): Promise<PendingConfirmation | undefined>
  /** Takes one try away; the plan is void when none is left. Returns the tries that are left. */
  countWrongTry(actor: Actor): Promise<number>
  /** Removes what waits; returns whether there was anything. */
  clear(actor: Actor, now: number): Promise<boolean>
}

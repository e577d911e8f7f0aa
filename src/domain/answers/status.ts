import type { PushMode } from '../push-mode.ts'
import type { QuotaLeft } from '../facts.ts'

/** How the account and this process stand; a `Failure` is told as an answer. */
export interface StatusAnswer<Failure> {
  kind: 'status'
  mode: PushMode
  waiting: number
  trouble: string | null
  today: { all: number; failed: number }
  moves: QuotaLeft | null
  lookups: QuotaLeft | null
  clockOffsetMs: number | null
  /** For how long nothing could be answered at most within the last five minutes; null where it is too short to matter. */
  heldUpMs: number | null
  /**
   * Of rules: who is still to be moved; `held` in memory because the store refused, `lost` because that was full; `failure`: why
   * they wait for another try.
   */
  errands?: { waiting: number; held: number; lost: number; failure: Failure | null }
}

/** How far the account's followers are read in; a `Failure` is told as an answer. */
export interface SyncAnswer<Failure> {
  kind: 'syncing'
  phase: 'begun' | 'going-on' | 'running' | 'done'
  asked: number
  total: number
  known: number
  /** Of how many in the account's list the platform told nothing. */
  unknown: number
  /** Why it stood still before it was begun again. */
  failure: Failure | null
}

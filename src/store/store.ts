import type { Admins } from './admins.ts'
import type { Confirmations } from './confirmations.ts'
import type { Invitations } from './invitations.ts'
import type { Ledger } from './ledger.ts'
import type { ManagedTags } from './managed-tags.ts'
import type { MoveEnds } from './move-ends.ts'
import type { Erasures } from './forgetting/erasures.ts'
import type { KeptReplies } from './kept.ts'
import type { DialogueStore } from './dialogues.ts'
import type { People } from './people.ts'
import type { DailyCounts } from './rules/counts.ts'
import type { Errands } from './rules/errands.ts'
import type { Rules } from './rules/rules.ts'
import type { SyncStates } from './sync-states.ts'

/** What is kept of one account. Nothing in it can read or change what belongs to another appid. */
export interface AccountStore {
  readonly ledger: Ledger
  readonly moveEnds: MoveEnds
  readonly confirmations: Confirmations
  readonly admins: Admins
  readonly invitations: Invitations
  readonly managedTags: ManagedTags
  readonly people: People
  readonly dialogues: DialogueStore
  readonly syncStates: SyncStates
  readonly keptReplies: KeptReplies
  readonly rules: Rules
  readonly errands: Errands
  readonly dailyCounts: DailyCounts
  readonly erasures: Erasures
  /** Transactions committed so far, each synced to the disk: what the writes have cost. */
  readonly commits: number
  /** Writes and syncs a little something: resolves if the store can be written now. */
  probe(): Promise<void>
  /**
   * Folds the log of writes into the file, so that what was deleted can't be read in either any more. Resolves with false
   * when another program was reading or writing the file: what was deleted can still be read then, and it is to be repeated.
   */
  scrub(): Promise<boolean>
}

/** One account's store that is the only one in its file. */
export interface Store extends AccountStore {
  close(): Promise<void>
}

/** What is opened once for all accounts of a process. */
export interface Stores {
  of(appid: string): AccountStore
  /** Transactions committed so far, for all accounts. */
  readonly commits: number
  /** Waits for what is being written, and closes. */
  close(): Promise<void>
}

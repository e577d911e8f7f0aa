import type { RuleTarget } from '../../domain/rules/rule.ts'
import type { Skipped } from './counts.ts'

/** That somebody is to be moved, or labelled, by a rule. */
export interface NewErrand {
  readonly openid: string
  readonly rule: number
  /** When the push was written that asked for it (CreateTime), in ms. */
  readonly writtenAt: number
}

export interface Errand extends NewErrand {
  /** Where they were when it was begun: its call may have been made. null before that. */
  readonly begunFrom: readonly number[] | null
}

/** How one ended. */
export interface ErrandEnd extends NewErrand {
  /** What was changed; null when nothing was: they were grouped already, had left, or an admin changed them since. */
  readonly change: { readonly from: readonly number[]; readonly to: readonly number[] } | null
  /** Why nothing was changed, where somebody should hear of it. */
  readonly skipped?: Skipped
}

/** What a rule does, as its row of the ledger tells it. */
export interface ErrandRule {
  readonly number: number
  readonly target: RuleTarget
  /** What the group or label is called. */
  readonly name: string | null
}

/**
 * What rules still have to do: one row a person, the latest push wins. One that has begun is not overwritten; what came
 * meanwhile stands behind it. Whoever leaves takes theirs along.
 */
export interface Errands {
  /**
   * Resolves when they are on disk. What was carried out for the same push before is not put down again, nor anything of
   * somebody who left since.
   */
  put(errands: readonly NewErrand[]): Promise<void>
  /** Those that have not begun, the oldest push first. */
  waiting(limit: number): Promise<Errand[]>
  /** Those that had begun, for a start to read them back. */
  begun(): Promise<Errand[]>
  count(): Promise<number>
  /**
   * Whom of these an admin changed by a command written in the second of their push or later: `done`, or `under-way`, which
   * may still come to nothing. `label` is that of an errand that puts one on: other labels and groups do not count then.
   */
  changedSince(
    errands: readonly (NewErrand & { readonly label: number | null })[],
  ): Promise<ReadonlyMap<string, 'done' | 'under-way'>>
  /** Records where they were: to be awaited before the call leaves. */
  begin(begun: readonly { readonly openid: string; readonly from: readonly number[] }[]): Promise<void>
  /** Puts them back: their calls were not made, and they wait again. */
  putBack(openids: readonly string[]): Promise<void>
  /**
   * In one transaction: they are over, and what was changed stands in the ledger (one row an hour for each rule, with these
   * people as its items) and in the counts of the day; so does how many were skipped.
   */
  end(ends: readonly ErrandEnd[], rules: readonly ErrandRule[], at: number): Promise<void>
  /** Rows of the ledger with what a rule did since then, that nobody has taken back yet, newest first. */
  rowsOf(rule: number, since: number, limit: number): Promise<number[]>
  /** Where a rule put people under these rows of the ledger, latest last. */
  changesOf(rule: number, numbers: readonly number[]): Promise<Changed[]>
  /** The rows were taken back by that command. */
  markUndone(numbers: readonly number[], by: number): Promise<void>
  /** How many each rule brought who are still where it put them, as far as fenzu knows. */
  brought(): Promise<ReadonlyMap<number, number>>
}

export interface Changed {
  /** Whether nobody has put them elsewhere since, as far as fenzu knows. */
  readonly stands: boolean
  readonly number: number
  readonly openid: string
  readonly from: readonly number[]
  readonly to: readonly number[]
}

import type { Actor } from '../domain/actor.ts'
import type { Answer, Asked } from '../domain/answer.ts'
import type { NewMoveEnd } from './move-ends.ts'

/*
 * The contract of the ledger: what was accepted, changed, how it ended, what was answered. Everything belongs to one appid,
 * given when the store is opened. Every method that writes resolves only when the write is on disk, and rejects with
 * StoreUnavailableError if it is not.
 *
 * A command goes accepted → sent → ended. `sent` is on disk before the first byte of a changing call leaves; whoever finds
 * a command `sent` at a start knows that the call may have happened, and asks the platform before anything else.
 */

export type CommandState = 'accepted' | 'sent' | 'ended'

/** `asked`, `refused` and `withdrawn` changed nothing; `unknown` may have. */
export type CommandOutcome = 'done' | 'failed' | 'unknown' | 'asked' | 'refused' | 'withdrawn'

/** How the final answer reached its admin. `late-started` is on disk before a late answer is sent: it is never sent twice. */
export type HowTold = 'passive' | 'late-started' | 'late' | 'late-refused' | 'read'

/**
 * The actor of the row that a restore leaves behind the greatest number. While its `telling` is `late-refused`, no owner has
 * been told that the admins are those of the backup.
 */
export const RESTORED: Actor = { kind: 'restore' }

export interface NewCommand {
  readonly kind: 'change' | 'read'
  readonly actor: Actor
  readonly dedupeKey: string
  /** When the admin wrote it (CreateTime), in ms. */
  readonly writtenAt: number
  readonly acceptedAt: number
  /** Canonical name of the command. */
  readonly command: string
  /** The arguments as read, plain JSON. */
  readonly args: unknown
  readonly asked: Asked
  /** Followers that the command wants to change. */
  readonly openids: readonly string[]
  /** Whether it uses up the plan that waits for its actor, in the same transaction. */
  readonly confirms?: boolean
}

export interface CommandRow {
  readonly number: number
  readonly kind: 'change' | 'read'
  readonly actor: Actor
  readonly writtenAt: number
  readonly acceptedAt: number
  readonly command: string
  readonly args: unknown
  readonly asked: Asked
  readonly state: CommandState
  /** What was about to be done, recorded with `sent`: enough to ask the platform whether it happened. */
  readonly plan: unknown
  readonly outcome: CommandOutcome | null
  readonly answer: Answer | null
  readonly telling: HowTold | null
  /** When the last changing call was about to leave. */
  readonly sentAt: number | null
  readonly endedAt: number | null
  /** The command that took this one back. */
  readonly undoneBy: number | null
}

/** What a command wants for one follower. Groups as a set of ids: on the tag API somebody can be in several. */
export interface ItemChange {
  readonly openid: string
  /** null when it is not known. */
  readonly from: readonly number[] | null
  readonly to: readonly number[]
}

/** How it ended for one follower of several, written as soon as it is known: a restart does not repeat it. */
export interface ItemEnd {
  readonly openid: string
  readonly outcome: 'done' | 'failed' | 'unknown'
  /** What was told of a failure, as plain JSON. */
  readonly fault: Answer | null
}

/** Nothing was to be done for somebody: they were where they were wanted, and an admin has said that they shall be. */
export interface Unchanged {
  readonly openid: string
  readonly outcome: 'unchanged'
  /** Which label it was about; null where it was about their groups. */
  readonly label: number | null
}

export interface Progress {
  readonly ended: number
  readonly all: number
}

/** Whose changes are looked for; all of them when neither is given. */
export interface HistoryFilter {
  /** Changes of this follower. */
  readonly openid?: string | undefined
  /** Changes that this actor asked for. */
  readonly actor?: Actor | undefined
}

/** What a command did to others, recorded with its end. */
export interface Steps {
  /** The command that it took back. */
  readonly undone: number
  /** The command that is in effect again, because `undone` had taken it back. */
  readonly restored: number | null
}

export interface Ledger {
  /** Records a command under the next number, or finds the one recorded for the same delivery (`fresh` false). */
  accept(command: NewCommand): Promise<{ row: CommandRow; fresh: boolean }>
  /** Records that a changing call is about to leave; `ends` is what a move for a time will need to end. */
  markSent(
    number: number,
    plan: unknown,
    items: readonly ItemChange[],
    at: number,
    ends?: readonly NewMoveEnd[],
  ): Promise<void>
  /** Records how it ended for some of its followers. */
  markItems(number: number, ends: readonly (ItemEnd | Unchanged)[]): Promise<void>
  /** Those of its followers for whom it has ended. */
  endedItems(number: number): Promise<ItemEnd[]>
  /** Everybody it is about. */
  followersOf(number: number): Promise<string[]>
  /** How far a command over several followers is. */
  progress(number: number): Promise<Progress>
  /**
   * Records how it ended, and what that did to other commands; the state never goes back from `ended`. `stands` are the
   * followers who are, or may be, where it wants them: ends of earlier moves for a time are void for them, and its own wait
   * for nobody else.
   */
  end(
    number: number,
    outcome: CommandOutcome,
    answer: Answer,
    at: number,
    steps?: Steps,
    stands?: readonly string[],
  ): Promise<void>
  /** Records how the final answer was told; a command told once stays told as it was first. */
  markTold(number: number, telling: HowTold, at: number): Promise<void>
  /** Claims the one late answer of a command: true for the first caller if nothing was told yet. */
  startLateAnswer(number: number, at: number): Promise<boolean>
  find(number: number): Promise<CommandRow | undefined>
  findByDedupeKey(dedupeKey: string): Promise<CommandRow | undefined>
  /** One actor's newest change that was made, may have been, or still may be. */
  latestChangeOf(actor: Actor): Promise<CommandRow | undefined>
  /** The same and those before it, newest first: with numbers below `below`, if that is one, and at most `limit`. */
  changesOf(actor: Actor, below: number | null, limit: number): Promise<CommandRow[]>
  /** The newest commands of one actor, newest first. */
  latestOf(actor: Actor, limit: number): Promise<CommandRow[]>
  latestNumber(): Promise<number | null>
  /** How many changes of this actor were made, may have been, failed, were withdrawn, or still run. */
  countOf(actor: Actor): Promise<number>
  /** Changes that were made, may have been, failed, were withdrawn, or still run, newest first; no questions, no refusals. */
  history(filter: HistoryFilter, limit: number, offset: number): Promise<CommandRow[]>
  /** Changes accepted since then, and how many of them failed. */
  countSince(at: number): Promise<{ all: number; failed: number }>
  /** Commands that have not ended, in the order of their numbers. */
  unfinished(): Promise<CommandRow[]>
  /** Commands that ended after `since` and whose answer nobody has been told yet. */
  untold(since: number): Promise<CommandRow[]>
  /** Commands that ended after `since` and whose late answer did not, or may not, have reached its admin. */
  unread(since: number): Promise<CommandRow[]>
  /** Whether a change of this follower, written after `writtenAt`, was accepted before command `number`. */
  hasNewerChange(openid: string, writtenAt: number, number: number): Promise<boolean>
  /** Where fenzu itself last put the follower. */
  lastKnownGroups(openid: string): Promise<readonly number[] | null>
  /**
   * Deletes commands that ended before `before`, at most `limit` and as many as a moment (some 30 ms) is enough for; returns
   * how many, 0 only when none is left.
   */
  prune(before: number, limit: number): Promise<number>
}

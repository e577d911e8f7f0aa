import type { Hint } from './errors.ts'
import type { Group, GroupRef } from './group.ts'

/**
 * Facts that can be told to a person. Commands return them, the ledger keeps them, the phrasebook makes sentences of them.
 * They are plain JSON, so that an answer can be stored and told again word for word.
 */
export type Answer =
  | { kind: 'help'; commands: CommandHelp[] }
  | { kind: 'help-one'; command: CommandHelp }
  | { kind: 'groups'; groups: Group[]; keyword: string | null }
  | { kind: 'whereabouts'; openid: string; group: GroupRef; remark: string | null; subscribedAt: number | null }
  | { kind: 'not-following'; openid: string }
  | { kind: 'unknown-openid'; openid: string }
  | { kind: 'created'; group: GroupRef }
  | { kind: 'renamed'; id: number; from: string; to: string }
  | { kind: 'deleted'; group: GroupRef; count: number }
  | { kind: 'moved'; openid: string; from: GroupRef | null; to: GroupRef }
  | { kind: 'already-there'; openid: string; group: GroupRef }
  | { kind: 'already-named'; group: GroupRef }
  | { kind: 'confirm'; plan: ConfirmablePlan; digits: string }
  | { kind: 'confirm-again'; plan: ConfirmablePlan; digits: string }
  | { kind: 'pending-confirmation'; plan: ConfirmablePlan; digits: string }
  | { kind: 'nothing-to-confirm' }
  | { kind: 'wrong-digits'; triesLeft: number }
  | { kind: 'cancelled'; count: number }
  | { kind: 'accepted'; number: number; asked: Asked }
  | { kind: 'still-running'; number: number; asked: Asked }
  | { kind: 'no-such-number'; number: number; latest: number | null }
  | { kind: 'latest-results'; results: { number: number; asked: Asked; answer: Answer | null }[] }
  | { kind: 'result'; number: number; asked: Asked; answer: Answer }
  | { kind: 'log'; entries: LogEntry[]; page: number; next: string | null }
  | { kind: 'log-one'; entry: LogEntry; sentAt: number | null; endedAt: number | null }
  /** Results that were not told yet, mentioned below another answer. */
  | { kind: 'unread-results'; numbers: readonly number[] }
  | { kind: 'superseded'; openid: string }
  /** `answer` tells the change that was made to undo it; null when it was withdrawn before anything had been done. */
  | { kind: 'undone'; number: number; answer: Answer | null }
  | { kind: 'withdrawn' }
  | { kind: 'nothing-to-undo' }
  | { kind: 'cannot-undo'; number: number; reason: CannotUndo }
  | { kind: 'no-such-group'; given: string; near: GroupRef[]; example: string | null }
  | { kind: 'ambiguous-group'; given: string; candidates: GroupRef[]; examples: string[] }
  | { kind: 'system-group'; group: GroupRef }
  | { kind: 'bad-group-name'; reason: 'empty' | 'too-long' | 'control-characters'; limit: number; example: string }
  | { kind: 'platform-failed'; errcode: number | null; hint: Hint; rid: string | null }
  | { kind: 'quota-spent'; interfaceName: Hint; untilAt: number }
  | { kind: 'outcome-unknown'; checked: 'groups' | 'whereabouts' | 'nothing'; hint: Hint }
  | { kind: 'interrupted' }
  | { kind: 'store-down' }
  | { kind: 'too-many-waiting'; limit: number }
  | { kind: 'broken' }
  | {
      kind: 'missing-argument'
      command: string
      missing: 'follower' | 'group' | 'name' | 'number' | 'digits' | 'code'
      example: string
    }
  | { kind: 'bad-openid'; given: string; length: number; example: string }
  | { kind: 'not-an-openid'; given: string; example: string }
  | { kind: 'one-at-a-time'; example: string }
  | { kind: 'not-understood-rest'; rest: string; corrected: string }
  | { kind: 'did-you-mean'; given: string; command: string; example: string }
  /** The rest of an answer that has been said already, in the words it was said in. */
  | { kind: 'rest'; text: string }
  | { kind: 'no-more' }
  /** Not even recorded in time: whether it will be is not known yet. */
  | { kind: 'slow-intake' }
  | { kind: 'language'; language: Language }
  | { kind: 'which-language'; examples: string[] }
  | { kind: 'admins'; admins: { openid: string; since: number | null }[] }
  | { kind: 'claimed' }
  | { kind: 'already-owner' }

export type AnswerOf<K extends Answer['kind']> = Extract<Answer, { kind: K }>

export type Language = 'zh' | 'en'

/** A command as its admin asked for it, for interim answers and lists: the canonical verb and the words as typed or resolved. */
export interface Asked {
  readonly command: string
  /** Names the target as far as it is known: `VIP(108)`, `108`, `老客户`; empty when there is none. */
  readonly target: string
  readonly openid: string | null
}

/** One change as 日志 shows it. */
export interface LogEntry {
  readonly number: number
  readonly at: number
  readonly admin: string
  /** Whether the asker gave the command. */
  readonly own: boolean
  readonly asked: Asked
  /** null while it runs. */
  readonly answer: Answer | null
  readonly reason: string | null
  readonly undoneBy: number | null
}

export interface CommandHelp {
  /** Canonical Chinese name, unique. */
  readonly name: string
  readonly english: string
  readonly aliases: readonly string[]
  readonly summary: Hint
  /** At least one; each can be sent as it is. */
  readonly examples: readonly string[]
}

/** Why a command can't be taken back. */
export type CannotUndo =
  'already-undone' | 'changed-nothing' | 'too-old' | 'deletion' | 'origin-unknown' | 'group-gone' | 'group-not-empty'

/** What waits for a yes. It holds the world it was asked about: if that has changed, the question is asked again. */
export type ConfirmablePlan =
  | { readonly kind: 'delete'; readonly group: GroupRef; readonly count: number }
  | { readonly kind: 'create-same-name'; readonly name: string; readonly existing: readonly number[] }
  | {
      readonly kind: 'rename-same-name'
      readonly id: number
      readonly from: string
      readonly name: string
      readonly existing: readonly number[]
    }
  | { readonly kind: 'blacklist'; readonly openid: string; readonly from: GroupRef | null }
  | {
      readonly kind: 'undo-move'
      readonly number: number
      readonly openid: string
      /** Where somebody has moved the follower since. */
      readonly now: GroupRef | null
      readonly back: GroupRef
    }
  | {
      readonly kind: 'undo-rename'
      readonly number: number
      readonly id: number
      readonly now: string
      readonly back: string
    }
  | { readonly kind: 'undo-create'; readonly number: number; readonly group: GroupRef }

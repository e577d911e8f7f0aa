import type { Actor } from './actor.ts'
import type { Hint } from './errors.ts'
import type { Group, GroupRef } from './group.ts'
import type { AdminAnswer } from './answers/admins.ts'
import type { LabelAnswer } from './answers/labels.ts'
import type { PeopleAnswer } from './answers/people.ts'
import type { StatusAnswer, SyncAnswer } from './answers/status.ts'
import type { TimedAnswer } from './answers/timed.ts'
import type { ManagingAnswer } from './answers/managing.ts'
import type { RecordAnswer } from './answers/record.ts'
import type { Role } from './role.ts'
import type {
  Language,
  BadAlias,
  MissingOption,
  Asked,
  CommandHelp,
  HelpTask,
  ConfirmablePlan,
  NotRunReason,
} from './facts.ts'
import type { ReplyAnswer } from './replies/reply-answer.ts'
import type { RuleAnswer } from './rules/rule-answer.ts'

export type * from './facts.ts'

/**
 * Facts that can be told to a person. Commands return them, the ledger keeps them, the phrasebook makes sentences of them.
 * They are plain JSON, so that an answer can be stored and told again word for word.
 */
export type Answer =
  /** What the asker is most likely to do; a number that is sent back opens the page of its command. */
  | { kind: 'help'; tasks: HelpTask[] }
  /** `page`: which one of the messages that it takes. */
  | { kind: 'help-all'; commands: CommandHelp[]; page?: number }
  /** `needs` is the role that the asker lacks for it. */
  | { kind: 'help-one'; command: CommandHelp; needs: Role | null }
  | { kind: 'groups'; groups: Group[]; keyword: string | null }
  | {
      kind: 'whereabouts'
      openid: string
      group: GroupRef
      /** Others that they are in as well, where groups do not exclude each other. */
      others: GroupRef[]
      remark: string | null
      subscribedAt: number | null
      /** How they came to follow. */
      source?: { scene: string; code: string } | null
      /** When they were last active. */
      contactAt?: number | null
      /** Their last changes, newest first. */
      changes?: LogEntry[]
      /** When they go back by themselves, and where to. */
      end?: { until: number; back: GroupRef } | null
    }
  | PeopleAnswer
  | { kind: 'bad-alias'; reason: BadAlias }
  | StatusAnswer<Answer>
  | SyncAnswer<Answer>
  | { kind: 'not-following'; openid: string }
  | { kind: 'unknown-openid'; openid: string }
  | { kind: 'created'; group: GroupRef }
  | { kind: 'renamed'; id: number; from: string; to: string }
  | { kind: 'deleted'; group: GroupRef; count: number | null }
  /** `alsoLeft`: the other groups that were left, where one can be in several; `until`: when they go back by themselves. */
  | { kind: 'moved'; openid: string; from: GroupRef | null; alsoLeft?: GroupRef[]; to: GroupRef; until?: number }
  | TimedAnswer
  /** A move for a time is over; `answer` tells how those whom it moved went back, null where nobody was left. */
  | { kind: 'time-up'; number: number; answer: Answer | null; again: boolean }
  | LabelAnswer
  | {
      kind: 'batch-labelled'
      label: GroupRef
      added: boolean
      changed: number
      already: number
      faults: PersonFault[]
      invalid: string[]
      duplicates: number
    }
  /** `to` is null when they went to different groups. */
  | {
      kind: 'batch-moved'
      to: GroupRef | null
      moved: number
      already: number
      faults: PersonFault[]
      invalid: string[]
      duplicates: number
      /** When they go back by themselves. */
      until?: number
    }
  /** In the new group, and still in others that could not be left. */
  | { kind: 'half-moved'; openid: string; to: GroupRef; still: GroupRef[]; fault: Answer }
  /** Carries as many labels as one can, and none of them is ours to take away. */
  | { kind: 'follower-full'; openid: string }
  | ManagingAnswer
  /** `until`: when they go back by themselves; `freed`: that they were to go back, and stay now. */
  | { kind: 'already-there'; openid: string; group: GroupRef; until?: number; freed?: boolean }
  | { kind: 'already-named'; group: GroupRef }
  | { kind: 'confirm'; plan: ConfirmablePlan; digits: string }
  | { kind: 'confirm-again'; plan: ConfirmablePlan; digits: string }
  | { kind: 'pending-confirmation'; plan: ConfirmablePlan; digits: string }
  | { kind: 'nothing-to-confirm' }
  | { kind: 'wrong-digits'; triesLeft: number }
  | { kind: 'cancelled'; count: number }
  | { kind: 'accepted'; number: number; asked: Asked }
  | { kind: 'still-running'; number: number; asked: Asked; progress: { ended: number; all: number } | null }
  | { kind: 'no-such-number'; number: number; latest: number | null }
  | { kind: 'latest-results'; results: { number: number; asked: Asked; answer: Answer | null }[] }
  | { kind: 'result'; number: number; asked: Asked; answer: Answer }
  /** `now` is when it was asked for: days are told from it. */
  | { kind: 'log'; entries: LogEntry[]; page: number; next: string | null; now: number }
  | { kind: 'log-one'; entry: LogEntry; sentAt: number | null; endedAt: number | null }
  /** Results that were not told yet, mentioned below another answer. */
  | { kind: 'unread-results'; numbers: readonly number[] }
  /** A backup was put back: who has a role by it, for an owner to look over; `whole` is how many there are in all. */
  | { kind: 'admins-restored'; admins: { openid: string; role: Role }[]; whole: number }
  | { kind: 'superseded'; openid: string }
  /** `answer` tells the change that was made to undo it; null when it was withdrawn before anything had been done. */
  | { kind: 'undone'; number: number; answer: Answer | null }
  /** `answer` tells the change by which it was brought back; null when its undo was withdrawn before anything had been done. */
  | { kind: 'redone'; number: number; answer: Answer | null }
  | RecordAnswer
  /** `examples` says the command for each of the near ones; older records have only the first. */
  | { kind: 'no-such-group'; given: string; near: GroupRef[]; example: string | null; examples?: string[] }
  | { kind: 'ambiguous-group'; given: string; candidates: GroupRef[]; examples: string[] }
  | { kind: 'system-group'; group: GroupRef }
  | {
      kind: 'bad-group-name'
      reason: 'empty' | 'too-long' | 'control-characters' | 'taken'
      limit: number
      unit: 'characters' | 'bytes'
      example: string
    }
  | { kind: 'platform-failed'; errcode: number | null; hint: Hint; rid: string | null }
  | { kind: 'quota-spent'; interfaceName: Hint; untilAt: number }
  /** It was under way in a backup that was put back. */
  | { kind: 'ended-by-restore' }
  | { kind: 'outcome-unknown'; checked: 'groups' | 'whereabouts' | 'nothing'; hint: Hint }
  | { kind: 'interrupted' }
  /** Below an answer in English to somebody who never chose a language. */
  | { kind: 'language-followed' }
  | { kind: 'store-down' }
  | { kind: 'too-many-waiting'; limit: number }
  | { kind: 'broken' }
  | {
      kind: 'missing-argument'
      command: string
      missing:
        | 'follower'
        | 'admin'
        | 'group'
        | 'label'
        | 'name'
        | 'number'
        | 'digits'
        | 'code'
        | 'role'
        | 'word'
        | 'scene'
        | 'trigger'
        | 'key'
      example: string
      /** The command so far, with `{}` where the next message belongs. */
      template: string
      /** What it may be, to be chosen by its place in this list. */
      options: MissingOption[]
      /** Tags that could be handed over are asked for, several or all. */
      among?: 'unmanaged'
    }
  /** Several people are called so, or (`exact` false) somebody's name only has it in it; `examples` says the command for each. */
  | { kind: 'which-person'; given: string; exact: boolean; candidates: string[]; examples: string[] }
  /** `near` are people with names like it; `template` is the command so far, with `{}` where who is meant belongs. */
  | {
      kind: 'no-such-person'
      given: string
      why: 'number' | 'name' | 'short' | 'last'
      greatest: number
      near?: string[]
      template?: string
    }
  | { kind: 'bad-openid'; given: string; length: number; example: string }
  | { kind: 'not-an-openid'; given: string; example: string }
  | { kind: 'one-at-a-time'; example: string }
  /** A move of several that lacks its group, or has words too many; `head` goes before the same openids, which are `list`. */
  | { kind: 'list-needs'; missing: 'group' | null; rest: string; head: string; list?: string }
  | { kind: 'not-understood-rest'; rest: string; corrected: string }
  | { kind: 'did-you-mean'; given: string; command: string; example: string }
  /** Several commands in one message: each is a message of its own; 。 runs the first. */
  | { kind: 'several-acts'; examples: string[] }
  /** A label was to end by itself: the label for good, and the move that can end, to choose from. */
  | { kind: 'label-for-a-time'; examples: string[] }
  /** A sentence that speaks of a command and wants none now: negated, supposed, reported, quoted or for later. */
  | { kind: 'not-run'; why: NotRunReason; example: string | null }
  /** Nothing to make of it, and nobody else answers it either. */
  | { kind: 'not-understood' }
  /** The rest of an answer that has been said already, in the words it was said in. */
  | { kind: 'rest'; text: string }
  /** Behind the last page; `expired` when there was another, too long ago. */
  | { kind: 'no-more'; expired?: true }
  /** Not even recorded in time: whether it will be is not known yet. */
  | { kind: 'slow-intake' }
  | ReplyAnswer
  | RuleAnswer
  | { kind: 'language'; language: Language }
  | { kind: 'which-language'; examples: string[] }
  | AdminAnswer

export type AnswerOf<K extends Answer['kind']> = Extract<Answer, { kind: K }>

/** Why one follower of several was not moved. */
export interface PersonFault {
  readonly openid: string
  readonly fault: Answer
}

/** One change as 日志 shows it. */
export interface LogEntry {
  readonly number: number
  readonly at: number
  readonly actor: Actor
  /** Whether the asker gave the command. */
  readonly own: boolean
  readonly asked: Asked
  /** null while it runs. */
  readonly answer: Answer | null
  readonly reason: string | null
  readonly undoneBy: number | null
  /** Who took it back, if that was not its own actor. */
  readonly undoer?: Actor | null
}

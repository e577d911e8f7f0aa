import type { Answer, Asked, CommandHelp, ConfirmablePlan } from '../domain/answer.ts'
import type { Clock } from '../domain/clock.ts'
import type { GroupBackend } from '../groups/backend.ts'
import type { Changes, Plan } from '../groups/changes.ts'
import type { GroupList } from '../groups/group-list.ts'
import type { Lookups } from '../groups/lookups.ts'
import type { Moves } from '../groups/moves.ts'
import type { PeopleBook } from '../people/book.ts'
import type { CommandOutcome, Confirmations, ItemChange, ItemEnd, Ledger } from '../store/ledger.ts'
import type { Account } from '../groups/account.ts'
import type { BackgroundSync } from './background-sync.ts'
import type { AdminBook } from './admin-book.ts'
import type { Claims } from './claims.ts'
import type { CommandArgs, CommandSpec } from './reading.ts'

/*
 * What a command is. Three kinds, by what the ledger must know of them: a local one answers from what we have ourselves, a
 * read asks the platform, a change alters the account and is in the ledger before anything else happens.
 */

/** The parts commands work with. */
export interface Services {
  readonly clock: Clock
  readonly list: GroupList
  readonly backend: GroupBackend
  readonly changes: Changes
  readonly lookups: Lookups
  readonly moves: Moves
  readonly ledger: Ledger
  readonly confirmations: Confirmations
  readonly admins: AdminBook
  readonly people: PeopleBook
  readonly sync: BackgroundSync
  readonly account: Account
  /**
   * How this process stands; `trouble` is the last one with the platform, while it is fresh; `heldUpMs` for how long it could
   * answer nobody, lately.
   */
  process(): {
    mode: 'plain' | 'compat' | 'safe'
    waiting: number
    trouble: string | null
    heldUpMs: number | null
  }
  readonly claims: Claims
  /** All commands as help shows them. */
  readonly helps: readonly CommandHelp[]
  /** Drops the question that waits for this admin's next message; returns whether there was one. */
  dropQuestion(admin: string): boolean
  /** Takes the rest of the asker's last long answer. */
  takeRest(admin: string): string | undefined
}

/** The message that asks. */
export interface Message {
  /** The same for every delivery of it. */
  readonly dedupeKey: string
  /** When it was written, in ms; the platform tells it in whole seconds. */
  readonly writtenAt: number
}

export interface LocalAnswer {
  readonly answer: Answer
  /** The commands whose final answers are told by this one. */
  readonly tells?: readonly number[]
}

export interface LocalCommand {
  readonly kind: 'local'
  readonly spec: CommandSpec
  answer(args: CommandArgs, admin: string, services: Services, message: Message): Promise<LocalAnswer>
}

export interface ReadCommand {
  readonly kind: 'read'
  readonly spec: CommandSpec
  asked(args: CommandArgs): Asked
  run(args: CommandArgs, services: Services): Promise<Answer>
}

/** How a change stands among the others: see dispatch/order. */
export interface Scope {
  readonly kind: 'shared' | 'barrier'
  readonly openids: readonly string[]
}

export interface ChangeResult {
  readonly outcome: CommandOutcome
  readonly answer: Answer
}

/** One accepted change while it runs. */
export interface Task {
  readonly number: number
  readonly admin: string
  readonly writtenAt: number
  /** Puts the plan on disk; to be awaited before the call that makes it leaves. */
  record(plan: Plan, items?: readonly ItemChange[]): Promise<void>
  /** Puts on disk how it ended for some of its followers. */
  note(ends: readonly ItemEnd[]): Promise<void>
  /** Ends the task with a question: the plan waits for the admin's yes. */
  ask(plan: ConfirmablePlan, again?: boolean): Promise<ChangeResult>
}

export interface PreparedChange {
  readonly kind: 'change'
  readonly args: CommandArgs
  readonly asked: Asked
  readonly scope: Scope
  /** Whether the acceptance uses up the plan that waits for the admin. */
  readonly confirms?: boolean
}

/** Either an answer that ends the matter before anything was accepted, or what is to be accepted. */
export type Prepared = { readonly kind: 'answer'; readonly answer: Answer } | PreparedChange

export interface ChangeCommand {
  readonly kind: 'change'
  readonly spec: CommandSpec
  /**
   * Its preparation looks at what came before: it waits until that is on disk, nothing else of its admin is read until it is
   * accepted, and a delivery that comes again does not prepare it again.
   */
  readonly alone?: boolean
  /** Looks and changes nothing: what it comes to may still be refused at its acceptance. */
  prepare(args: CommandArgs, admin: string, services: Services): Promise<Prepared>
  /** Where an accepted change stands among the others; also asked after a restart. */
  scope(args: CommandArgs): Scope
  run(args: CommandArgs, task: Task, services: Services): Promise<ChangeResult>
}

export type Command = LocalCommand | ReadCommand | ChangeCommand

import type { Actor } from '../domain/actor.ts'
import type { Answer, Asked, CannotUndo, ConfirmablePlan, PersonFault } from '../domain/answer.ts'
import type { LeastRole } from '../domain/role.ts'
import type { MovePlan, Plan } from '../groups/changes.ts'
import type { PersonMove } from '../groups/moves.ts'
import type { CommandOutcome, CommandRow, ItemChange, ItemEnd, Unchanged } from '../store/ledger.ts'
import type { NewMoveEnd } from '../store/move-ends.ts'
import type { CommandSpec } from './reading/reading.ts'

/*
 * What a command is, once it has its services. Three kinds, by what the ledger must know of them: a local one answers from
 * what we have ourselves, a read asks the platform, a change alters the account and is in the ledger before anything else
 * happens. Arguments come as plain JSON, from a text or from the ledger, and each command checks its own.
 */

/** The message that asks. */
export interface Message {
  /** The same for every delivery of it. */
  readonly dedupeKey: string
  /** When it was written, in ms; the platform tells it in whole seconds. */
  readonly writtenAt: number
}

/** Whoever asks in the chat, and by which message. */
export interface Asker extends Message {
  readonly openid: string
}

export interface LocalAnswer {
  readonly answer: Answer
  /** The commands whose final answers are told by this one. */
  readonly tells?: readonly number[]
}

export interface LocalCommand {
  readonly kind: 'local'
  readonly spec: CommandSpec
  /** What stands in the ledger under its name, although it leaves no row itself. */
  readonly recorded: Work | undefined
  answer(args: unknown, asker: Asker): Promise<LocalAnswer>
}

export interface ReadCommand {
  readonly kind: 'read'
  readonly spec: CommandSpec
  /** A question ready to be asked. */
  question(args: unknown): Question
}

export interface Question {
  readonly asked: Asked
  /** Followers whose changes it must not overtake. */
  readonly openids: readonly string[]
  run(): Promise<Answer>
}

/** How a change stands among the others: see dispatch/order. */
export interface Scope {
  readonly kind: 'shared' | 'barrier'
  readonly openids: readonly string[]
}

/** The scope of what concerns nobody in particular and changes what names mean. */
export const BARRIER: Scope = { kind: 'barrier', openids: [] }

export interface ChangeResult {
  readonly outcome: CommandOutcome
  readonly answer: Answer
  /** Followers who are, or may be, where the command wants them: what was to end for them before is void. */
  readonly stands?: readonly string[]
}

/** How it ended for everybody of a plan. */
export interface MovesEnd {
  readonly plan: MovePlan
  readonly moved: readonly PersonMove[]
  readonly faults: readonly PersonFault[]
  readonly outcome: ChangeResult['outcome']
  /** Who is, or may be, where the plan wants them; nobody where it only concerns labels that are no groups. */
  readonly stands: readonly string[]
  /** Whether every failure says that the group is not there: the list that it was found in is old. */
  readonly groupIsGone: boolean
}

/** One accepted change while it runs. */
export interface Task {
  readonly number: number
  readonly actor: Actor
  readonly writtenAt: number
  /** What an earlier process had put on disk; null when it is done for the first time. */
  readonly recorded: Plan | null
  /** Puts the plan on disk; to be awaited before the call that makes it leaves. */
  record(plan: Plan, items?: readonly ItemChange[], ends?: readonly NewMoveEnd[]): Promise<void>
  /** Puts on disk how it ended for some of its followers. */
  note(ends: readonly (ItemEnd | Unchanged)[]): Promise<void>
  /** Ends the task with a question: the plan waits for the actor's confirmation. */
  ask(plan: ConfirmablePlan, again?: boolean): Promise<ChangeResult>
}

export interface PreparedChange {
  readonly kind: 'change'
  /** Plain JSON, for the ledger. */
  readonly args: object
  readonly asked: Asked
  readonly scope: Scope
  /** Whether the acceptance uses up the plan that waits for the actor. */
  readonly confirms?: boolean
}

/** Either an answer that ends the matter before anything was accepted, or what is to be accepted. */
export type Prepared = { readonly kind: 'answer'; readonly answer: Answer } | PreparedChange

/** What is done by a change, for whoever asks whether it may be done or taken back. */
export interface Work {
  /** The command whose role it needs: of a confirmation, the one that asked. */
  readonly spec: Pick<CommandSpec, 'name' | 'role'>
  /** The role that taking it back needs besides, because of what that does. */
  readonly undoRole?: LeastRole
  /** Why it can't be taken back once it is done. */
  readonly final?: CannotUndo
  /** Whether nobody but who asked for it may take it back. */
  readonly personal?: boolean
}

/** A change that the ledger holds. */
export interface AcceptedChange {
  readonly scope: Scope
  readonly work: Work
  /** The command that it takes back. */
  readonly undoes: number | undefined
  /** How moves are told that an earlier process began, where that is not as any move is. */
  report?(end: MovesEnd): Promise<ChangeResult>
  run(task: Task): Promise<ChangeResult>
}

export interface ChangeCommand {
  readonly kind: 'change'
  readonly spec: CommandSpec
  /**
   * Its preparation looks at what came before: it waits until that is on disk, nothing else of its admin is read until it is
   * accepted, and a delivery that comes again does not prepare it again.
   */
  readonly alone: boolean
  /** Looks and changes nothing: what it comes to may still be refused at its acceptance. */
  prepare(args: unknown, actor: Actor): Promise<Prepared>
  /** Takes up what was accepted, now or by an earlier process. Throws on arguments that no version has written. */
  accepted(args: unknown): AcceptedChange
}

export type Command = LocalCommand | ReadCommand | ChangeCommand

/** A plan that was confirmed and can be carried out. */
export interface Confirmed {
  readonly plan: ConfirmablePlan
  readonly asked: Asked
  readonly scope: Scope
  readonly work: Work
  /** The command that it takes back. */
  readonly undoes: number | undefined
  carryOut(task: Task): Promise<ChangeResult>
}

/** All commands, for those that confirm or take back what others did. */
export interface Commands {
  /** A change that the ledger holds, as its command takes it up; undefined when there is no such command any more. */
  acceptedOf(row: Pick<CommandRow, 'command' | 'args'>): AcceptedChange | undefined
  /** What was done under a row of the ledger, also under one that no command takes up. */
  workOf(row: Pick<CommandRow, 'command' | 'args'>): Work | undefined
  /** A plan to be confirmed; undefined for one that no command knows. */
  confirmed(plan: unknown): Confirmed | undefined
  /** How a change is taken back; undefined for one that can't be. */
  reversalOf(plan: Plan): ((row: CommandRow, task: Task) => Promise<ChangeResult>) | undefined
}

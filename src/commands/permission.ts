import type { Answer, AnswerOf, ConfirmablePlan } from '../domain/answer.ts'
import { isEnough, type LeastRole, type Role } from '../domain/role.ts'
import type { AdminBook } from './admin-book.ts'
import { findNameAtHead } from './command-names.ts'
import type { CommandArgs, CommandSpec } from './reading.ts'
import { ADOPT, BATCH, CREATE, DISMISS, MOVE, REMOVE, RENAME, UNDO } from './specs.ts'

/*
 * Who may do what. The table is the column `role` of the specs; it is asked when a command is read, when its plan is
 * confirmed and when its turn to run comes, each time with the role that its admin has then.
 */

/** Why an admin may not use a command, or, for a yes, do what it confirms; undefined when they may. */
export function refusalOf(
  admins: AdminBook,
  admin: string,
  spec: CommandSpec,
  { plan }: CommandArgs = {},
): AnswerOf<'not-allowed'> | undefined {
  // To have left already is what was wanted.
  if (plan?.kind === 'remove-admin' && plan.openid === admin) return undefined
  return refuse(admins, admin, plan === undefined ? spec : commandOf(plan))
}

/** The same for what is told about an attempt that could not be read as a whole: nobody is taught what they may not do. */
export function refusalOfHint(
  admins: AdminBook,
  admin: string,
  answer: Answer,
  specs: readonly CommandSpec[],
): AnswerOf<'not-allowed'> | undefined {
  const shown = 'corrected' in answer ? answer.corrected : 'head' in answer ? answer.head : exampleIn(answer)
  const named = shown === null ? undefined : findNameAtHead(shown, specs)
  return named === undefined ? undefined : refuse(admins, admin, named.spec)
}

/** The command whose work a plan is, once it is confirmed. */
export function commandOf(plan: ConfirmablePlan): CommandSpec {
  switch (plan.kind) {
    case 'delete':
      return REMOVE
    case 'create-same-name':
      return CREATE
    case 'rename-same-name':
      return RENAME
    case 'blacklist':
      return MOVE
    case 'move-many':
      return BATCH
    case 'adopt':
      return ADOPT
    case 'remove-admin':
      return DISMISS
    case 'undo-move':
    case 'undo-rename':
    case 'undo-create':
      return UNDO
  }
}

/** What a role is too little for; null when it is enough. */
export function lackFor(admins: AdminBook, admin: string, least: LeastRole): Role | null {
  const role = admins.roleOf(admin)
  if (least === 'anybody' || (role !== undefined && isEnough(role, least))) return null
  return least
}

function refuse(admins: AdminBook, admin: string, { name, role }: CommandSpec): AnswerOf<'not-allowed'> | undefined {
  const needs = lackFor(admins, admin, role)
  return needs === null ? undefined : { kind: 'not-allowed', command: name, role: admins.roleOf(admin) ?? null, needs }
}

function exampleIn(answer: Answer): string | null {
  return 'example' in answer ? answer.example : null
}

import type { Actor } from '../domain/actor.ts'
import type { AnswerOf } from '../domain/answer.ts'
import { isEnough, type LeastRole, type Role } from '../domain/role.ts'
import type { Roster } from './roster.ts'

/*
 * Who may do what. The least role stands with each command; it is asked for when a command is read, when its plan is
 * confirmed and when its turn to run comes, each time with the role that its actor has then.
 */

type Roles = Pick<Roster, 'roleOf'>

/** What an actor may do now; undefined for whoever may not command at all. */
export function roleOf(roster: Roles, actor: Actor): Role | undefined {
  switch (actor.kind) {
    // Whoever is at the machine's shell holds the store and the settings.
    case 'shell':
      return 'owner'
    // A rule does what its owner set it up for, and the scheduler what an admin put off: both move people.
    case 'rule':
    case 'scheduler':
      return 'admin'
    case 'restore':
      return undefined
    case 'admin':
    case 'console':
      return roster.roleOf(actor.openid)
  }
}

/** What a role is too little for; null when it is enough. */
export function lackFor(roster: Roles, actor: Actor, least: LeastRole): Role | null {
  const role = roleOf(roster, actor)
  if (least === 'anybody' || (role !== undefined && isEnough(role, least))) return null
  return least
}

/** Why an actor may not use a command; undefined when they may. */
export function refusalOf(
  roster: Roles,
  actor: Actor,
  { name, role }: { readonly name: string; readonly role: LeastRole },
): AnswerOf<'not-allowed'> | undefined {
  const needs = lackFor(roster, actor, role)
  return needs === null ? undefined : { kind: 'not-allowed', command: name, role: roleOf(roster, actor) ?? null, needs }
}

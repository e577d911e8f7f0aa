import { lackFor, roleOf } from '../../../admins/permission.ts'
import type { Roster } from '../../../admins/roster.ts'
import { isSameActor, type Actor } from '../../../domain/actor.ts'
import type { Answer } from '../../../domain/answer.ts'
import type { CommandRow, Ledger } from '../../../store/ledger.ts'
import type { Commands } from '../../command.ts'

/** The command that takes others back. */
export const UNDO = { name: '撤销', role: 'admin' } as const

interface Asked {
  readonly admins: Pick<Roster, 'roleOf'>
  readonly ledger: Pick<Ledger, 'find'>
  readonly commands: Pick<Commands, 'acceptedOf' | 'workOf'>
}

/**
 * Why an actor may not take a command back: it needs the role of 撤销, of the command itself and of what undoing it does
 * (a creation is deleted). Commands about admins are taken back by nobody but who gave them. Asked when 撤销 is accepted and
 * when its turn comes; undefined when they may.
 */
export async function refusalToUndo(services: Asked, actor: Actor, row: CommandRow): Promise<Answer | undefined> {
  const { admins, ledger, commands } = services
  const { spec, undoRole = 'viewer', personal = false } = commands.workOf(row) ?? { spec: { role: 'owner' } }
  for (const least of [UNDO.role, spec.role, undoRole] as const) {
    const needs = lackFor(admins, actor, least)
    if (needs === null) continue
    return { kind: 'not-allowed', command: `${UNDO.name} ${row.number}`, role: roleOf(admins, actor) ?? null, needs }
  }
  if (personal && !isSameActor(row.actor, actor)) {
    return { kind: 'cannot-undo', number: row.number, reason: 'about-admins' }
  }
  const undoes = commands.acceptedOf(row)?.undoes
  const taken = undoes === undefined ? undefined : await ledger.find(undoes)
  return taken === undefined ? undefined : refusalToUndo(services, actor, taken)
}

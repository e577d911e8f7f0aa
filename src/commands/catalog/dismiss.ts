import type { CannotChangeAdmin, ConfirmablePlan } from '../../domain/answer.ts'
import { isBelow } from '../../domain/role.ts'
import type { AdminBook } from '../admin-book.ts'
import type { ChangeCommand, ChangeResult, PreparedChange, Scope, Services, Task } from '../command.ts'
import type { CommandArgs, CommandSpec } from '../reading.ts'
import { DISMISS } from '../specs.ts'

/**
 * 管理员 移除: somebody may no longer command. Asked first. Only who is below one's own role can be removed, and oneself,
 * as long as another owner remains; those that the settings name can't.
 */
export const dismiss: ChangeCommand = {
  kind: 'change',
  spec: DISMISS,
  prepare: (args, admin) => Promise.resolve(prepareAbout(DISMISS, args, admin)),
  scope: scopeAbout,

  async run({ openid }, task, { admins }) {
    if (openid === undefined) throw new TypeError('removing an admin needs to know whom')
    const reason = faultOfRemoval(admins, task.admin, openid)
    const role = admins.roleOf(openid)
    if (reason !== undefined || role === undefined) return refuse(openid, reason ?? 'no-admin')
    return task.ask({ kind: 'remove-admin', openid, role, own: openid === task.admin })
  },
}

/** After the yes. Whoever is gone by then is gone as was wanted, also when a crash came between the deed and its record. */
export async function carryOutDismissal(
  plan: Extract<ConfirmablePlan, { kind: 'remove-admin' }>,
  task: Task,
  { admins }: Services,
): Promise<ChangeResult> {
  const { openid } = plan
  const role = admins.roleOf(openid)
  if (role !== undefined) {
    const reason = faultOfRemoval(admins, task.admin, openid)
    if (reason !== undefined) return refuse(openid, reason)
    if (role !== plan.role) return task.ask({ ...plan, role }, true)
    if (!(await admins.remove(openid))) return refuse(openid, 'last-owner')
  }
  return { outcome: 'done', answer: { kind: 'admin-removed', openid, role: plan.role } }
}

/** A command about one admin, with 我 read as whoever asks. */
export function prepareAbout(spec: CommandSpec, { self, ...args }: CommandArgs, admin: string): PreparedChange {
  const about = self === true ? { ...args, openid: admin } : args
  const asked = { command: spec.name, target: '', openid: about.openid ?? null }
  return { kind: 'change', args: about, asked, scope: scopeAbout(about) }
}

export function scopeAbout({ openid }: CommandArgs): Scope {
  return { kind: 'barrier', openids: openid === undefined ? [] : [openid] }
}

/** Why somebody may not change another admin; undefined when they may. */
export function faultOf(admins: AdminBook, admin: string, openid: string): CannotChangeAdmin | undefined {
  const [own, role] = [admins.roleOf(admin), admins.roleOf(openid)]
  if (role === undefined) return 'no-admin'
  if (admins.isNamedInSettings(openid)) return 'in-settings'
  return own !== undefined && isBelow(role, own) ? undefined : 'not-below'
}

function faultOfRemoval(admins: AdminBook, admin: string, openid: string): CannotChangeAdmin | undefined {
  const reason = faultOf(admins, admin, openid)
  if (openid !== admin || reason !== 'not-below') return reason
  return admins.roleOf(openid) === 'owner' && admins.owners === 1 ? 'last-owner' : undefined
}

function refuse(openid: string, reason: CannotChangeAdmin): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'cannot-change-admin', openid, reason } }
}

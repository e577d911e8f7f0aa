import { isBelow } from '../../domain/role.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import type { CommandArgs } from '../reading.ts'
import { GRANT } from '../specs.ts'
import { faultOf, prepareAbout, scopeAbout } from './dismiss.ts'

/** 管理员 角色: gives an admin another role, both below the asker's own. */
export const grant: ChangeCommand = {
  kind: 'change',
  spec: GRANT,
  prepare: (args, admin) => Promise.resolve(prepareAbout(GRANT, args, admin)),
  scope: scopeAbout,
  run: (args, task, services) => giveRole(args, task, services),
}

async function giveRole({ openid, role }: CommandArgs, task: Task, { admins }: Services): Promise<ChangeResult> {
  if (openid === undefined || role === undefined) throw new TypeError('giving a role needs somebody and a role')
  const own = admins.roleOf(task.admin)
  if (own === undefined || !isBelow(role, own)) return { outcome: 'refused', answer: { kind: 'role-too-high', role } }
  const from = admins.roleOf(openid)
  if (from === role) return { outcome: 'done', answer: { kind: 'role-already', openid, role } }
  const reason = openid === task.admin ? 'own-role' : faultOf(admins, task.admin, openid)
  if (reason !== undefined || from === undefined || !(await admins.setRole(openid, role))) {
    return { outcome: 'refused', answer: { kind: 'cannot-change-admin', openid, reason: reason ?? 'no-admin' } }
  }
  return { outcome: 'done', answer: { kind: 'role-changed', openid, from, to: role } }
}

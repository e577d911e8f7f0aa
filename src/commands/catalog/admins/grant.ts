import { z } from 'zod'
import { roleOf } from '../../../admins/permission.ts'
import { personOf } from '../../../domain/actor.ts'
import { isBelow } from '../../../domain/role.ts'
import { defineChange } from '../../define.ts'
import { adminAndRole } from '../../reading/arguments/admin.ts'
import { OTHER_OPENID } from '../../reading/samples.ts'
import * as stored from '../../schemas.ts'
import { faultOf, oneAdmin, prepareAbout, refuseChange, scopeOf } from './about.ts'

const NAME = '管理员 角色'

/** 管理员 角色: gives an admin another role, both below the asker's own. */
export const grant = defineChange({
  spec: {
    name: NAME,
    english: 'admins role',
    names: [NAME, 'admins role'],
    reader: adminAndRole,
    role: 'owner',
    summary: { zh: '修改管理员的角色：管理员或只读', en: 'makes an admin a viewer, or a viewer an admin' },
    examples: [`${NAME} ${OTHER_OPENID} 只读`, `admins role ${OTHER_OPENID} viewer`],
  },
  args: z.object({ ...oneAdmin, role: stored.role }),
  needs: ['admins'],
  final: 'about-admins',
  personal: true,
  prepare: (args, actor) => prepareAbout(NAME, args, actor),
  scope: ({ openid }) => scopeOf(openid),

  async run({ openid, role }, { actor }, { admins }) {
    if (openid === undefined) throw new TypeError('giving a role needs somebody')
    const own = roleOf(admins, actor)
    if (own === undefined || !isBelow(role, own)) return { outcome: 'refused', answer: { kind: 'role-too-high', role } }
    const from = admins.roleOf(openid)
    if (from === role) return { outcome: 'done', answer: { kind: 'role-already', openid, role } }
    const reason = openid === personOf(actor) ? 'own-role' : faultOf(admins, actor, openid)
    if (reason !== undefined || from === undefined || !(await admins.setRole(openid, role))) {
      return refuseChange(openid, reason ?? 'no-admin')
    }
    return { outcome: 'done', answer: { kind: 'role-changed', openid, from, to: role } }
  },
})

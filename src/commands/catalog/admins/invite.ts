import { z } from 'zod'
import { MOST_INVITATIONS } from '../../../admins/claims.ts'
import { isBelow } from '../../../domain/role.ts'
import { defineLocal } from '../../define.ts'
import { role as roleOrNone } from '../../reading/arguments/admin.ts'
import * as stored from '../../schemas.ts'

/**
 * 管理员 邀请: gives a one-time code to pass on. It gets no row in the ledger, because the answer holds the code: the row is
 * written when the code is used, and names who made it.
 */
export const invite = defineLocal({
  spec: {
    name: '管理员 邀请',
    english: 'admins invite',
    names: ['管理员 邀请', '邀请管理员', 'admins invite'],
    reader: roleOrNone,
    role: 'owner',
    summary: {
      zh: '邀请管理员或只读成员，生成一次性认领码',
      en: 'invites somebody as admin or viewer: gives a one-time code',
    },
    examples: ['管理员 邀请', '管理员 邀请 只读', 'admins invite', 'admins invite viewer'],
  },
  args: z.object({ role: stored.role.exactOptional() }),
  needs: ['admins', 'claims'],

  async answer({ role = 'admin' }, { openid, dedupeKey }, { admins, claims }) {
    const own = admins.roleOf(openid)
    if (own === undefined || !isBelow(role, own)) return { answer: { kind: 'role-too-high', role } }
    const invited = await claims.invite(role, openid, dedupeKey)
    switch (invited.kind) {
      case 'invited':
        return { answer: { kind: 'invited', code: invited.code, role, untilAt: invited.untilAt } }
      case 'too-many':
        return { answer: { kind: 'too-many-invitations', limit: MOST_INVITATIONS } }
    }
  },
})

import { isBelow } from '../../domain/role.ts'
import { MOST_INVITATIONS } from '../claims.ts'
import type { LocalCommand } from '../command.ts'
import { INVITE } from '../specs.ts'

/**
 * 管理员 邀请: gives a one-time code to pass on. It gets no row in the ledger, because the answer holds the code: the row is
 * written when the code is used, and names who made it.
 */
export const invite: LocalCommand = {
  kind: 'local',
  spec: INVITE,
  async answer({ role = 'admin' }, admin, { admins, claims }, { dedupeKey }) {
    const own = admins.roleOf(admin)
    if (own === undefined || !isBelow(role, own)) return { answer: { kind: 'role-too-high', role } }
    const invited = await claims.invite(role, admin, dedupeKey)
    switch (invited.kind) {
      case 'invited':
        return { answer: { kind: 'invited', code: invited.code, role, untilAt: invited.untilAt } }
      case 'too-many':
        return { answer: { kind: 'too-many-invitations', limit: MOST_INVITATIONS } }
    }
  },
}

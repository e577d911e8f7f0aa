import type { Answer } from '../../domain/answer.ts'
import type { Role } from '../../domain/role.ts'
import type { Services } from '../services.ts'
import { groupsInTime } from './known-groups.ts'

/**
 * Welcomes whoever got a role by a code. An owner is told how many tags there are that fenzu does not manage yet: no move goes
 * there before they are handed over.
 */
export async function welcome(role: Role, services: Pick<Services, 'list' | 'clock'>): Promise<Answer> {
  if (role !== 'owner') return { kind: 'claimed', role }
  const unmanaged = (await groupsInTime(services)).filter((group) => group.unmanaged === true).length
  return unmanaged === 0 ? { kind: 'claimed', role } : { kind: 'claimed', role, unmanaged }
}

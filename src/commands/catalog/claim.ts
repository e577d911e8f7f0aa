import type { LocalCommand } from '../command.ts'
import { CLAIM } from '../specs.ts'

/**
 * 认领, by somebody who commands already: of both roles the higher one is theirs. Whoever does not command is met at the
 * door, before any command is read.
 */
export const claim: LocalCommand = {
  kind: 'local',
  spec: CLAIM,
  async answer({ code = '' }, admin, { admins, claims }) {
    if (admins.roleOf(admin) === 'owner') return { answer: { kind: 'already-admin', role: 'owner' } }
    const redeemed = await claims.redeem(admin, code)
    if (redeemed.kind === 'wrong') return { answer: { kind: 'wrong-code' } }
    return { answer: { kind: redeemed.kind === 'joined' ? 'claimed' : 'already-admin', role: redeemed.role } }
  },
}

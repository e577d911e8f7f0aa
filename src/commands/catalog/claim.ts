import type { LocalCommand } from '../command.ts'
import { CLAIM } from '../specs.ts'

/**
 * 认领, by somebody who commands already: of both roles the higher one is theirs. Whoever does not command is met at the
 * door, before any command is read.
 */
export const claim: LocalCommand = {
  kind: 'local',
  spec: CLAIM,
  async answer({ code = '' }, admin, { admins, claims }, { dedupeKey, writtenAt }) {
    const role = admins.roleOf(admin)
    if (role === 'owner') {
      // Written before they were one: the message that made them the owner, delivered again because its answer was lost.
      if (writtenAt <= (admins.sinceOf(admin) ?? -Infinity)) return { answer: { kind: 'claimed', role } }
      return { answer: { kind: 'already-admin', role } }
    }
    const redeemed = await claims.redeem(admin, code, dedupeKey)
    if (redeemed.kind === 'wrong') return { answer: { kind: 'wrong-code' } }
    return { answer: { kind: redeemed.kind === 'joined' ? 'claimed' : 'already-admin', role: redeemed.role } }
  },
}

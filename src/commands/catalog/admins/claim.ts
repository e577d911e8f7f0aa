import { z } from 'zod'
import { JOINING } from '../../../admins/claims.ts'
import { defineLocal } from '../../define.ts'
import { code as oneTimeCode } from '../../reading/arguments/short.ts'
import { welcome } from '../../running/welcome.ts'

/**
 * 认领, by somebody who commands already: of both roles the higher one is theirs. Whoever does not command is met at the
 * door, before any command is read.
 */
export const claim = defineLocal({
  spec: {
    name: JOINING,
    english: 'claim',
    names: ['认领', 'claim'],
    reader: oneTimeCode,
    role: 'anybody',
    summary: {
      zh: '用一次性认领码成为管理员（来自邀请，或启动时显示）',
      en: 'makes you an admin, with the one-time code from an invitation or the first start',
    },
    examples: ['认领 K7QD-9M2X', 'claim K7QD-9M2X'],
  },
  args: z.object({ code: z.string() }),
  needs: ['admins', 'claims', 'list', 'clock'],
  // The ledger holds that somebody joined.
  recorded: { final: 'about-admins', personal: true },

  async answer({ code }, { openid, dedupeKey, writtenAt }, services) {
    const { admins, claims } = services
    const role = admins.roleOf(openid)
    if (role === 'owner') {
      // Written before they were one: the message that made them the owner, delivered again because its answer was lost.
      if (writtenAt <= (admins.sinceOf(openid) ?? -Infinity)) return { answer: await welcome(role, services) }
      return { answer: { kind: 'already-admin', role } }
    }
    const redeemed = await claims.redeem(openid, code, { dedupeKey, writtenAt })
    if (redeemed.kind === 'wrong') return { answer: { kind: 'wrong-code' } }
    if (redeemed.kind === 'joined') return { answer: await welcome(redeemed.role, services) }
    return { answer: { kind: 'already-admin', role: redeemed.role } }
  },
})

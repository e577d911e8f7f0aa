import { z } from 'zod'
import type { Roster } from '../../../admins/roster.ts'
import { personOf, type Actor } from '../../../domain/actor.ts'
import type { CannotChangeAdmin } from '../../../domain/answer.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { admin as oneOfThem } from '../../reading/arguments/admin.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { OTHER_OPENID } from '../../reading/samples.ts'
import * as stored from '../../schemas.ts'
import { faultOf, oneAdmin, prepareAbout, refuseChange, scopeOf } from './about.ts'

export const DISMISS: CommandSpec = {
  name: '管理员 移除',
  english: 'admins remove',
  names: ['管理员 移除', 'admins remove'],
  reader: oneOfThem,
  role: 'owner',
  summary: { zh: '移除一个管理员（先确认）', en: 'removes an admin (asks first)' },
  examples: [`管理员 移除 ${OTHER_OPENID}`, '管理员 移除 我', `admins remove ${OTHER_OPENID}`, 'admins remove me'],
}

/** Who may command is changed by its own commands, forth and back. */
const ABOUT_ADMINS = { final: 'about-admins', personal: true } as const

/** After the yes. Whoever is gone by then is gone as was wanted, also when a crash came between the deed and its record. */
const confirmation = defineConfirmation({
  kind: 'remove-admin',
  plan: z.object({ kind: z.literal('remove-admin'), openid: stored.openid, role: stored.role, own: z.boolean() }),
  needs: ['admins'],
  // To have left already is what was wanted.
  work: ({ own }) => ({ spec: own ? { ...DISMISS, role: 'anybody' } : DISMISS, ...ABOUT_ADMINS }),
  asked: ({ openid }) => ({ target: '', openid }),
  scope: ({ openid }) => scopeOf(openid),

  async carryOut(plan, task, { admins }) {
    const { openid } = plan
    const role = admins.roleOf(openid)
    if (role !== undefined) {
      const reason = faultOfRemoval(admins, task.actor, openid)
      if (reason !== undefined) return refuseChange(openid, reason)
      if (role !== plan.role) return task.ask({ ...plan, role }, true)
      if (!(await admins.remove(openid))) return refuseChange(openid, 'last-owner')
    }
    return { outcome: 'done', answer: { kind: 'admin-removed', openid, role: plan.role } }
  },
})

/**
 * 管理员 移除: somebody may no longer command. Asked first. Only who is below one's own role can be removed, and oneself,
 * as long as another owner remains; those that the settings name can't.
 */
export const dismiss = defineChange({
  spec: DISMISS,
  args: z.object(oneAdmin),
  needs: ['admins'],
  confirmations: [confirmation],
  ...ABOUT_ADMINS,
  prepare: (args, actor) => prepareAbout(DISMISS.name, args, actor),
  scope: ({ openid }) => scopeOf(openid),

  async run({ openid }, { actor, ask }, { admins }) {
    if (openid === undefined) throw new TypeError('removing an admin needs to know whom')
    const reason = faultOfRemoval(admins, actor, openid)
    const role = admins.roleOf(openid)
    if (reason !== undefined || role === undefined) return refuseChange(openid, reason ?? 'no-admin')
    return ask({ kind: 'remove-admin', openid, role, own: openid === personOf(actor) })
  },
})

function faultOfRemoval(admins: Roster, actor: Actor, openid: string): CannotChangeAdmin | undefined {
  const reason = faultOf(admins, actor, openid)
  if (openid !== personOf(actor) || reason !== 'not-below') return reason
  return admins.roleOf(openid) === 'owner' && admins.owners === 1 ? 'last-owner' : undefined
}

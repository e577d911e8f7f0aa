import { z } from 'zod'
import { isSystemGroup } from '../../../domain/group.ts'
import { BARRIER } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { group as oneGroup } from '../../reading/arguments/group.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { defineReversal } from '../../reversal.ts'
import { cannotUndo } from '../../running/endings.ts'
import { findTarget, goneGroup, toRef, toTarget, writeRef } from '../../running/finding.ts'
import { deleteGroup } from '../../running/group-changes.ts'
import * as stored from '../../schemas.ts'

const REMOVE: CommandSpec = {
  name: '删除',
  english: 'delete',
  names: ['删除', '删组', 'delete'],
  reader: oneGroup,
  role: 'owner',
  summary: { zh: '删除一个分组（先确认）', en: 'deletes a group (asks first)' },
  examples: ['删除 108', 'delete 108'],
  takesReason: true,
}

const confirmation = defineConfirmation({
  kind: 'delete',
  plan: z.object({ kind: z.literal('delete'), group: stored.groupRef, count: z.number().nullable() }),
  needs: ['list', 'changes'],
  work: () => ({ spec: REMOVE }),
  asked: ({ group }) => ({ target: writeRef(group), openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, services) {
    const group = (await services.list.read(0)).find(({ id }) => id === plan.group.id)
    if (group === undefined) return goneGroup(String(plan.group.id))
    const unchanged = group.name === plan.group.name && group.count === plan.count
    if (unchanged) return deleteGroup(group, task, services)
    return task.ask({ kind: 'delete', group: { id: group.id, name: group.name }, count: group.count }, true)
  },
})

/** 删除: asks before a group is deleted; its followers fall back to 未分组. The yes is carried out by 确认. */
export const remove = defineChange({
  spec: REMOVE,
  args: z.object({ group: stored.groupToken, reason: stored.reason }),
  needs: ['list', 'backend'],
  confirmations: [confirmation],
  reversals: [
    defineReversal({
      kind: 'delete',
      needs: [],
      takeBack: (_plan, { number }) => Promise.resolve(cannotUndo(number, 'deletion')),
    }),
  ],

  prepare(args, _actor, { list }) {
    const target = toTarget(list.peek(args.group), args.group)
    return { kind: 'change', args, asked: { command: REMOVE.name, target, openid: null }, scope: BARRIER }
  },

  scope: () => BARRIER,

  async run({ group: token }, task, services) {
    await services.list.read(0)
    const found = await findTarget(services, token, (id) => `${REMOVE.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const { group } = found
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group: toRef(group) } }
    return task.ask({ kind: 'delete', group: toRef(group), count: group.count })
  },
})

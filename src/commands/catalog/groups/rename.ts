import { z } from 'zod'
import { isSystemGroup } from '../../../domain/group.ts'
import { BARRIER } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { groupAndName } from '../../reading/arguments/name.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { defineReversal } from '../../reversal.ts'
import { cannotUndo } from '../../running/endings.ts'
import { findTarget, goneGroup, toRef } from '../../running/finding.ts'
import { renameGroup } from '../../running/group-changes.ts'
import { UNDO } from '../../running/undo/permission.ts'
import * as stored from '../../schemas.ts'
import { findFault, idsNamed, nameTaken } from './names.ts'

const RENAME: CommandSpec = {
  name: '改名',
  english: 'rename',
  names: ['改名', 'rename'],
  reader: groupAndName,
  role: 'admin',
  summary: { zh: '给分组改名', en: 'renames a group' },
  examples: ['改名 108 老客户', 'rename 108 Regulars'],
  takesReason: true,
}

const sameName = defineConfirmation({
  kind: 'rename-same-name',
  plan: z.object({
    kind: z.literal('rename-same-name'),
    id: z.number(),
    from: z.string(),
    name: z.string(),
    existing: z.array(z.number()),
  }),
  needs: ['list', 'changes'],
  work: () => ({ spec: RENAME }),
  asked: ({ from, name }) => ({ target: `${from} → ${name}`, openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, services) {
    const groups = await services.list.read(0)
    const group = groups.find(({ id }) => id === plan.id)
    if (group === undefined) return goneGroup(String(plan.id))
    const existing = idsNamed(groups, plan.name).filter((id) => id !== group.id)
    const unchanged = group.name === plan.from && existing.every((id) => plan.existing.includes(id))
    if (unchanged) return renameGroup(group, plan.name, task, services)
    return task.ask({ ...plan, from: group.name, existing }, true)
  },
})

const reversal = defineReversal({
  kind: 'rename',
  needs: ['list', 'changes'],
  async takeBack(plan, { number }, task, services) {
    const group = (await services.list.read(0)).find(({ id }) => id === plan.id)
    if (group === undefined) return cannotUndo(number, 'group-gone')
    if (group.name !== plan.to) {
      return task.ask({ kind: 'undo-rename', number, id: plan.id, now: group.name, back: plan.from })
    }
    return renameGroup(group, plan.from, task, services)
  },
})

const undoRename = defineConfirmation({
  kind: 'undo-rename',
  plan: z.object({
    kind: z.literal('undo-rename'),
    number: z.number(),
    id: z.number(),
    now: z.string(),
    back: z.string(),
  }),
  needs: ['list', 'changes'],
  work: () => ({ spec: UNDO }),
  asked: ({ number }) => ({ target: String(number), openid: null }),
  scope: () => BARRIER,
  undoes: ({ number }) => number,

  async carryOut(plan, task, services) {
    const group = (await services.list.read(0)).find(({ id }) => id === plan.id)
    if (group === undefined) return cannotUndo(plan.number, 'group-gone')
    if (group.name !== plan.now) return task.ask({ ...plan, now: group.name }, true)
    return renameGroup(group, plan.back, task, services)
  },
})

/** 改名: gives a group another name. */
export const rename = defineChange({
  spec: RENAME,
  args: z.object({ group: stored.groupToken, name: z.string(), reason: stored.reason }),
  needs: ['list', 'backend', 'changes'],
  confirmations: [sameName, undoRename],
  reversals: [reversal],

  prepare(args, _actor, { backend }) {
    const { group, name } = args
    const bad = findFault(name, backend.capabilities, (fitting) => `${RENAME.name} ${group.text} ${fitting}`)
    if (bad !== undefined) return { kind: 'answer', answer: bad }
    const asked = { command: RENAME.name, target: `${group.text} → ${name}`, openid: null }
    return { kind: 'change', args, asked, scope: BARRIER }
  },

  scope: () => BARRIER,

  async run({ group: token, name }, task, services) {
    const groups = await services.list.read(0)
    const found = await findTarget(services, token, (id) => `${RENAME.name} ${id} ${name}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const { group } = found
    const { capabilities } = services.backend
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group: toRef(group) } }
    if (group.name === name) return { outcome: 'refused', answer: { kind: 'already-named', group: toRef(group) } }
    if (!capabilities.sameNames && groups.some((one) => one.name === name)) {
      const answer = nameTaken(name, capabilities, (other) => `${RENAME.name} ${group.id} ${other}`)
      return { outcome: 'refused', answer }
    }
    const existing = idsNamed(groups, name).filter((id) => id !== group.id)
    if (existing.length > 0) {
      return task.ask({ kind: 'rename-same-name', id: group.id, from: group.name, name, existing })
    }
    return renameGroup(group, name, task, services)
  },
})

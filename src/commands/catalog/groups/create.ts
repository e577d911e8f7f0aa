import { z } from 'zod'
import { isSystemGroup } from '../../../domain/group.ts'
import { BARRIER } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { name as newName } from '../../reading/arguments/name.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { defineReversal } from '../../reversal.ts'
import { cannotUndo, toldOf } from '../../running/endings.ts'
import { createGroup, deleteGroup } from '../../running/group-changes.ts'
import { UNDO } from '../../running/undo/permission.ts'
import * as stored from '../../schemas.ts'
import { findFault, idsNamed, nameTaken } from './names.ts'

const CREATE: CommandSpec = {
  name: '新建',
  english: 'create',
  names: ['新建', '建组', 'create'],
  reader: newName,
  role: 'admin',
  summary: { zh: '新建一个分组', en: 'creates a group' },
  examples: ['新建 老客户', 'create Regulars'],
  takesReason: true,
}

/** Taking a creation back deletes the group. */
const UNDO_ROLE = 'owner'

const sameName = defineConfirmation({
  kind: 'create-same-name',
  plan: z.object({ kind: z.literal('create-same-name'), name: z.string(), existing: z.array(z.number()) }),
  needs: ['list', 'changes'],
  work: () => ({ spec: CREATE, undoRole: UNDO_ROLE }),
  asked: ({ name }) => ({ target: name, openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, services) {
    const groups = await services.list.read(0)
    const existing = idsNamed(groups, plan.name)
    if (existing.every((id) => plan.existing.includes(id))) return createGroup(plan.name, groups, task, services)
    return task.ask({ ...plan, existing }, true)
  },
})

/** Taking a creation back is a deletion: only while the group is empty, and confirmed. */
const reversal = defineReversal({
  kind: 'create',
  needs: ['list'],
  async takeBack({ name }, row, task, { list }) {
    const done = toldOf(row)
    const created = done?.kind === 'created' ? done.group.id : undefined
    const group = (await list.read(0)).find(({ id }) => id === created)
    if (group === undefined) return cannotUndo(row.number, 'group-gone')
    if ((group.count ?? 0) > 0) return cannotUndo(row.number, 'group-not-empty')
    return task.ask({ kind: 'undo-create', number: row.number, group: { id: group.id, name: group.name || name } })
  },
})

const undoCreate = defineConfirmation({
  kind: 'undo-create',
  plan: z.object({ kind: z.literal('undo-create'), number: z.number(), group: stored.groupRef }),
  needs: ['list', 'changes'],
  work: () => ({ spec: UNDO }),
  asked: ({ number }) => ({ target: String(number), openid: null }),
  scope: () => BARRIER,
  undoes: ({ number }) => number,

  async carryOut(plan, task, services) {
    const { id } = plan.group
    const group = (await services.list.read(0)).find((one) => one.id === id)
    if (group === undefined) return cannotUndo(plan.number, 'group-gone')
    if ((group.count ?? 0) > 0) return cannotUndo(plan.number, 'group-not-empty')
    if (group.name !== plan.group.name) return task.ask({ ...plan, group: { id, name: group.name } }, true)
    return deleteGroup(group, task, services)
  },
})

/** 新建: creates a group. A name that exists already is asked about, because the platform allows two of the same name. */
export const create = defineChange({
  spec: CREATE,
  args: z.object({ name: z.string(), reason: stored.reason }),
  needs: ['list', 'backend', 'changes'],
  undoRole: UNDO_ROLE,
  confirmations: [sameName, undoCreate],
  reversals: [reversal],

  prepare(args, _actor, { backend }) {
    const bad = findFault(args.name, backend.capabilities, (fitting) => `${CREATE.name} ${fitting}`)
    if (bad !== undefined) return { kind: 'answer', answer: bad }
    return { kind: 'change', args, asked: { command: CREATE.name, target: args.name, openid: null }, scope: BARRIER }
  },

  scope: () => BARRIER,

  async run({ name }, task, services) {
    const groups = await services.list.read(0)
    const existing = idsNamed(groups, name)
    const { capabilities } = services.backend
    if (!capabilities.sameNames && groups.some((group) => group.name === name)) {
      return { outcome: 'refused', answer: nameTaken(name, capabilities, (other) => `${CREATE.name} ${other}`) }
    }
    const { mostGroups } = capabilities
    if (mostGroups !== null && groups.filter(({ id }) => !isSystemGroup(id)).length >= mostGroups) {
      return { outcome: 'refused', answer: { kind: 'too-many-groups', limit: mostGroups } }
    }
    if (existing.length > 0) return task.ask({ kind: 'create-same-name', name, existing })
    return createGroup(name, groups, task, services)
  },
})

import { isSystemGroup, type Group } from '../../domain/group.ts'
import type { GroupToken } from '../../groups/match.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { toEnding } from '../endings.ts'
import { findTarget, toRef } from '../finding.ts'
import type { CommandArgs } from '../reading.ts'
import { RENAME } from '../specs.ts'
import { findFault, idsNamed, nameTaken } from './create.ts'

/** 改名: gives a group another name. */
export const rename: ChangeCommand = {
  kind: 'change',
  spec: RENAME,

  prepare(args, _admin, { backend }) {
    const { group, name } = given(args)
    const bad = findFault(name, backend.capabilities, (fitting) => `${RENAME.name} ${group.text} ${fitting}`)
    if (bad !== undefined) return Promise.resolve({ kind: 'answer', answer: bad })
    return Promise.resolve({
      kind: 'change',
      args,
      asked: { command: RENAME.name, target: `${group.text} → ${name}`, openid: null },
      scope: rename.scope(args),
    })
  },

  scope: () => ({ kind: 'barrier', openids: [] }),

  async run(args, task, services) {
    const { group: token, name } = given(args)
    const groups = await services.list.read(0)
    const found = await findTarget(services, token, (id) => `${RENAME.name} ${id} ${name}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const { group } = found
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group: toRef(group) } }
    if (group.name === name) return { outcome: 'refused', answer: { kind: 'already-named', group: toRef(group) } }
    if (!services.backend.capabilities.sameNames && groups.some((one) => one.name === name)) {
      return { outcome: 'refused', answer: nameTaken(name, services, (other) => `${RENAME.name} ${group.id} ${other}`) }
    }
    const existing = idsNamed(groups, name).filter((id) => id !== group.id)
    if (existing.length > 0) {
      return task.ask({ kind: 'rename-same-name', id: group.id, from: group.name, name, existing })
    }
    return carryOutRename(group, name, task, services)
  },
}

export async function carryOutRename(
  group: Group,
  name: string,
  task: Task,
  { changes }: Services,
): Promise<ChangeResult> {
  const plan = { kind: 'rename', id: group.id, from: group.name, to: name } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

function given(args: CommandArgs): { group: GroupToken; name: string } {
  if (args.group === undefined || args.name === undefined) throw new TypeError('renaming needs a group and a name')
  return { group: args.group, name: args.name }
}

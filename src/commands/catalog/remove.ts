import { isSystemGroup, type Group } from '../../domain/group.ts'
import type { GroupToken } from '../../groups/match.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { toEnding } from '../endings.ts'
import { findTarget, toRef, toTarget } from '../finding.ts'
import type { CommandArgs } from '../reading.ts'
import { REMOVE } from '../specs.ts'

/** 删除: asks before a group is deleted; its followers fall back to 未分组. The yes is carried out by 确认. */
export const remove: ChangeCommand = {
  kind: 'change',
  spec: REMOVE,

  prepare(args, _admin, { list }) {
    const group = given(args)
    const target = toTarget(list.peek(group), group)
    return Promise.resolve({
      kind: 'change',
      args,
      asked: { command: REMOVE.name, target, openid: null },
      scope: remove.scope(args),
    })
  },

  scope: () => ({ kind: 'barrier', openids: [] }),

  async run(args, task, services) {
    await services.list.read(0)
    const found = await findTarget(services, given(args), (id) => `${REMOVE.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const { group } = found
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group: toRef(group) } }
    return task.ask({ kind: 'delete', group: toRef(group), count: group.count })
  },
}

export async function carryOutRemove(
  { id, name, count }: Group,
  task: Task,
  { changes }: Services,
): Promise<ChangeResult> {
  const plan = { kind: 'delete', id, name, count } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

function given(args: CommandArgs): GroupToken {
  if (args.group === undefined) throw new TypeError('deleting needs a group')
  return args.group
}

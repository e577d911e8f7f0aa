import type { Group } from '../../domain/group.ts'
import type { ChangeResult, Task } from '../command.ts'
import type { Services } from '../services.ts'
import { toEnding } from './endings.ts'

/*
 * Making, renaming and deleting a group, once that is decided: the plan is on disk before the call leaves.
 */

type Needs = Pick<Services, 'changes'>

/** @param groups all there are now, so that a lost answer can be settled by what is new */
export async function createGroup(
  name: string,
  groups: readonly Group[],
  task: Task,
  { changes }: Needs,
): Promise<ChangeResult> {
  const plan = { kind: 'create', name, idsBefore: groups.map(({ id }) => id) } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

export async function renameGroup(group: Group, name: string, task: Task, { changes }: Needs): Promise<ChangeResult> {
  const plan = { kind: 'rename', id: group.id, from: group.name, to: name } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

export async function deleteGroup({ id, name, count }: Group, task: Task, { changes }: Needs): Promise<ChangeResult> {
  const plan = { kind: 'delete', id, name, count } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

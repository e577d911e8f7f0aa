import type { Answer, CannotUndo, ConfirmablePlan } from '../../domain/answer.ts'
import type { Plan } from '../../groups/changes.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { ChangeResult, Services, Task } from '../command.ts'
import { carryOutMove, whereIs } from './move.ts'
import { carryOutRemove } from './remove.ts'
import { carryOutRename } from './rename.ts'

type UndoPlan = Extract<ConfirmablePlan, { kind: 'undo-move' | 'undo-rename' | 'undo-create' }>

/** Takes back what one command did. Whoever, or whatever, has been changed since is asked about first. */
export async function undoPlan(row: CommandRow, plan: Plan, task: Task, services: Services): Promise<ChangeResult> {
  switch (plan.kind) {
    case 'move':
      return undoMove(row.number, plan, task, services)
    case 'rename':
      return undoRename(row.number, plan, task, services)
    case 'create':
      return undoCreate(row, plan.name, task, services)
    case 'delete':
      return cannotUndo(row.number, 'deletion')
  }
}

/** The same after a yes: only what was asked about is done, and if the world has changed again it is asked again. */
export async function carryOutUndo(plan: UndoPlan, task: Task, services: Services): Promise<ChangeResult> {
  const groups = await services.list.read(0)
  if (plan.kind === 'undo-move') {
    const where = await whereIs(plan.openid, services)
    if ('outcome' in where) return where
    if (where.from?.id !== plan.now?.id) return task.ask({ ...plan, now: where.from }, true)
    if (!groups.some(({ id }) => id === plan.back.id)) return cannotUndo(plan.number, 'group-gone')
    return undone(
      plan.number,
      await carryOutMove({ openid: plan.openid, from: where.from, to: plan.back }, task, services),
    )
  }
  const id = plan.kind === 'undo-rename' ? plan.id : plan.group.id
  const group = groups.find((one) => one.id === id)
  if (group === undefined) return cannotUndo(plan.number, 'group-gone')
  if (plan.kind === 'undo-rename') {
    if (group.name !== plan.now) return task.ask({ ...plan, now: group.name }, true)
    return undone(plan.number, await carryOutRename(group, plan.back, task, services))
  }
  if (group.count > 0) return cannotUndo(plan.number, 'group-not-empty')
  if (group.name !== plan.group.name) return task.ask({ ...plan, group: { id, name: group.name } }, true)
  return undone(plan.number, await carryOutRemove(group, task, services))
}

export function cannotUndo(number: number, reason: CannotUndo): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'cannot-undo', number, reason } }
}

async function undoMove(
  number: number,
  plan: Extract<Plan, { kind: 'move' }>,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  if (plan.from === null) return cannotUndo(number, 'origin-unknown')
  const groups = await services.list.read(0)
  const origin = groups.find(({ id }) => id === plan.from)
  if (origin === undefined) return cannotUndo(number, 'group-gone')
  const where = await whereIs(plan.openid, services)
  if ('outcome' in where) return where
  const back = { id: origin.id, name: origin.name }
  if (where.from?.id !== plan.to)
    return task.ask({ kind: 'undo-move', number, openid: plan.openid, now: where.from, back })
  return undone(number, await carryOutMove({ openid: plan.openid, from: where.from, to: back }, task, services))
}

async function undoRename(
  number: number,
  plan: Extract<Plan, { kind: 'rename' }>,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const group = (await services.list.read(0)).find(({ id }) => id === plan.id)
  if (group === undefined) return cannotUndo(number, 'group-gone')
  if (group.name !== plan.to)
    return task.ask({ kind: 'undo-rename', number, id: plan.id, now: group.name, back: plan.from })
  return undone(number, await carryOutRename(group, plan.from, task, services))
}

/** Taking a creation back is a deletion: only while the group is empty, and confirmed. */
async function undoCreate(row: CommandRow, name: string, task: Task, services: Services): Promise<ChangeResult> {
  const created = row.answer?.kind === 'created' ? row.answer.group.id : undefined
  const group = (await services.list.read(0)).find(({ id }) => id === created)
  if (group === undefined) return cannotUndo(row.number, 'group-gone')
  if (group.count > 0) return cannotUndo(row.number, 'group-not-empty')
  return task.ask({ kind: 'undo-create', number: row.number, group: { id: group.id, name: group.name || name } })
}

function undone(number: number, { outcome, answer }: ChangeResult): ChangeResult {
  const told: Answer = outcome === 'done' ? { kind: 'undone', number, answer } : answer
  return { outcome, answer: told }
}

import type { CannotUndo, ConfirmablePlan } from '../../domain/answer.ts'
import { mainGroup } from '../../groups/backend.ts'
import type { MovePlan, Plan } from '../../groups/changes.ts'
import { isWhere, type Person } from '../../groups/moves.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { ChangeResult, Services, Task } from '../command.ts'
import { asUndo } from '../endings.ts'
import { reportMoves } from '../move-report.ts'
import { carryOutMoves, nameOf, whereIs } from '../moving.ts'
import { carryOutRemove } from './remove.ts'
import { carryOutRename } from './rename.ts'

type UndoMove = Extract<ConfirmablePlan, { kind: 'undo-move' }>
type UndoPlan = Extract<ConfirmablePlan, { kind: 'undo-move' | 'undo-rename' | 'undo-create' }>

/** From how many followers on taking back is asked about first. */
const ASKED_ABOVE = 10

/** Takes back what one command did. Whoever, or whatever, has been changed since is asked about first. */
export async function undoPlan(row: CommandRow, plan: Plan, task: Task, services: Services): Promise<ChangeResult> {
  switch (plan.kind) {
    case 'move':
      return undoMove(row, plan, task, services)
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
  if (plan.kind === 'undo-move') return carryOutUndoMove(plan, task, services)
  const groups = await services.list.read(0)
  const id = plan.kind === 'undo-rename' ? plan.id : plan.group.id
  const group = groups.find((one) => one.id === id)
  if (group === undefined) return cannotUndo(plan.number, 'group-gone')
  if (plan.kind === 'undo-rename') {
    if (group.name !== plan.now) return task.ask({ ...plan, now: group.name }, true)
    return asUndo(plan.number, await carryOutRename(group, plan.back, task, services))
  }
  if ((group.count ?? 0) > 0) return cannotUndo(plan.number, 'group-not-empty')
  if (group.name !== plan.group.name) return task.ask({ ...plan, group: { id, name: group.name } }, true)
  return asUndo(plan.number, await carryOutRemove(group, task, services))
}

export function cannotUndo(number: number, reason: CannotUndo): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'cannot-undo', number, reason } }
}

/** Exactly those that the command moved go back to where each of them was. */
async function undoMove(row: CommandRow, plan: MovePlan, task: Task, services: Services): Promise<ChangeResult> {
  const { number } = row
  const moved = await whoWasMoved(row, plan, services)
  if (moved.length === 0) return cannotUndo(number, 'changed-nothing')
  if (moved.some(({ from }) => from === null)) return cannotUndo(number, 'origin-unknown')
  const groups = await services.list.read(0)
  const origins = new Set(moved.flatMap(({ from }) => from ?? []))
  if ([...origins].some((id) => !groups.some((group) => group.id === id))) return cannotUndo(number, 'group-gone')
  const found = await Promise.all(moved.map(async ({ openid }) => ({ openid, seen: await whereIs(openid, services) })))
  const faults = found.flatMap(({ seen }) => ('fault' in seen ? [seen] : []))
  const [fault] = faults
  if (fault !== undefined && faults.length === moved.length) return { outcome: 'failed', answer: fault.fault }
  const people = moved.flatMap(({ openid, from, to }, at) => {
    const seen = found[at]?.seen
    return seen === undefined || 'fault' in seen ? [] : [{ openid, now: seen.groups ?? to, back: from ?? [], to }]
  })
  const changed = people.filter(({ now, to, back }) => !isOurs(now, to, back)).length
  if (row.outcome === 'unknown' && people.every(({ now, back }) => isWhere(now, back))) {
    return cannotUndo(number, 'changed-nothing')
  }
  const wish = people.map(({ openid, now, back }) => ({ openid, now, back }))
  if (changed === 0 && people.length <= ASKED_ABOVE) return moveBack(number, wish, faults, task, services)
  return task.ask(await toQuestion(number, wish, changed, services))
}

async function carryOutUndoMove(plan: UndoMove, task: Task, services: Services): Promise<ChangeResult> {
  const found = await Promise.all(plan.people.map(({ openid }) => whereIs(openid, services)))
  const faults = found.flatMap((seen) => ('fault' in seen ? [seen] : []))
  const [fault] = faults
  if (fault !== undefined && faults.length === plan.people.length) return { outcome: 'failed', answer: fault.fault }
  const people = plan.people.flatMap((person, at) => {
    const seen = found[at]
    return seen === undefined || 'fault' in seen ? [] : [{ ...person, seen: seen.groups ?? person.now }]
  })
  const again = people.filter(({ seen, now }) => !isWhere(seen, now)).length
  const wish = people.map(({ openid, seen, back }) => ({ openid, now: seen, back }))
  if (again > 0) return task.ask(await toQuestion(plan.number, wish, again, services), true)
  return moveBack(plan.number, wish, faults, task, services)
}

type Back = UndoMove['people'][number]

async function moveBack(
  number: number,
  people: readonly Back[],
  faults: MovePlan['faults'],
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const plan: MovePlan = {
    kind: 'move',
    people: people
      .filter(({ now, back }) => !isWhere(now, back))
      .map(({ openid, now, back }) => ({ openid, from: now, to: back })),
    already: people.filter(({ now, back }) => isWhere(now, back)).map(({ openid }) => openid),
    faults,
  }
  const [only] = people
  const to = people.length === 1 && only !== undefined ? await nameOf(mainGroup(only.back), services) : null
  return asUndo(number, await reportMoves(await carryOutMoves(plan, task, services), to, services))
}

async function toQuestion(
  number: number,
  people: readonly Back[],
  changed: number,
  services: Services,
): Promise<UndoMove> {
  const [only] = people
  const one =
    people.length === 1 && only !== undefined
      ? { now: await nameOf(mainGroup(only.now), services), back: await nameOf(mainGroup(only.back), services) }
      : null
  return { kind: 'undo-move', number, people, changed, one }
}

/** Whether somebody is only where the command put them, or where it took them from: nobody has moved them since. */
function isOurs(now: readonly number[], to: readonly number[], back: readonly number[]): boolean {
  const halfWay = now.length > 1 && now.every((id) => to.includes(id) || back.includes(id))
  return halfWay || isWhere(now, to) || isWhere(now, back)
}

/** Those whom the command moved, or may have moved. */
async function whoWasMoved(row: CommandRow, plan: MovePlan, { ledger }: Services): Promise<readonly Person[]> {
  const ends = new Map((await ledger.endedItems(row.number)).map(({ openid, outcome }) => [openid, outcome]))
  return plan.people.filter(({ openid }) => (ends.get(openid) ?? row.outcome) !== 'failed')
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
  return asUndo(number, await carryOutRename(group, plan.from, task, services))
}

/** Taking a creation back is a deletion: only while the group is empty, and confirmed. */
async function undoCreate(row: CommandRow, name: string, task: Task, services: Services): Promise<ChangeResult> {
  const created = row.answer?.kind === 'created' ? row.answer.group.id : undefined
  const group = (await services.list.read(0)).find(({ id }) => id === created)
  if (group === undefined) return cannotUndo(row.number, 'group-gone')
  if ((group.count ?? 0) > 0) return cannotUndo(row.number, 'group-not-empty')
  return task.ask({ kind: 'undo-create', number: row.number, group: { id: group.id, name: group.name || name } })
}

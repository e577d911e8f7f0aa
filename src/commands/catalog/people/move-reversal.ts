import { z } from 'zod'
import { mainGroup } from '../../../groups/backend.ts'
import type { MovePlan } from '../../../groups/changes.ts'
import { isWhere, type PersonMove } from '../../../groups/moves.ts'
import type { CommandRow } from '../../../store/ledger.ts'
import type { ChangeResult, Task } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import type { PlanOf } from '../../../domain/answer.ts'
import { defineReversal } from '../../reversal.ts'
import { cannotUndo } from '../../running/endings.ts'
import { reportMoves } from '../../running/move-report.ts'
import { ASKED_ABOVE, carryOutMoves, MOVING, nameOf, whereIs, type MovingServices } from '../../running/moving.ts'
import { readPlan } from '../../running/plan.ts'
import { UNDO } from '../../running/undo/permission.ts'
import * as stored from '../../schemas.ts'
import { withEndsAgain } from '../../timed/ends.ts'
import { askAboutRule } from '../rules/undo.ts'
import { undoLabels } from './label-reversal.ts'

/*
 * Taking a move back: exactly those that the command moved go back to where each of them was. Whoever has been moved since is
 * asked about.
 */

type UndoMove = PlanOf<'undo-move'>
type Back = UndoMove['people'][number]

const ids = z.array(z.number())

export const moveReversal = defineReversal({
  kind: 'move',
  needs: [...MOVING, 'rules'],
  takeBack: (plan, row, task, services) =>
    plan.rule === undefined
      ? undoMove(row, plan, task, services)
      : askAboutRule({ rule: plan.rule, since: row.acceptedAt, row: row.number }, task, services),
})

export const undoMoveConfirmation = defineConfirmation({
  kind: 'undo-move',
  plan: z.object({
    kind: z.literal('undo-move'),
    number: z.number(),
    people: z.array(z.object({ openid: stored.openid, now: ids, back: ids })),
    changed: z.number(),
    redo: z.literal(true).exactOptional(),
    one: z.object({ now: stored.groupRef, back: stored.groupRef }).nullable(),
  }),
  needs: MOVING,
  work: () => ({ spec: UNDO }),
  asked({ number, people }) {
    const [only] = people
    return { target: String(number), openid: people.length === 1 && only !== undefined ? only.openid : null }
  },
  scope: ({ people }) => ({ kind: 'barrier', openids: people.map(({ openid }) => openid) }),
  undoes: ({ number }) => number,
  carryOut: (plan, task, services) => carryOutUndoMove(plan, task, services),
})

/** Exactly those that the command moved go back to where each of them was. */
async function undoMove(row: CommandRow, plan: MovePlan, task: Task, services: MovingServices): Promise<ChangeResult> {
  const { number } = row
  const moved = await whoWasMoved(row, plan, services)
  if (moved.length === 0) return cannotUndo(number, plan.until === undefined ? 'changed-nothing' : 'end-only')
  if (plan.label !== undefined) return undoLabels(number, moved, plan.label, task, services)
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
  if (changed === 0 && people.length <= ASKED_ABOVE) return moveBack(row, wish, faults, task, services)
  const redo = row.answer?.kind === 'undone' ? ({ redo: true } as const) : {}
  return task.ask({ ...(await toQuestion(number, wish, changed, services)), ...redo })
}

async function carryOutUndoMove(plan: UndoMove, task: Task, services: MovingServices): Promise<ChangeResult> {
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
  if (again > 0) return task.ask({ ...plan, ...(await toQuestion(plan.number, wish, again, services)) }, true)
  const row = await services.ledger.find(plan.number)
  return moveBack(row ?? { plan: null }, wish, faults, task, services)
}

async function moveBack(
  { plan: recorded }: Pick<CommandRow, 'plan'>,
  people: readonly Back[],
  faults: MovePlan['faults'],
  task: Task,
  services: MovingServices,
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
  const undone = readPlan(recorded)?.plan
  const voids = undone?.kind === 'move' ? (undone.voids ?? []) : []
  const timed = await withEndsAgain(plan, voids, services)
  return reportMoves(await carryOutMoves(timed.plan, task, services, timed), to, services)
}

async function toQuestion(
  number: number,
  people: readonly Back[],
  changed: number,
  services: MovingServices,
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
async function whoWasMoved(
  row: CommandRow,
  plan: MovePlan,
  { ledger }: MovingServices,
): Promise<readonly PersonMove[]> {
  const ends = new Map((await ledger.endedItems(row.number)).map(({ openid, outcome }) => [openid, outcome]))
  return plan.people.filter(({ openid }) => (ends.get(openid) ?? row.outcome) !== 'failed')
}

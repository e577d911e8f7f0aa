import { z } from 'zod'
import type { MovePlan } from '../../../groups/changes.ts'
import type { Label } from '../../../groups/moves.ts'
import type { ChangeResult, Task } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { cannotUndo } from '../../running/endings.ts'
import { opposite, planLabels } from '../../running/labelling.ts'
import { reportMoves } from '../../running/move-report.ts'
import { ASKED_ABOVE, carryOutMoves, MOVING, nameOf, type MovingServices } from '../../running/moving.ts'
import { UNDO } from '../../running/undo/permission.ts'
import * as stored from '../../schemas.ts'

/*
 * Taking a label back: exactly those whose labels the command changed, and no other label. Whoever has it, or lost it, by
 * somebody else's hand since is as they shall be.
 */

export const undoLabelConfirmation = defineConfirmation({
  kind: 'undo-label',
  plan: z.object({
    kind: z.literal('undo-label'),
    number: z.number(),
    label: stored.groupRef,
    added: z.boolean(),
    openids: z.array(stored.openid),
  }),
  needs: MOVING,
  work: () => ({ spec: UNDO }),
  asked: ({ number }) => ({ target: String(number), openid: null }),
  scope: ({ openids }) => ({ kind: 'barrier', openids }),
  undoes: ({ number }) => number,
  carryOut: ({ label, added, openids }, task, services) => takeBack(openids, { tag: label.id, added }, task, services),
})

/** @param moved those whose labels were changed, or may have been */
export async function undoLabels(
  number: number,
  moved: MovePlan['people'],
  done: Label,
  task: Task,
  services: MovingServices,
): Promise<ChangeResult> {
  const groups = await services.list.read(0)
  if (!groups.some(({ id }) => id === done.tag)) return cannotUndo(number, 'group-gone')
  const openids = moved.map(({ openid }) => openid)
  const wish = opposite(done)
  if (openids.length <= ASKED_ABOVE) return takeBack(openids, wish, task, services)
  const label = await nameOf(wish.tag, services)
  return task.ask({ kind: 'undo-label', number, label, added: wish.added, openids })
}

async function takeBack(
  openids: readonly string[],
  wish: Label,
  task: Task,
  services: MovingServices,
): Promise<ChangeResult> {
  const plan = await planLabels({ openids, ...wish }, task, services)
  return reportMoves(await carryOutMoves(plan, task, services), null, services)
}

import type { Plan } from '../../../groups/changes.ts'
import { storedAgeMs } from '../../../domain/clock.ts'
import type { CommandRow } from '../../../store/ledger.ts'
import type { ChangeResult, Task } from '../../command.ts'
import type { Services } from '../../services.ts'
import { cannotUndo, toEnding, toldOf } from '../endings.ts'
import { readPlan } from '../plan.ts'
import { isAnew, stepOf, UNDO_WITHIN_MS } from './timeline.ts'

export type TakingBackServices = Pick<Services, 'ledger' | 'commands' | 'clock' | 'backend' | 'changes'>

/** What taking back needs, for the commands that do it. */
export const TAKING_BACK = ['ledger', 'commands', 'clock', 'backend', 'changes'] as const

/**
 * Takes a command back when its turn has come. One that had not begun was withdrawn by that; of one whose outcome nobody saw,
 * the platform is asked first; what an undo left nothing of is done anew.
 */
export async function takeBack(number: number, task: Task, services: TakingBackServices): Promise<ChangeResult> {
  const { ledger, commands, clock, backend, changes } = services
  const row = await ledger.find(number)
  if (row === undefined || row.answer === null) return cannotUndo(number, 'changed-nothing')
  if (row.undoneBy !== null) return cannotUndo(number, 'already-undone')
  if (row.answer.kind === 'withdrawn') return { outcome: 'done', answer: { kind: 'undone', number, answer: null } }
  if (storedAgeMs(clock, row.acceptedAt) > UNDO_WITHIN_MS) return cannotUndo(number, 'too-old')
  const step = await stepOf(row, services)
  if (step.kind === 'undo' && row.outcome === 'done' && isAnew(row, step.target)) {
    return doAnew(step.target, task, services)
  }
  const final = commands.workOf(row)?.final
  if (row.outcome === 'done' && final !== undefined) return cannotUndo(number, final)
  const recorded = readPlan(row.plan)
  // As earlier versions left it.
  if (recorded === null && toldOf(row)?.kind === 'aliased') return cannotUndo(number, 'alias')
  if (recorded === null || (row.outcome !== 'done' && row.outcome !== 'unknown')) {
    return cannotUndo(number, 'changed-nothing')
  }
  const { plan } = recorded
  if (plan.kind !== 'alias') {
    await backend.ready()
    if (recorded.backend !== backend.capabilities.name) return cannotUndo(number, 'other-api')
  }
  if (row.outcome === 'unknown' && isOfGroup(plan)) {
    const settled = await changes.settle(plan)
    if (settled.kind === 'not-done') return cannotUndo(number, 'changed-nothing')
    if (settled.kind === 'unknown') return toEnding(plan, settled)
  }
  const reverse = commands.reversalOf(plan)
  return reverse === undefined ? cannotUndo(number, 'changed-nothing') : reverse(row, task)
}

function doAnew(row: CommandRow, task: Task, { commands }: TakingBackServices): Promise<ChangeResult> {
  const accepted = commands.acceptedOf(row)
  if (accepted === undefined) throw new TypeError(`no command takes up ${row.command}`)
  return accepted.run(task)
}

function isOfGroup(plan: Plan): plan is Extract<Plan, { kind: 'create' | 'rename' | 'delete' }> {
  return plan.kind === 'create' || plan.kind === 'rename' || plan.kind === 'delete'
}

import type { Steps } from '../../../store/ledger.ts'
import type { ChangeResult } from '../../command.ts'
import type { Services } from '../../services.ts'
import { isAnew, stepOf } from './timeline.ts'

/** How a command that takes another one back is told, and what its end does to others. */
export interface SteppedBack {
  readonly result: ChangeResult
  readonly steps?: Steps
}

/** @param undoes the command that it takes back */
export async function toStep(
  undoes: number,
  result: ChangeResult,
  services: Pick<Services, 'ledger' | 'commands'>,
): Promise<SteppedBack> {
  const { outcome, answer } = result
  const target = await services.ledger.find(undoes)
  const step = target === undefined ? undefined : await stepOf(target, services)
  if (target === undefined || step?.kind !== 'undo') {
    if (outcome !== 'done') return { result }
    const steps = { undone: undoes, restored: null }
    if (answer.kind === 'undone') return { result, steps }
    return { result: { outcome, answer: { kind: 'undone', number: undoes, answer } }, steps }
  }
  const { number } = step.target
  if (outcome !== 'done') {
    if (answer.kind !== 'cannot-undo') return { result }
    return { result: { outcome, answer: { kind: 'cannot-redo', number, reason: answer.reason } } }
  }
  const told = answer.kind === 'undone' ? answer.answer : answer
  return {
    result: { outcome, answer: { kind: 'redone', number, answer: told } },
    steps: { undone: undoes, restored: isAnew(target, step.target) ? null : number },
  }
}

import type { Answer, CannotUndo } from '../../domain/answer.ts'
import type { GroupPlan, Settled } from '../../groups/changes.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { ChangeResult } from '../command.ts'

/** How a change of a group that was carried out, or found carried out after a restart, is told. */
export function toEnding(plan: GroupPlan, settled: Settled): ChangeResult {
  if (settled.kind === 'unknown') {
    return {
      outcome: 'unknown',
      answer: { kind: 'outcome-unknown', checked: settled.checked, hint: HOW_TO_LOOK[plan.kind] },
    }
  }
  if (settled.kind === 'not-done') return { outcome: 'failed', answer: { kind: 'interrupted' } }
  return { outcome: 'done', answer: toDone(plan, settled.groupId) }
}

function toDone(plan: GroupPlan, groupId: number): Answer {
  switch (plan.kind) {
    case 'create':
      return { kind: 'created', group: { id: groupId, name: plan.name } }
    case 'rename':
      return { kind: 'renamed', id: plan.id, from: plan.from, to: plan.to }
    case 'delete':
      return { kind: 'deleted', group: { id: plan.id, name: plan.name }, count: plan.count }
  }
}

/** What an ended command did, also if it was an undo or a redo. */
export function toldOf({ answer }: Pick<CommandRow, 'answer'>): Answer | null {
  return answer?.kind === 'undone' || answer?.kind === 'redone' ? answer.answer : answer
}

export function cannotUndo(number: number, reason: CannotUndo): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'cannot-undo', number, reason } }
}

const HOW_TO_LOOK = {
  create: { zh: '用「分组」看看有没有这个分组。', en: 'Use "groups" to see whether the group exists.' },
  rename: { zh: '用「分组」看看现在的名称。', en: 'Use "groups" to see what it is called now.' },
  delete: { zh: '用「分组」看看它还在不在。', en: 'Use "groups" to see whether it is still there.' },
} as const

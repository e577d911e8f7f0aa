import type { Answer } from '../domain/answer.ts'
import type { GroupList } from '../groups/group-list.ts'
import type { Plan, Settled } from '../groups/changes.ts'
import type { ChangeResult } from './command.ts'

/** How a plan that was carried out, or found carried out after a restart, is told. */
export async function toEnding(plan: Plan, settled: Settled, list: GroupList): Promise<ChangeResult> {
  if (settled.kind === 'unknown') {
    return {
      outcome: 'unknown',
      answer: { kind: 'outcome-unknown', checked: settled.checked, hint: HOW_TO_LOOK[plan.kind] },
    }
  }
  if (settled.kind === 'not-done') return { outcome: 'failed', answer: { kind: 'interrupted' } }
  return { outcome: 'done', answer: await toDone(plan, settled.groupId, list) }
}

async function toDone(plan: Plan, groupId: number, list: GroupList): Promise<Answer> {
  switch (plan.kind) {
    case 'move':
      return {
        kind: 'moved',
        openid: plan.openid,
        from: plan.from === null ? null : await nameOf(plan.from, list),
        to: await nameOf(plan.to, list),
      }
    case 'create':
      return { kind: 'created', group: { id: groupId, name: plan.name } }
    case 'rename':
      return { kind: 'renamed', id: plan.id, from: plan.from, to: plan.to }
    case 'delete':
      return { kind: 'deleted', group: { id: plan.id, name: plan.name }, count: plan.count }
  }
}

/** A name that can't be had must not spoil the news that the change was made. */
async function nameOf(id: number, list: GroupList): Promise<{ id: number; name: string | null }> {
  try {
    return await list.refTo(id)
  } catch {
    return { id, name: null }
  }
}

const HOW_TO_LOOK = {
  move: { zh: '用「查」看看这个人现在在哪个分组。', en: 'Use "where" to see which group the follower is in now.' },
  create: { zh: '用「分组」看看有没有这个分组。', en: 'Use "groups" to see whether the group exists.' },
  rename: { zh: '用「分组」看看现在的名称。', en: 'Use "groups" to see what it is called now.' },
  delete: { zh: '用「分组」看看它还在不在。', en: 'Use "groups" to see whether it is still there.' },
} as const

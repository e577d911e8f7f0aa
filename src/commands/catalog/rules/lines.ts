import type { RuleLine } from '../../../domain/rules/rule-answer.ts'
import type { Group } from '../../../domain/group.ts'
import type { Rule, RuleTarget } from '../../../domain/rules/rule.ts'
import type { Services } from '../../services.ts'

/** A tag with more than 100,000 people can't be deleted any more (errcode 45057): it is told from here on. */
const TOLD_FROM = 90_000

/** Rules as lists show them: names from memory, and how many each brought who are still there. */
export async function linesOf(
  rules: readonly Rule[],
  { rules: room, list, backend }: Pick<Services, 'rules' | 'list' | 'backend'>,
): Promise<RuleLine[]> {
  const brought = await room.errands.brought()
  const known = new Map(list.known().map((group) => [group.id, group]))
  return rules.map(({ number, trigger, target, policy, state, source }) => {
    const otherApi = target.backend !== backend.capabilities.name
    const group = known.get(target.id)
    return {
      number,
      trigger,
      to: { id: target.id, name: otherApi ? null : (group?.name ?? null) },
      label: target.kind === 'label',
      policy,
      on: state === 'on',
      ofFile: source === 'file',
      now: brought.get(number) ?? 0,
      idle: otherApi ? 'other-api' : idleOf(target, group, known.size > 0),
    }
  })
}

/** How many carry a tag that can't be deleted any more, or soon can't; null for any other group. */
export function crowdOf(id: number, { list, backend }: Pick<Services, 'list' | 'backend'>): number | null {
  if (backend.capabilities.exclusive) return null
  const count = list.known().find((group) => group.id === id)?.count ?? 0
  return count >= TOLD_FROM ? count : null
}

/** What is on the list is there; of a list that was never read nothing is known. */
function idleOf(target: RuleTarget, group: Group | undefined, isRead: boolean): RuleLine['idle'] {
  if (group === undefined) return isRead ? 'gone' : null
  return target.kind === 'group' && group.unmanaged === true ? 'unmanaged' : null
}

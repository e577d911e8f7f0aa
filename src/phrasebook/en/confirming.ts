import { BLACKLIST_ID } from '../../domain/group.ts'
import type { PlanOf } from '../../domain/answer.ts'
import { describeWith, type PlanPhrases } from '../confirming.ts'
import { safeText } from '../safe-text.ts'
import { nameGroup, safeCommand, type Say } from '../wording.ts'
import { describeUntil } from './timed.ts'
import { countOf, nameTags, ROLES } from './terms.ts'

/** What is asked first: one sentence for each kind of plan. */
const PLANS: PlanPhrases = {
  delete: (plan) =>
    `Delete ${nameGroup(plan.group)}: ${countOf(plan.count ?? 0, 'follower')} will be back in 未分组, and it can't be undone`,
  'create-same-name': (plan) =>
    `"${safeText(plan.name)}" exists already (${plan.existing.join(', ')}): create another of this name`,
  'rename-same-name': (plan) =>
    `"${safeText(plan.name)}" exists already (${plan.existing.join(', ')}): rename ${nameGroup({ id: plan.id, name: plan.from })} to it all the same`,
  'undo-move': describeUndoMove,
  'move-many': (plan) =>
    [`${describeMany(plan)}${describeUntil(plan.lasting?.until)}`, ...countLeftovers(plan)].join(', '),
  'label-many': (plan) =>
    [
      `${plan.added ? 'Add' : 'Remove'} the tag ${nameGroup(plan.label)} ${plan.added ? 'to' : 'from'} ${countOf(plan.openids.length, 'follower')}`,
      ...countLeftovers(plan),
    ].join(', '),
  'keep-less': (plan) =>
    `The console shows ${plan.replies} replies now, and ${plan.kept} are kept: it may be off. What it shows now takes their place`,
  'publish-menu': (plan) =>
    [
      plan.changed ? 'Somebody else changed the menu, and that will be lost' : 'Publish the kept menu',
      ...plan.differences.map((line) => safeCommand(line)),
      ...plan.leftOut.map((name) => `"${safeText(name)}" can't be published`),
    ].join('\n'),
  'undo-rule': ({ rule, people }) => `Undo rule ${rule}: ${countOf(people, 'follower')} back where they were`,
  'undo-label': (plan) =>
    `${plan.added ? 'Add' : 'Remove'} the tag ${nameGroup(plan.label)} ${plan.added ? 'back to' : 'from'} ${countOf(plan.openids.length, 'follower')}`,
  adopt: ({ group, also = [] }) =>
    also.length === 0
      ? `Manage ${nameGroup(group)}: whoever is moved elsewhere leaves it, whoever is moved there leaves the others`
      : `Manage ${also.length + 1} tags: ${nameTags(group, also)}. From then on everybody is in one of them: whoever is moved leaves the others`,
  'remove-admin': (plan, say) =>
    `Remove ${plan.own ? 'yourself' : say.who(plan.openid)} (${ROLES[plan.role]}), who can then command no more`,
  'undo-rename': (plan) =>
    `${nameGroup({ id: plan.id, name: plan.now })} was renamed again: call it "${safeText(plan.back)}" all the same`,
  'undo-alias': ({ plan: { openid, alias, before } }, say) =>
    `${say.number(openid)} ${before === null ? 'has no alias any more' : `is called "${safeText(before)}" by now`}: ${alias === null ? 'take the alias away' : `call them "${safeText(alias)}" again`} all the same`,
  'undo-create': (plan) => `Undoing the creation deletes ${nameGroup(plan.group)}, which is empty`,
  blacklist: (plan, say) =>
    `Move ${say.who(plan.openid)} ${plan.from === null ? '' : `from ${nameGroup(plan.from)} `}to 黑名单(${BLACKLIST_ID})${describeUntil(plan.lasting?.until)}`,
}

/** What a plan would do, without the question. */
export const describePlan = describeWith(PLANS)

function describeUndoMove({ people, changed, one, redo }: PlanOf<'undo-move'>, say: Say): string {
  const [only] = people
  if (one !== null && only !== undefined) {
    return `${say.who(only.openid)} was moved again and is in ${nameGroup(one.now)}: move ${redo === true ? '' : 'back '}to ${nameGroup(one.back)} all the same`
  }
  const again = changed === 0 ? '' : `; ${changed} of them were moved again`
  return redo === true
    ? `Move ${countOf(people.length, 'follower')} once more${again}`
    : `Move ${countOf(people.length, 'follower')} back where each was${again}`
}

type MoveMany = PlanOf<'move-many'>

function describeMany({ whole, openids, to }: MoveMany): string {
  const people = countOf(openids.length, 'follower')
  if (whole === undefined) return `${people} to ${nameGroup(to)}`
  const known = whole.known ? ' (as far as I know, there may be more)' : ''
  const stay = whole.except === 0 ? '' : `, ${whole.except} staying`
  return `${people} of ${whole.from.map(nameGroup).join(', ')}${known} to ${nameGroup(to)}${stay}`
}

type Leftovers = Pick<PlanOf<'move-many'>, 'invalid' | 'duplicates'>

/** The words of a list that nobody could be read from stand in the question: whoever says yes goes without them. */
function countLeftovers({ invalid, duplicates }: Leftovers): string[] {
  const shown = invalid.slice(0, 10).map((one) => safeText(one, 45))
  const unread = `${invalid.length} not recognized: ${shown.join(', ')}${invalid.length > shown.length ? ' …' : ''}`
  return [...(invalid.length === 0 ? [] : [unread]), ...(duplicates === 0 ? [] : [`${duplicates} named again`])]
}

import { BLACKLIST_ID } from '../../domain/group.ts'
import type { PlanOf } from '../../domain/answer.ts'
import { describeWith, type PlanPhrases } from '../confirming.ts'
import { safeText } from '../safe-text.ts'
import { nameGroup, safeCommand, type Say } from '../wording.ts'
import { describeUntil } from './timed.ts'
import { nameTags, ROLES } from './terms.ts'

/** What is asked first: one sentence for each kind of plan. */
const PLANS: PlanPhrases = {
  delete: (plan) =>
    plan.group.name === null
      ? `删除分组 ${plan.group.id}，${plan.count ?? 0} 人将回到未分组，删除后不能撤销`
      : `删除「${safeText(plan.group.name)}」(${plan.group.id})，${plan.count ?? 0} 人将回到未分组，删除后不能撤销`,
  'create-same-name': (plan) => `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要新建`,
  'rename-same-name': (plan) =>
    `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要把「${safeText(plan.from)}」(${plan.id}) 改成这个名称`,
  'undo-move': describeUndoMove,
  'move-many': (plan) =>
    [`${describeMany(plan)}${describeUntil(plan.lasting?.until)}`, ...countLeftovers(plan)].join('，'),
  'label-many': (plan) =>
    [
      `共 ${plan.openids.length} 人，将${plan.added ? '打上' : '去掉'}标签 ${nameGroup(plan.label)}`,
      ...countLeftovers(plan),
    ].join('，'),
  'keep-less': (plan) =>
    `后台现在只有 ${plan.replies} 条自动回复（沿用 ${plan.kept} 条），可能已停用；确认后用后台现在的内容替换`,
  'publish-menu': (plan) =>
    [
      plan.changed ? '菜单被别人改过，发布后会被覆盖' : '发布沿用的菜单',
      ...plan.differences.map((line) => safeCommand(line)),
      ...plan.leftOut.map((name) => `「${safeText(name)}」无法发布`),
    ].join('\n'),
  'undo-rule': ({ rule, people }) => `撤销规则 ${rule}：${people} 人回到原来的位置`,
  'undo-label': (plan) =>
    `${plan.added ? '重新给' : '从'} ${plan.openids.length} 人${plan.added ? '打上' : '身上去掉'}标签 ${nameGroup(plan.label)}`,
  adopt: ({ group, also = [] }) =>
    also.length === 0
      ? `接管 ${nameGroup(group)}：以后移进别组的人会离开它，移进它的人会离开别组`
      : `接管 ${also.length + 1} 个标签：${nameTags(group, also)}。以后一个人只在其中一个里：移进一个就离开别的`,
  'remove-admin': (plan, say) =>
    `移除${plan.own ? '你自己' : ` ${say.who(plan.openid)}`}（${ROLES[plan.role]}），以后不能再下命令`,
  'undo-rename': (plan) => `「${safeText(plan.back)}」(${plan.id}) 之后又改名为「${safeText(plan.now)}」，仍要改回`,
  'undo-alias': ({ plan: { openid, alias, before } }, say) =>
    `${say.number(openid)} 之后又${before === null ? '去掉了别名' : `改叫「${safeText(before)}」`}，仍要${alias === null ? '去掉别名' : `改回「${safeText(alias)}」`}`,
  'undo-create': (plan) => `撤销新建就是删除「${safeText(plan.group.name ?? '')}」(${plan.group.id})，里面没有人`,
  blacklist: (plan, say) =>
    `把 ${say.who(plan.openid)} ${plan.from === null ? '' : `从 ${nameGroup(plan.from)} `}移到黑名单(${BLACKLIST_ID})${describeUntil(plan.lasting?.until)}`,
}

/** What a plan would do, without the question. */
export const describePlan = describeWith(PLANS)

function describeUndoMove({ people, changed, one, redo }: PlanOf<'undo-move'>, say: Say): string {
  const [only] = people
  if (one !== null && only !== undefined) {
    return `${say.who(only.openid)} 之后又被移动，现在在 ${nameGroup(one.now)}，仍要移${redo === true ? '到' : '回'} ${nameGroup(one.back)}`
  }
  const what = redo === true ? `再次移动这 ${people.length} 人` : `把 ${people.length} 人移回各自原来的分组`
  return `${what}${changed === 0 ? '' : `，其中 ${changed} 人之后又被移动`}`
}

type MoveMany = PlanOf<'move-many'>

function describeMany({ whole, openids, to }: MoveMany): string {
  if (whole === undefined) return `共 ${openids.length} 人，将移到 ${nameGroup(to)}`
  const known = whole.known ? '（按我知道的，可能不全）' : ''
  const stay = whole.except === 0 ? '' : `，另有 ${whole.except} 人不动`
  return `${whole.from.map(nameGroup).join('、')} 的 ${openids.length} 人${known}将移到 ${nameGroup(to)}${stay}`
}

type Leftovers = Pick<PlanOf<'move-many'>, 'invalid' | 'duplicates'>

/** The words of a list that nobody could be read from stand in the question: whoever says yes goes without them. */
function countLeftovers({ invalid, duplicates }: Leftovers): string[] {
  const shown = invalid.slice(0, 10).map((one) => safeText(one, 45))
  const unread = `${invalid.length} 个没认出来：${shown.join('、')}${invalid.length > shown.length ? ' …' : ''}`
  return [...(invalid.length === 0 ? [] : [unread]), ...(duplicates === 0 ? [] : [`${duplicates} 个重复`])]
}

import type { ConfirmablePlan } from '../../domain/answer.ts'
import { BLACKLIST_ID } from '../../domain/group.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, nameGroup, nameOrigin, type Phrases, type Say, safeCommand } from '../wording.ts'
import { ROLES } from './words.ts'

/** What was changed, what is asked first, and what is taken back. */
export const CHANGING = {
  created: ({ group }) => `✅ 已新建 ${nameGroup(group)}`,
  renamed: ({ id, from, to }) => `✅ 已改名：${safeText(from)} → ${safeText(to)}(${id})`,
  deleted: ({ group, count }) => `✅ 已删除 ${nameGroup(group)}，${count ?? 0} 人回到未分组`,
  moved: ({ openid, from, alsoLeft = [], to }, say) =>
    from === null
      ? `✅ ${say.who(openid)} → ${nameGroup(to)}`
      : `✅ ${say.who(openid)}：${[from, ...alsoLeft].map(nameOrigin).join('、')} → ${nameGroup(to)}`,
  'already-there': ({ openid, group }, say) => `✅ ${say.who(openid)} 已在 ${nameGroup(group)}，无需移动`,
  'batch-moved': ({ to, moved, already, faults, invalid, duplicates }, say) =>
    lines(
      moved === 0 ? '⚠️ 没有人被移动' : `✅ ${moved} 人${to === null ? '已移回原处' : `移到 ${nameGroup(to)}`}`,
      already === 0 ? null : `${already} 人本来就在那里`,
      faults.length === 0 ? null : `${faults.length} 人没有移动：`,
      ...faults.map(({ openid, fault }) => `${say.who(openid)}：${firstLine(say(fault))}`),
      ...listInvalid(invalid),
      duplicates === 0 ? null : `重复 ${duplicates} 个，只算一次`,
    ),
  'half-moved': ({ openid, to, still, fault }, say) =>
    lines(
      `⚠️ ${say.who(openid)} 已进入 ${nameGroup(to)}，但还没有离开 ${still.map(nameGroup).join('、')}：再发一次同样的移动即可补上`,
      firstLine(say(fault)),
    ),
  labelled: ({ openid, label, added }, say) =>
    `✅ ${say.who(openid)}：${added ? '已打上' : '已去掉'}标签 ${nameGroup(label)}`,
  'label-already': ({ openid, label, added }, say) =>
    added
      ? `✅ ${say.who(openid)} 已有标签 ${nameGroup(label)}，无需再打`
      : `✅ ${say.who(openid)} 没有标签 ${nameGroup(label)}，无需去掉`,
  'batch-labelled': ({ label, added, changed, already, faults, invalid, duplicates }, say) =>
    lines(
      changed === 0
        ? '⚠️ 没有人的标签有变动'
        : `✅ ${changed} 人${added ? '已打上' : '已去掉'}标签 ${nameGroup(label)}`,
      already === 0 ? null : `${already} 人本来就${added ? '有' : '没有'}`,
      faults.length === 0 ? null : `${faults.length} 人没有变动：`,
      ...faults.map(({ openid, fault }) => `${say.who(openid)}：${firstLine(say(fault))}`),
      ...listInvalid(invalid),
      duplicates === 0 ? null : `重复 ${duplicates} 个，只算一次`,
    ),
  adopted: ({ group }) => `✅ 已接管 ${nameGroup(group)}`,
  released: ({ group }) => `✅ 已取消接管 ${nameGroup(group)}，成员没有变动`,
  'already-managed': ({ group }) => `✅ ${nameGroup(group)} 已处于接管状态，无需接管`,
  'already-named': ({ group }) => `✅ 已经叫这个名称：${nameGroup(group)}，无需改名`,
  confirm: ({ plan, digits }, say) => `⚠️ ${describe(plan, say)}。5 分钟内回复：确认 ${digits}`,
  'confirm-again': ({ plan, digits }, say) =>
    lines('⚠️ 情况有变，没有执行，请重新确认', `${describe(plan, say)}。5 分钟内回复：确认 ${digits}`),
  'pending-confirmation': ({ plan, digits }, say) =>
    lines(`⚠️ 还没执行：${describe(plan, say)}`, `要执行，回复：确认 ${digits}`, '不执行，回复：取消'),
  'nothing-to-confirm': () => lines('⚠️ 没有等待确认的操作', '可能已过 5 分钟，请把原来的命令再发一次'),
  'wrong-digits': ({ triesLeft }) =>
    triesLeft > 0
      ? lines(`❌ 数字不对，没有执行，还可以试 ${triesLeft} 次`, '看正确的数字：确认')
      : '❌ 数字错了太多次，已取消。请把原来的命令再发一次',
  cancelled: ({ count }) => (count > 0 ? '✅ 已取消，什么都没有执行' : '没有等待确认的操作，无需取消'),
  undone: ({ number, answer }, say) =>
    answer === null ? `↩️ 已撤回 ${number}，还没有执行` : lines(`↩️ 已撤销 ${number}`, say(answer)),
  withdrawn: ({ by = null }) =>
    by === null ? '↩️ 已撤回，没有执行' : lines('↩️ 已被别人撤回，没有执行', `看是谁：日志 ${by}`),
  'nothing-to-undo': () => lines('⚠️ 没有可以撤销的命令', '按编号撤销：撤销 12'),
  'cannot-undo': ({ number, reason }) =>
    lines(`❌ 不能撤销 ${number}：${WHY_NOT_UNDONE[reason]}`, `看它的结果：结果 ${number}`),
  superseded: ({ openid }, say) => `❌ 未执行：已被后来的命令取代（${say.who(openid)}）`,
} satisfies Partial<Phrases>

function describe(plan: ConfirmablePlan, say: Say): string {
  switch (plan.kind) {
    case 'delete':
      return plan.group.name === null
        ? `删除分组 ${plan.group.id}，${plan.count ?? 0} 人将回到未分组，删除后不能撤销`
        : `删除「${safeText(plan.group.name)}」(${plan.group.id})，${plan.count ?? 0} 人将回到未分组，删除后不能撤销`
    case 'create-same-name':
      return `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要新建`
    case 'rename-same-name':
      return `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要把「${safeText(plan.from)}」(${plan.id}) 改成这个名称`
    case 'undo-move':
      return describeUndoMove(plan, say)
    case 'move-many':
      return [describeMany(plan), ...countLeftovers(plan)].join('，')
    case 'label-many':
      return [
        `共 ${plan.openids.length} 人，将${plan.added ? '打上' : '去掉'}标签 ${nameGroup(plan.label)}`,
        ...countLeftovers(plan),
      ].join('，')
    case 'keep-less':
      return `后台现在只有 ${plan.replies} 条自动回复（沿用 ${plan.kept} 条），可能已停用；确认后用后台现在的内容替换`
    case 'publish-menu':
      return [
        plan.changed ? '菜单被别人改过，发布后会被覆盖' : '发布沿用的菜单',
        ...plan.differences.map((line) => safeCommand(line)),
        ...plan.leftOut.map((name) => `「${safeText(name)}」无法发布`),
      ].join('\n')
    case 'undo-label':
      return `${plan.added ? '重新给' : '从'} ${plan.openids.length} 人${plan.added ? '打上' : '身上去掉'}标签 ${nameGroup(plan.label)}`
    case 'adopt':
      return `接管 ${nameGroup(plan.group)}：以后移进别组的人会离开它，移进它的人会离开别组`
    case 'remove-admin':
      return `移除${plan.own ? '你自己' : ` ${say.who(plan.openid)}`}（${ROLES[plan.role]}），以后不能再下命令`
    case 'undo-rename':
      return `「${safeText(plan.back)}」(${plan.id}) 之后又改名为「${safeText(plan.now)}」，仍要改回`
    case 'undo-create':
      return `撤销新建就是删除「${safeText(plan.group.name ?? '')}」(${plan.group.id})，里面没有人`
    case 'blacklist':
      return `把 ${say.who(plan.openid)} ${plan.from === null ? '' : `从 ${nameGroup(plan.from)} `}移到黑名单(${BLACKLIST_ID})`
  }
}

function describeUndoMove({ people, changed, one }: Extract<ConfirmablePlan, { kind: 'undo-move' }>, say: Say): string {
  const [only] = people
  if (one !== null && only !== undefined) {
    return `${say.who(only.openid)} 之后又被移动，现在在 ${nameGroup(one.now)}，仍要移回 ${nameGroup(one.back)}`
  }
  return `把 ${people.length} 人移回各自原来的分组${changed === 0 ? '' : `，其中 ${changed} 人之后又被移动`}`
}

type MoveMany = Extract<ConfirmablePlan, { kind: 'move-many' }>

function describeMany({ whole, openids, to }: MoveMany): string {
  if (whole === undefined) return `共 ${openids.length} 人，将移到 ${nameGroup(to)}`
  const known = whole.known ? '（按我知道的，可能不全）' : ''
  const stay = whole.except === 0 ? '' : `，另有 ${whole.except} 人不动`
  return `${whole.from.map(nameGroup).join('、')} 的 ${openids.length} 人${known}将移到 ${nameGroup(to)}${stay}`
}

type Leftovers = Pick<Extract<ConfirmablePlan, { kind: 'move-many' }>, 'invalid' | 'duplicates'>

/** The words of a list that nobody could be read from stand in the question: whoever says yes goes without them. */
function countLeftovers({ invalid, duplicates }: Leftovers): string[] {
  const shown = invalid.slice(0, 10).map((one) => safeText(one, 45))
  const unread = `${invalid.length} 个没认出来：${shown.join('、')}${invalid.length > shown.length ? ' …' : ''}`
  return [...(invalid.length === 0 ? [] : [unread]), ...(duplicates === 0 ? [] : [`${duplicates} 个重复`])]
}

function listInvalid(invalid: readonly string[]): string[] {
  if (invalid.length === 0) return []
  const shown = invalid.slice(0, 20).map((one) => safeText(one, 45))
  return [`${invalid.length} 个没认出来：${shown.join('、')}${invalid.length > shown.length ? ' …' : ''}`]
}

const WHY_NOT_UNDONE = {
  'already-undone': '已经撤销过',
  'changed-nothing': '它没有改动任何东西',
  'too-old': '超过 7 天',
  deletion: '删除不能撤销',
  'origin-unknown': '不知道原来在哪个分组',
  'group-gone': '分组已经不在了',
  'group-not-empty': '分组里已经有人',
  'other-api': '期间换了接口（分组或标签）',
  'about-admins': '管理员的增减要用「管理员」命令改',
  'kept-replies': '自动回复用「自动回复 开」「自动回复 停」改，菜单用「菜单 恢复」改',
  alias: '别名再设一次就好',
} as const

import { describePlan } from './confirming.ts'
import { describeUntil } from './timed.ts'
import { safeText } from '../safe-text.ts'
import { nameTags } from './terms.ts'
import { firstLine, lines, nameGroup, nameOrigin, type Phrases } from '../wording.ts'

/** What was changed, and what is taken back. */
export const CHANGING = {
  created: ({ group }) => `✅ 已新建 ${nameGroup(group)}`,
  renamed: ({ id, from, to }) => `✅ 已改名：${safeText(from)} → ${safeText(to)}(${id})`,
  deleted: ({ group, count }) => `✅ 已删除 ${nameGroup(group)}，${count ?? 0} 人回到未分组`,
  moved: ({ openid, from, alsoLeft = [], to, until }, say) =>
    from === null
      ? `✅ ${say.who(openid)} → ${nameGroup(to)}`
      : `✅ ${say.who(openid)}：${[from, ...alsoLeft].map(nameOrigin).join('、')} → ${nameGroup(to)}${describeUntil(until)}`,
  'already-there': ({ openid, group, until, freed = false }, say) =>
    until === undefined && !freed
      ? `✅ ${say.who(openid)} 已在 ${nameGroup(group)}，无需移动`
      : `✅ ${say.who(openid)} 已在 ${nameGroup(group)}${freed ? '，不再到期移回' : describeUntil(until)}`,
  'batch-moved': ({ to, moved, already, faults, invalid, duplicates, until }, say) =>
    lines(
      moved === 0
        ? '⚠️ 没有人被移动'
        : `✅ ${moved} 人${to === null ? '已移回原处' : `移到 ${nameGroup(to)}`}${describeUntil(until)}`,
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
  adopted: ({ group, also }) => `✅ 已接管 ${nameTags(group, also)}`,
  released: ({ group, also }) => `✅ 已取消接管 ${nameTags(group, also)}，成员没有变动`,
  'all-managed': () => '✅ 标签都已接管，无需再接管',
  'already-managed': ({ group }) => `✅ ${nameGroup(group)} 已处于接管状态，无需接管`,
  'already-named': ({ group }) => `✅ 已经叫这个名称：${nameGroup(group)}，无需改名`,
  confirm: ({ plan, digits }, say) => `⚠️ ${describePlan(plan, say)}。5 分钟内回复：确认 ${digits}`,
  'confirm-again': ({ plan, digits }, say) =>
    lines('⚠️ 情况有变，没有执行，请重新确认', `${describePlan(plan, say)}。5 分钟内回复：确认 ${digits}`),
  'pending-confirmation': ({ plan, digits }, say) =>
    lines(`⚠️ 还没执行：${describePlan(plan, say)}`, `要执行，回复：确认 ${digits}`, '不执行，回复：取消'),
  'nothing-to-confirm': () =>
    lines('⚠️ 没有等待确认的操作', '可能已过 5 分钟，或名单里有人刚取消关注，请把原来的命令再发一次'),
  'wrong-digits': ({ triesLeft }) =>
    triesLeft > 0
      ? lines(`❌ 数字不对，没有执行，还可以试 ${triesLeft} 次`, '看正确的数字：确认')
      : '❌ 数字错了太多次，已取消。请把原来的命令再发一次',
  cancelled: ({ count }) => (count > 0 ? '✅ 已取消，什么都没有执行' : '没有等待确认的操作，无需取消'),
  undone: ({ number, answer }, say) =>
    answer === null ? `↩️ 已撤回 ${number}，还没有执行` : lines(`↩️ 已撤销 ${number}`, say(answer)),
  redone: ({ number, answer }, say) =>
    answer === null ? `↪️ 撤销已撤回，${number} 照常执行` : lines(`↪️ 已重做 ${number}`, say(answer)),
  withdrawn: ({ by = null }) =>
    by === null ? '↩️ 已撤回，没有执行' : lines('↩️ 已被别人撤回，没有执行', `看是谁：日志 ${by}`),
  'nothing-to-undo': () => lines('⚠️ 没有可以撤销的命令', '按编号撤销：撤销 12'),
  'cannot-undo': ({ number, reason, earlier }) =>
    lines(
      `❌ 不能撤销 ${number}：${WHY_NOT_UNDONE[reason]}`,
      earlier === undefined ? `看它的结果：结果 ${number}` : `撤销更早的一条：撤销 ${earlier}`,
    ),
  'nothing-to-redo': () => lines('⚠️ 没有可以重做的命令：重做恢复的是撤销过的', '看都做了什么：日志'),
  'cannot-redo': ({ number, reason }) =>
    lines(`❌ 不能重做 ${number}：${WHY_NOT_REDONE[reason]}`, `看它的结果：结果 ${number}`),
  superseded: ({ openid }, say) => `❌ 未执行：已被后来的命令取代（${say.who(openid)}）`,
} satisfies Partial<Phrases>

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
  rules: '规则用 规则 停、规则 开、规则 删 更改',
  alias: '别名再设一次就好',
  'end-only': '它只改了到期时间，再移动一次就能改',
  'qr-code': '二维码收不回来，临时的到期失效',
} as const

const WHY_NOT_REDONE = {
  ...WHY_NOT_UNDONE,
  'already-undone': '已经重做过',
  'changed-nothing': '撤销没有改动任何东西',
  'not-undone': '它没有被撤销',
} as const

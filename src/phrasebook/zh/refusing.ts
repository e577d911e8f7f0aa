import type { AnswerOf, MissingOption } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, safeCommand, safeHint, writeMoment, type Phrases, type Say } from '../wording.ts'
import { ROLES } from './terms.ts'

/** What could not be done or understood: the cause, and something that can be sent. */
export const REFUSING = {
  'not-following': ({ openid }, say) => lines(`❌ ${say.who(openid)} 没有关注本号`, '关注后才能查看和移动'),
  'unknown-openid': ({ openid }, say) =>
    lines(`❌ 本号没有这个人：${say.who(openid)}`, 'openid 每个公众号各不相同，请核对是否取自本号'),
  'no-such-group': ({ given, near, example, examples = [] }) =>
    lines(
      `❌ 没有「${safeText(given)}」这个分组`,
      near.length === 0 ? null : examples.length === 0 ? `相近的：${near.map(nameGroup).join('、')}` : '你要找的是：',
      examples.length > 0 ? chooseFrom(near.map(nameGroup)) : null,
      example === null ? '看全部：分组' : `例：${safeCommand(example)}`,
    ),
  'ambiguous-group': ({ given, candidates, examples }) =>
    lines(
      `⚠️ 没有执行：「${safeText(given)}」有 ${candidates.length} 个，是哪一个？`,
      chooseFrom(candidates.slice(0, examples.length).map(nameGroup)),
    ),
  'system-group': ({ group }) => lines(`❌ ${nameGroup(group)} 是微信自带的，不能改动`, '看其他分组：分组'),
  'bad-group-name': ({ reason, limit, unit, example }) =>
    lines(`❌ 分组名称${describeFault(reason, limit, unit)}`, `例：${safeCommand(example)}`),
  'unmanaged-group': ({ group, example }) =>
    lines(`❌ ${nameGroup(group)} 未接管：它可能正被当作普通标签使用`, `要接管它，发：${safeCommand(example)}`),
  'not-managed': ({ group }) => lines(`⚠️ ${nameGroup(group)} 未接管，无需取消`, '看全部：分组'),
  'managed-by-settings': ({ group }) =>
    lines(`❌ ${nameGroup(group)} 由设置 WECHAT_MANAGED_TAGS 指定，只能请运维修改设置`, '看全部：分组'),
  'nothing-to-adopt': () => lines('⚠️ 本号用的是分组接口，分组无需接管', '看全部：分组'),
  'too-many-groups': ({ limit }) => lines(`❌ 标签已有 ${limit} 个，到上限了：先删掉不用的`, '看全部：分组'),
  'follower-full': ({ openid }, say) =>
    lines(`❌ ${say.who(openid)} 已有 20 个标签，都未接管：请先在公众平台移除一个`, '看全部：分组'),
  'labels-full': ({ openid }, say) =>
    lines(`❌ ${say.who(openid)} 身上的标签已有 20 个，到上限了：先用「去标签」去掉一个`, '看全部：分组'),
  'label-is-group': ({ openid, label, in: now, example }, say) =>
    lines(
      `❌ ${say.who(openid)} 在 ${nameGroup(now)} 里，${nameGroup(label)} 也已接管，两个不能同时有`,
      `要换过去，发：${safeCommand(example)}`,
    ),
  'too-many-to-move': ({ limit }) => lines(`❌ 没有执行：一次最多移动 ${limit} 人`, '分批移动：批量移动'),
  'nobody-to-move': ({ from, known }) =>
    lines(
      `⚠️ ${from.map(nameGroup).join('、')} 里没有要移动的人`,
      known ? '我知道的可能不全，先发：同步' : '看全部：分组',
    ),
  'no-labels': ({ example }) =>
    lines(
      '❌ 本号用的是分组，一个人只能属于一个分组，不能另打标签',
      example === null ? '看全部：分组' : `换分组，发：${safeCommand(example)}`,
    ),
  'platform-failed': ({ errcode, hint, rid }) =>
    lines(
      `❌ 没有成功：${safeHint(hint.zh)}`,
      errcode === null ? null : `微信错误码 ${errcode}${rid === null ? '' : `，rid ${safeText(rid)}`}`,
    ),
  'quota-spent': ({ interfaceName, untilAt }) =>
    lines(
      `❌ 未执行：今天「${safeText(interfaceName.zh)}」的额度已用完，${writeMoment(untilAt)} 后可用`,
      '看还剩多少：状态',
    ),
  'ended-by-restore': () =>
    lines('⚠️ 服务器恢复了备份：这条当时还没做完，不知道是否已生效，不会再执行', '先看现在的情况，再决定是否重发'),
  'outcome-unknown': ({ hint }) => lines('⚠️ 微信没有回应，不知道是否已生效', safeHint(hint.zh)),
  interrupted: () => '❌ 没有执行：处理时中断了，请再发一次',
  'store-down': () => '❌ 未执行：服务器存储不可用，请稍后再发',
  'too-many-waiting': () => '❌ 系统繁忙，未受理，请稍后再发',
  broken: () => '❌ 程序出错，已记录。是否生效请先查看：分组',
  'missing-argument': ({ command, missing, example, options, among }, say) =>
    lines(
      `⚠️ ${safeText(command)}：${among === 'unmanaged' ? WHICH_TAGS : MISSING[missing]}`,
      options.length === 0 ? null : chooseFrom(options.map((option) => nameOption(option, say))),
      `例：${safeCommand(example)}`,
    ),
  'which-person': ({ given, exact, candidates }, say) =>
    lines(
      exact
        ? `⚠️ 没有执行：「${safeText(given)}」有 ${candidates.length} 人，是哪一位？`
        : `⚠️ 没有执行：没有叫「${safeText(given)}」的人，你要找的是：`,
      chooseFrom(candidates.map((openid) => say.match(openid, given))),
    ),
  'no-such-person': ({ given, why, greatest, near = [], template }, say) =>
    lines(
      why === 'last'
        ? '❌ 没有执行：刚才没有提到过谁'
        : why === 'number'
          ? `❌ 没有执行：找不到 ${safeText(given)}${greatest === 0 ? '，还没有人有编号' : `（最大 #${greatest}）`}`
          : why === 'short'
            ? `❌ 没有执行：找不到「${safeText(given)}」`
            : `❌ 没有执行：找不到「${safeText(given)}」，没有人叫这个名字`,
      near.length === 0 ? null : `相近的：${near.map((openid) => say.match(openid, given)).join('、')}`,
      why === 'name' ? `${template === undefined ? '可以用' : '是谁？请回复'}编号（#57）、别名、备注或 openid` : null,
      why === 'name' ? `给人取名，例：别名 #57 ${/^\S{1,12}$/u.test(given) ? safeText(given) : '小王'}` : null,
      '看都有谁：最近',
    ),
  'bad-openid': ({ given, length, example }) =>
    lines(`❌ openid 应为 28 位，这个是 ${length} 位：${safeText(given)}`, `例：${safeCommand(example)}`),
  'not-an-openid': ({ given, example }) =>
    lines(`❌ 「${safeText(given)}」不是 openid（o 开头，共 28 位）`, `例：${safeCommand(example)}`),
  'list-needs': ({ missing, rest, head, list }) =>
    lines(
      missing === 'group' ? '⚠️ 没有执行：移到哪个分组？' : `⚠️ 没有执行：看不懂「${safeText(rest)}」`,
      list !== undefined && missing === 'group'
        ? '请发编号或名称'
        : `这样开头，后面跟同样的 openid → ${safeCommand(head)}`,
      list !== undefined && missing === null ? '或者回复一个句号 。' : null,
    ),
  'one-at-a-time': ({ example }) => lines('⚠️ 一次只能一个人，没有执行', `例：${safeCommand(example)}`),
  'not-understood-rest': ({ rest, corrected }) =>
    lines(`⚠️ 没有执行：看不懂「${safeText(rest)}」`, `请改发：${safeCommand(corrected)}`),
  'did-you-mean': ({ given, command, example }) =>
    lines(
      `⚠️ 没有执行「${safeText(given)}」，你要发的是「${safeText(command)}」吗？`,
      `请改发：${safeCommand(example)}`,
      '或者回复一个句号 。',
    ),
  'several-acts': ({ examples }) =>
    lines(
      '⚠️ 没有执行：一条消息只能是一个命令',
      ...examples.map((example, at) => `${at + 1} ${safeCommand(example)}`),
      '请逐条发送，或者回复一个句号 。 执行第一条',
    ),
  'label-for-a-time': ({ examples }) =>
    lines('⚠️ 没有执行：标签不能限时，只有移动可以', chooseFrom(examples.map(safeCommand))),
  'not-run': ({ why, example }) =>
    why === 'told'
      ? lines('没有执行任何操作', '看最近做过什么：日志')
      : why === 'not' || example === null
        ? '没有执行任何操作'
        : lines('没有执行：只执行现在要做的事', `现在就要做，请发：${safeCommand(example)}`),
  'not-understood': () => '没看懂。发「帮助」看能做什么',
} satisfies Partial<Phrases>

/** `1 VIP(108)`, one a line: a number that is sent back chooses. */
function chooseFrom(names: readonly string[]): string {
  return lines(...names.map((name, at) => `${at + 1} ${name}`), '回复数字选择，0 取消')
}

function nameOption(option: MissingOption, say: Say): string {
  switch (option.kind) {
    case 'group':
      return nameGroup(option.group)
    case 'person':
      return say.who(option.openid)
    case 'admin':
      return `${say.whole(option.openid)} ${ROLES[option.role]}`
  }
}

const WHICH_TAGS = '哪些标签？可以几个（1、3、5），或发「全部」'

const MISSING = {
  follower: '哪一个人？请发编号（#57）、别名或 openid',
  admin: '哪一位管理员？请发编号（#12）、别名或 openid',
  group: '哪个分组？请发编号或名称',
  label: '哪个标签？请发编号或名称',
  name: '请输入名称',
  number: '请发编号',
  digits: '请发四位数字',
  code: '请发认领码',
  word: '找什么？请发名字、备注或 openid 的一部分',
  trigger: '什么时候触发？写：关注、扫码 KEY、关键词 词 或 菜单 KEY',
  key: '触发词是什么？',
  role: '什么角色？写：管理员 或 只读',
  scene: '二维码叫什么？请发一个标识，如 poster1',
} as const

function describeFault(
  reason: AnswerOf<'bad-group-name'>['reason'],
  limit: number,
  unit: 'characters' | 'bytes',
): string {
  switch (reason) {
    case 'empty':
      return '不能为空'
    case 'control-characters':
      return '不能含控制字符'
    case 'taken':
      return '已经有了，不能重复'
    case 'too-long':
      return unit === 'bytes'
        ? `太长，最多 ${Math.floor(limit / 3)} 个汉字（${limit} 个字母）`
        : `太长，上限是 ${limit} 个字`
  }
}

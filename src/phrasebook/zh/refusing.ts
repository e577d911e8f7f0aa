import type { AnswerOf } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, safeCommand, safeHint, writeMoment, type Phrases } from '../wording.ts'

/** What could not be done or understood: the cause, and something that can be sent. */
export const REFUSING = {
  'not-following': ({ openid }, say) => lines(`❌ ${say.who(openid)} 没有关注本号`, '关注后才能查看和移动'),
  'unknown-openid': ({ openid }, say) =>
    lines(`❌ 本号没有这个人：${say.who(openid)}`, 'openid 每个公众号各不相同，请核对是否取自本号'),
  'no-such-group': ({ given, near, example }) =>
    lines(
      `❌ 没有「${safeText(given)}」这个分组`,
      near.length === 0 ? null : `相近的：${near.map(nameGroup).join('、')}`,
      example === null ? '看全部：分组' : `例：${safeCommand(example)}`,
    ),
  'ambiguous-group': ({ given, candidates, examples }) =>
    lines(
      `⚠️ 「${safeText(given)}」有 ${candidates.length} 个：${candidates.slice(0, 10).map(nameGroup).join('、')}`,
      ...examples.map((example) => `例：${safeCommand(example)}`),
    ),
  'system-group': ({ group }) => lines(`❌ ${nameGroup(group)} 是微信自带的，不能改动`, '看其他分组：分组'),
  'bad-group-name': ({ reason, limit, unit, example }) =>
    lines(`❌ 分组名称${describeFault(reason, limit, unit)}`, `例：${safeCommand(example)}`),
  'unmanaged-group': ({ group, example }) =>
    lines(`❌ ${nameGroup(group)} 不由我管理：它可能被当作自由标签用着`, `要交给我管理，发：${safeCommand(example)}`),
  'not-managed': ({ group }) => lines(`⚠️ ${nameGroup(group)} 本来就不由我管理`, '看全部：分组'),
  'managed-by-settings': ({ group }) =>
    lines(`❌ ${nameGroup(group)} 由设置 WECHAT_MANAGED_TAGS 指定，只能请运维修改设置`, '看全部：分组'),
  'nothing-to-adopt': () => lines('⚠️ 本号用的是分组接口，所有分组都由我管理，无需接管', '看全部：分组'),
  'too-many-groups': ({ limit }) => lines(`❌ 标签已有 ${limit} 个，到上限了：先删掉不用的`, '看全部：分组'),
  'follower-full': ({ openid }, say) =>
    lines(`❌ ${say.who(openid)} 身上的标签已有 20 个，都不由我管理：请先在公众平台去掉一个`, '看全部：分组'),
  'platform-failed': ({ errcode, hint, rid }) =>
    lines(
      `❌ 没有成功：${safeHint(hint.zh)}`,
      errcode === null ? null : `微信错误码 ${errcode}${rid === null ? '' : `，rid ${safeText(rid)}`}`,
    ),
  'quota-spent': ({ interfaceName, untilAt }) =>
    `❌ 未执行：今天「${safeText(interfaceName.zh)}」的额度已用完，${writeMoment(untilAt)} 后可用`,
  'outcome-unknown': ({ hint }) => lines('⚠️ 微信没有回应，不知道是否已生效', safeHint(hint.zh)),
  interrupted: () => '❌ 没有执行：处理时中断了，请再发一次',
  'store-down': () => '❌ 未执行：服务器存储不可用，请稍后再发',
  'too-many-waiting': () => '❌ 系统繁忙，未受理，请稍后再发',
  broken: () => '❌ 程序出错，已记录。是否生效请先查看：分组',
  'missing-argument': ({ command, missing, example }) =>
    lines(`⚠️ ${safeText(command)}：${MISSING[missing]}`, `例：${safeCommand(example)}`),
  'bad-openid': ({ given, length, example }) =>
    lines(`❌ openid 应为 28 位，这个是 ${length} 位：${safeText(given)}`, `例：${safeCommand(example)}`),
  'not-an-openid': ({ given, example }) =>
    lines(`❌ 「${safeText(given)}」不是 openid（o 开头，共 28 位）`, `例：${safeCommand(example)}`),
  'list-needs': ({ missing, rest, head }) =>
    lines(
      missing === 'group' ? '⚠️ 没有执行：移到哪个分组？' : `⚠️ 没有执行：看不懂「${safeText(rest)}」`,
      `这样开头，后面跟同样的 openid → ${safeCommand(head)}`,
    ),
  'one-at-a-time': ({ example }) => lines('⚠️ 一次只能一个人，没有执行', `例：${safeCommand(example)}`),
  'not-understood-rest': ({ rest, corrected }) =>
    lines(`⚠️ 没有执行：看不懂「${safeText(rest)}」`, `请改发：${safeCommand(corrected)}`),
  'did-you-mean': ({ given, command, example }) =>
    lines(`⚠️ 没有执行「${safeText(given)}」，是不是「${safeText(command)}」？`, `请改发：${safeCommand(example)}`),
} satisfies Partial<Phrases>

const MISSING = {
  follower: '哪一个人？请写上 openid',
  group: '哪个分组？请写上编号或名称',
  name: '请写上分组名称',
  number: '请写上编号',
  digits: '请写上四位数字',
  code: '请写上认领码',
  role: '什么角色？写：管理员 或 只读',
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

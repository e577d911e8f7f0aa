import type { Asked, CommandHelp, ConfirmablePlan } from '../domain/answer.ts'
import { BLACKLIST_ID } from '../domain/group.ts'
import { safeText } from './safe-text.ts'
import {
  examplesWith,
  firstLine,
  lines,
  nameFollower,
  nameGroup,
  nameOrigin,
  nameWithCount,
  safeCommand,
  safeHint,
  writeMoment,
  type Phrases,
} from './wording.ts'

/** Simplified Chinese: the result first, one cause and one example for whatever did not go. */
export const ZH: Phrases = {
  help: ({ commands }) => lines('可以这样发：', ...commands.map(helpLine), '看某一条：帮助 移动'),
  'help-one': ({ command }) =>
    lines(
      `${command.name}：${command.summary.zh}`,
      ...examplesOf(command).map((example) => `例：${example}`),
      `也可以说：${[...command.aliases, command.english].join('、')}`,
    ),
  groups({ groups, keyword }) {
    if (keyword !== null && groups.length === 0) {
      return lines(`⚠️ 没有名称含「${safeText(keyword)}」的分组`, '看全部：分组')
    }
    const people = groups.reduce((sum, { count }) => sum + count, 0)
    return lines(`共 ${groups.length} 组，${people} 人`, ...groups.map((group) => `${nameWithCount(group)} 人`))
  },
  whereabouts: ({ openid, group, remark, subscribedAt }) =>
    lines(
      `${nameFollower(openid)}：${nameGroup(group)}`,
      remark === null || remark === '' ? null : `备注：${safeText(remark)}`,
      subscribedAt === null ? null : `关注于 ${writeMoment(subscribedAt)}`,
    ),
  'not-following': ({ openid }) => lines(`❌ ${nameFollower(openid)} 没有关注本号`, '关注后才能查看和移动'),
  'unknown-openid': ({ openid }) =>
    lines(`❌ 本号没有这个人：${nameFollower(openid)}`, 'openid 每个公众号各不相同，请核对是否取自本号'),
  created: ({ group }) => `✅ 已新建 ${nameGroup(group)}`,
  renamed: ({ id, from, to }) => `✅ 已改名：${safeText(from)} → ${safeText(to)}(${id})`,
  deleted: ({ group, count }) => `✅ 已删除 ${nameGroup(group)}，${count} 人回到未分组`,
  moved: ({ openid, from, to }) =>
    from === null
      ? `✅ ${nameFollower(openid)} → ${nameGroup(to)}`
      : `✅ ${nameFollower(openid)}：${nameOrigin(from)} → ${nameGroup(to)}`,
  'already-there': ({ openid, group }) => `✅ ${nameFollower(openid)} 已在 ${nameGroup(group)}，无需移动`,
  'already-named': ({ group }) => `✅ 已经叫这个名称：${nameGroup(group)}，无需改名`,
  confirm: ({ plan, digits }) => `⚠️ ${describe(plan)}。5 分钟内回复：确认 ${digits}`,
  'confirm-again': ({ plan, digits }) =>
    lines('⚠️ 情况有变，没有执行，请重新确认', `${describe(plan)}。5 分钟内回复：确认 ${digits}`),
  'pending-confirmation': ({ plan, digits }) =>
    lines(`⚠️ 还没执行：${describe(plan)}`, `要执行，回复：确认 ${digits}`, '不执行，回复：取消'),
  'nothing-to-confirm': () => lines('⚠️ 没有等待确认的操作', '可能已过 5 分钟，请把原来的命令再发一次'),
  'wrong-digits': ({ triesLeft }) =>
    triesLeft > 0
      ? lines(`❌ 数字不对，没有执行，还可以试 ${triesLeft} 次`, '看正确的数字：确认')
      : '❌ 数字错了太多次，已取消。请把原来的命令再发一次',
  cancelled: ({ count }) => (count > 0 ? '✅ 已取消，什么都没有执行' : '没有等待确认的操作，无需取消'),
  accepted: ({ number, asked }) => lines(`⏳ 已受理 ${number}：${describeAsked(asked)}`, `发「结果 ${number}」查看`),
  'still-running': ({ number, asked }) =>
    lines(`⏳ ${number} 还在执行：${describeAsked(asked)}`, `稍后再发：结果 ${number}`),
  'no-such-number': ({ number, latest }) =>
    lines(`❌ 没有编号 ${number}${latest === null ? '' : `，最大是 ${latest}`}`, '看最近几条：结果'),
  'latest-results'({ results }, say) {
    if (results.length === 0) return lines('还没有受理过你的命令', '看能做什么：帮助')
    return results
      .map(({ number, asked, answer }) =>
        answer === null
          ? `${number} ${describeAsked(asked)}：⏳ 还在执行`
          : `${number} ${describeAsked(asked)}：${firstLine(say(answer))}`,
      )
      .join('\n')
  },
  result: ({ number, asked, answer }, say) => lines(`${number} ${describeAsked(asked)}`, say(answer)),
  undone: ({ number, answer }, say) =>
    answer === null ? `↩️ 已撤回 ${number}，还没有执行` : lines(`↩️ 已撤销 ${number}`, say(answer)),
  withdrawn: () => '↩️ 已撤回，没有执行',
  'nothing-to-undo': () => lines('⚠️ 没有可以撤销的命令', '按编号撤销：撤销 12'),
  'cannot-undo': ({ number, reason }) =>
    lines(`❌ 不能撤销 ${number}：${WHY_NOT_UNDONE[reason]}`, `看它的结果：结果 ${number}`),
  superseded: ({ openid }) => `❌ 未执行：已被后来的命令取代（${nameFollower(openid)}）`,
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
  'system-group': ({ group }) => lines(`❌ ${nameGroup(group)} 是微信自带的分组，不能改名或删除`, '看其他分组：分组'),
  'bad-group-name': ({ reason, limit, example }) =>
    lines(`❌ 分组名称${describeFault(reason, limit)}`, `例：${safeCommand(example)}`),
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
  'one-at-a-time': ({ example }) => lines('⚠️ 一次只能一个人，没有执行', `例：${safeCommand(example)}`),
  'not-understood-rest': ({ rest, corrected }) =>
    lines(`⚠️ 没有执行：看不懂「${safeText(rest)}」`, `请改发：${safeCommand(corrected)}`),
  'did-you-mean': ({ given, command, example }) =>
    lines(`⚠️ 没有执行「${safeText(given)}」，是不是「${safeText(command)}」？`, `请改发：${safeCommand(example)}`),
  rest: ({ text }) => text,
  'no-more': () => '没有下一页了，请把原来的命令再发一次',
  'slow-intake': () => lines('⚠️ 服务器繁忙，还不知道是否受理', '稍后查看：结果'),
  language: () => '✅ 以后用中文回复',
  'which-language': ({ examples }) => lines('用哪种语言回复？', ...examples.map((example) => `例：${example}`)),
  admins: ({ admins }) =>
    lines(
      `管理员 ${admins.length} 人`,
      ...admins.map(({ openid, since }) =>
        since === null ? nameFollower(openid) : `${nameFollower(openid)}，自 ${writeMoment(since)}`,
      ),
    ),
  claimed: () => lines('✅ 你已成为管理员', '看能做什么：帮助'),
  'already-owner': () => '你已经是管理员，无需认领',
}

const MISSING = {
  follower: '哪一个人？请写上 openid',
  group: '哪个分组？请写上编号或名称',
  name: '请写上分组名称',
  number: '请写上编号',
  digits: '请写上四位数字',
  code: '请写上认领码',
} as const

function describe(plan: ConfirmablePlan): string {
  switch (plan.kind) {
    case 'delete':
      return plan.group.name === null
        ? `删除分组 ${plan.group.id}，${plan.count} 人将回到未分组`
        : `删除「${safeText(plan.group.name)}」(${plan.group.id})，${plan.count} 人将回到未分组`
    case 'create-same-name':
      return `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要新建`
    case 'rename-same-name':
      return `已有同名分组「${safeText(plan.name)}」(${plan.existing.join('、')})，仍要把「${safeText(plan.from)}」(${plan.id}) 改成这个名称`
    case 'undo-move':
      return `${nameFollower(plan.openid)} 之后又被移动，现在在 ${plan.now === null ? '别处' : nameGroup(plan.now)}，仍要移回 ${nameGroup(plan.back)}`
    case 'undo-rename':
      return `「${safeText(plan.back)}」(${plan.id}) 之后又改名为「${safeText(plan.now)}」，仍要改回`
    case 'undo-create':
      return `撤销新建就是删除「${safeText(plan.group.name ?? '')}」(${plan.group.id})，里面没有人`
    case 'blacklist':
      return `把 ${nameFollower(plan.openid)} ${plan.from === null ? '' : `从 ${nameGroup(plan.from)} `}移到黑名单(${BLACKLIST_ID})`
  }
}

function describeAsked({ command, target }: Asked): string {
  return target === '' ? safeText(command) : `${safeText(command)} → ${safeText(target, 100)}`
}

function describeFault(reason: 'empty' | 'too-long' | 'control-characters', limit: number): string {
  if (reason === 'empty') return '不能为空'
  return reason === 'too-long' ? `太长，上限是 ${limit}` : '不能含控制字符'
}

function helpLine(command: CommandHelp): string {
  return `${examplesOf(command)[0] ?? command.name}：${command.summary.zh}`
}

function examplesOf(command: CommandHelp): readonly string[] {
  return examplesWith(command, (example) => !example.startsWith(command.english))
}

const WHY_NOT_UNDONE = {
  'already-undone': '已经撤销过',
  'changed-nothing': '它没有改动任何东西',
  'too-old': '超过 7 天',
  deletion: '删除不能撤销',
  'origin-unknown': '不知道原来在哪个分组',
  'group-gone': '分组已经不在了',
  'group-not-empty': '分组里已经有人',
} as const

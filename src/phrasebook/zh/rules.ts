import type { RuleLine } from '../../domain/rules/rule-answer.ts'
import type { RuleTrigger } from '../../domain/rules/rule.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, nameOrigin, safeCommand, writeDate, type Phrases } from '../wording.ts'

/** Rules, and who came and left. */
export const RULES = {
  rules: ({ rules, waiting, crowded }) =>
    rules.length === 0
      ? lines('还没有规则', '例：规则 新建 关注 到 新人')
      : lines(
          `共 ${rules.length} 条规则`,
          ...rules.map(ruleLine),
          waiting === 0 ? null : `⏳ 还有 ${waiting} 人等待处理`,
          ...crowded.map(({ group, count }) => crowdedLine(nameGroup(group), count)),
          '停用一条：规则 停 1',
        ),
  'rule-made': ({ rule, crowded }) =>
    lines(
      `✅ 规则 ${ruleLine(rule)}`,
      crowded === null ? null : crowdedLine(nameGroup(rule.to), crowded),
      '只对以后的粉丝生效',
    ),
  'rule-taken': ({ rule }) => lines(`⚠️ 没有新建：已有规则 ${ruleLine(rule)}`, `先删除它：规则 删 ${rule.number}`),
  'too-many-rules': ({ limit }) => lines(`❌ 规则最多 ${limit} 条，先删掉不用的`, '看全部：规则'),
  'bad-rule-key': ({ reason, limit, example }) =>
    lines(
      reason === 'empty' ? '❌ 触发词不能为空' : `❌ 触发词太长，上限是 ${limit} 个字`,
      `例：${safeCommand(example)}`,
    ),
  'rule-group-refused': ({ group }) => lines(`❌ 规则不能把人放进 ${nameGroup(group)}`, '看其他分组：分组'),
  'rules-switched': ({ rules, to }) =>
    lines(
      `✅ 已${{ on: '启用', off: '停用', deleted: '删除' }[to]} ${rules.length} 条规则`,
      ...rules.slice(0, 10).map(ruleLine),
      to === 'deleted' ? '已经分好组的人不受影响' : null,
    ),
  'no-such-rule': ({ number, latest }) =>
    lines(`❌ 没有规则 ${number}${latest === 0 ? '' : `，编号最大是 ${latest}`}`, '看全部：规则'),
  'rule-of-file': ({ number }) =>
    lines(`❌ 规则 ${number} 来自规则文件，不能在聊天里改`, '请运维修改规则文件，再应用一次'),
  'rule-tried': ({ given, rule }) =>
    rule === null
      ? lines(`「${safeText(given)}」不会触发任何规则`, '看全部：规则')
      : lines(`「${safeText(given)}」会触发规则 ${ruleLine(rule)}`),
  'rule-caught-up': ({ rule, looked, found }) =>
    lines(
      found === 0 ? `✅ 规则 ${rule}：没有漏掉的人` : `✅ 规则 ${rule}：找到漏掉的 ${found} 人，正在处理`,
      `看过 ${looked} 人`,
    ),
  'no-catching-up': ({ rule }) =>
    lines(`❌ 规则 ${rule} 不能补：微信不保留谁说过话、点过菜单`, '能补的是「关注」和「扫码」规则'),
  'rule-moved': ({ to, label, moved, full = 0, gone = 0 }) => {
    const done = `✅ ${moved} 人${label ? '打上标签' : '移到'} ${nameGroup(to)}`
    const skipped = skippedWords(full, gone)
    if (moved > 0) return [done, ...skipped].join('，')
    return `⚠️ ${nameGroup(to)}：${skipped.join('，')}`
  },
  'rule-undone': ({ rule, moved, stayed, failed }) =>
    lines(
      `↩️ 已撤销规则 ${rule}：${moved} 人回到原来的位置`,
      stayed === 0 ? null : `${stayed} 人已不在规则放的位置，没有动`,
      failed === 0 ? null : `⚠️ ${failed} 人没有成功`,
    ),
  'nothing-of-rule': ({ rule, span }) =>
    lines(`⚠️ 规则 ${rule} ${span === 'today' ? '今天' : '七天内'}没有可以撤销的`, `看它做过什么：日志 规则 ${rule}`),
  stats: ({ days, since, followers, groups, rules }) =>
    since === null
      ? lines('还没有统计数据', '有人关注、取关或换分组后，发「统计」查看')
      : lines(
          `${days === 1 ? '今天' : `${days} 天`}：新增 ${followers.came} · 取关 ${followers.left}`,
          ...groups.map(
            ({ group, came, left, now }) =>
              `${nameOrigin(group)}：来 ${came} · 走 ${left}${now === null ? '' : ` · 现有 ${now}`}`,
          ),
          ...(rules.length === 0 ? [] : ['规则']),
          ...rules.map(({ rule, came, left, full, gone }) =>
            [
              `${rule.number} ${writeTrigger(rule.trigger)}：来 ${came} · 走 ${left} · 现有 ${rule.now}`,
              ...skippedWords(full, gone).map((words) => `⚠️ ${words}`),
            ].join(' · '),
          ),
          `从 ${writeDate(since)} 起统计`,
        ),
} satisfies Partial<Phrases>

const IDLE = {
  'other-api': '⚠️ 接口已换，不会执行',
  gone: '⚠️ 分组已删除，不会执行',
  unmanaged: '⚠️ 标签未接管，不会执行',
} as const

/** Whom a rule left alone. */
function skippedWords(full: number, gone: number): string[] {
  return [
    ...(full === 0 ? [] : [`${full} 人没动（已有 20 个标签）`]),
    ...(gone === 0 ? [] : [`${gone} 人没动（分组已不在）`]),
  ]
}

function crowdedLine(group: string, count: number): string {
  return count > 100_000
    ? `⚠️ ${group} 有 ${count} 人，超过 10 万人的标签微信不允许删除`
    : `⚠️ ${group} 已有 ${count} 人，超过 10 万人后微信不允许删除这个标签`
}

function writeTrigger(trigger: RuleTrigger): string {
  if (trigger.kind === 'follow') return '关注'
  return `${{ scan: '扫码', text: '关键词', menu: '菜单' }[trigger.kind]}「${safeText(trigger.key)}」`
}

function ruleLine({ number, trigger, to, label, policy, on, ofFile, idle, now }: RuleLine): string {
  const marks = [
    policy === 'always' ? '总是' : null,
    ofFile ? '来自文件' : null,
    idle === null ? null : IDLE[idle],
    on ? null : '已停',
  ].filter((mark) => mark !== null)
  const what = `${number} ${writeTrigger(trigger)} → ${label ? '标签 ' : ''}${nameGroup(to)}`
  return `${what}${now === 0 ? '' : ` · ${now} 人`}${marks.length === 0 ? '' : `（${marks.join('，')}）`}`
}

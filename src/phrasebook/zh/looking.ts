import type { Group } from '../../domain/group.ts'
import type { CommandHelp } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { examplesWith, lines, nameGroup, type Phrases } from '../wording.ts'
import { ROLES } from './terms.ts'

/** What is there, and who: answers that tell and change nothing. */
export const LOOKING = {
  help: ({ tasks }) =>
    lines(
      '可以这样发，回复数字看用法：',
      ...tasks.map(({ command, title }, at) => `${at + 1} ${examplesOf(command)[0] ?? command.name}：${title.zh}`),
      '全部命令：帮助 全部',
    ),
  'help-all': ({ commands }) => lines('全部命令：', ...commands.map(helpLine), '看某一条：帮助 移动'),
  'help-one': ({ command, needs }) =>
    lines(
      `${command.name}：${command.summary.zh}`,
      ...examplesOf(command).map((example) => `例：${example}`),
      `也可以说：${[...command.aliases, command.english].join('、')}`,
      needs === null ? null : `❌ 你不能用：需要${ROLES[needs]}角色`,
      needs === null ? null : '找所有者：管理员 列表',
    ),
  groups({ groups, keyword }) {
    if (keyword !== null && groups.length === 0) {
      return lines(`⚠️ 没有名称含「${safeText(keyword)}」的分组`, '看全部：分组')
    }
    // Where labels overlap or nobody counts, a sum would be wrong.
    const counts = groups.map(({ count }) => count)
    const people = counts.includes(null) ? '' : `，${counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)} 人`
    return lines(`共 ${groups.length} 组${people}`, ...groups.map(groupLine))
  },
  rest: ({ text }) => text,
  'no-more': ({ expired }) =>
    expired === true ? '上一个列表已过 10 分钟，请重发那个列表的命令' : '没有更多了，上一个列表已看完',
  language: () => '✅ 以后用中文回复',
  'language-followed': () => '你用英文发，就用英文回复；一直用英文：语言 English',
  'which-language': ({ examples }) => lines('用哪种语言回复？', ...examples.map((example) => `例：${example}`)),
} satisfies Partial<Phrases>

function helpLine(command: CommandHelp): string {
  return `${examplesOf(command)[0] ?? command.name}：${command.summary.zh}`
}

function examplesOf(command: CommandHelp): readonly string[] {
  return examplesWith(command, (example) => !example.startsWith(command.english))
}

function groupLine(group: Group): string {
  const people = group.count === null ? '' : ` ${group.count} 人`
  return `${nameGroup(group)}${people}${group.unmanaged === true ? '（未接管）' : ''}`
}

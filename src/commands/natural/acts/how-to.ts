import type { Contents } from '../contents.ts'
import { speaksOfLabels, takesLabels } from './labels.ts'
import { run, runIf, suggest, type Interpretation } from '../interpretation.ts'
import type { Meaning } from '../phrases.ts'

/*
 * Questions how something is done, and whether it can be: the help of that command answers them.
 */

/** Which command answers a question about something that a word names, with the command to explain it. */
const EXPLAINED: readonly (readonly [Meaning, string])[] = [
  ['blacklist', '移动'],
  ['move', '移动'],
  ['create', '新建'],
  ['rename', '改名'],
  ['delete', '删除'],
  ['undo', '撤销'],
  ['wrong', '撤销'],
  ['label', '打标签'],
  ['unlabel', '去标签'],
  ['alias', '别名'],
  ['adopt', '接管'],
  ['log', '日志'],
  ['admins', '管理员'],
  ['find', '找'],
  ['members', '组员'],
  ['where', '查'],
  ['sync', '同步'],
  ['copy', '复制'],
  ['redo', '重做'],
]

/** What is spoken of by other words than those of its command. */
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [/批量|一次.*(?:多|几|很多)|(?:好几|几|多|很多)个人|\b(?:batch|bulk|many|several)\b/u, '批量移动'],
  [/二维码|扫码|\bqr\b/u, '二维码'],
  [/自动分组|自动(?:移|打|进)|规则|\brules?\b/u, '规则'],
  [/自动回复|关键词回复|\bauto.?repl/u, '自动回复'],
  [/语言|英文|英语|中文|繁体|\blanguage\b|\benglish\b|\bchinese\b/u, '语言'],
  [/菜单|\bmenu\b/u, '菜单'],
  [/统计|\bstat(?:s|istics)\b/u, '统计'],
  [/组名|分组名|(?:改|换).*组.*名|名.*(?:改|换)/u, '改名'],
]

/** 怎么移动, how do I undo: the help of that command. */
export function readHowTo(contents: Contents): Interpretation | undefined {
  const asksHow =
    contents.says('how') || /怎么用|如何用|咋用|用法|什么意思|干嘛的|做什么的|有什么用/u.test(contents.folded)
  if (asksIfPossible(contents)) return readIfPossible(contents)
  if (!asksHow && !contents.says('help')) return undefined
  if (/管理员/u.test(contents.folded))
    return run(`帮助 管理员 ${/删|移除|去掉|取消/u.test(contents.folded) ? '移除' : '邀请'}`)
  if (
    /取消/u.test(contents.folded) &&
    contents.people.length + contents.groups.length === 0 &&
    !/标签/u.test(contents.folded)
  )
    return run('帮助 撤销')
  const topic = TOPICS.find(([speaks]) => speaks.test(contents.folded))?.[1]
  const isCause = /怎么(?:还|会|不|没|在|又|变|就|跑|被|到|[^，,。]{1,10}了(?:[，,。！!？?]|$))/u.test(contents.folded)
  const frees = contents.says('take-out') && /人|黑名单|组|谁/u.test(contents.folded) ? '移动' : undefined
  const explained = labelHelp(contents) ?? topic ?? frees ?? EXPLAINED.find(([act]) => contents.says(act))?.[1]
  if (explained !== undefined && asksHow && !isCause) return run(`帮助 ${explained}`)
  if (contents.people.length + contents.groups.length > 0) return undefined
  if (contents.says('help')) return runIf(contents.leftOver <= 2, '帮助')
  // How something is going is asked of what there is.
  if (/怎么样|怎样|咋样/u.test(contents.folded) && contents.says('groups', 'result', 'status', 'recent'))
    return undefined
  return contents.leftOver <= 2 ? suggest('帮助') : undefined
}

/** 怎么给人打标签, 怎么去掉标签. */
function labelHelp(contents: Contents): string | undefined {
  if (
    !speaksOfLabels(contents) ||
    contents.says('create', 'rename', 'adopt', 'groups') ||
    !contents.says('label', 'unlabel', 'delete')
  )
    return undefined
  return takesLabels(contents) ? '去标签' : '打标签'
}

/** 能改名吗, 可以撤销吗, can I undo: of nobody and nothing that is named. */
function asksIfPossible(contents: Contents): boolean {
  const { people, groups, durations } = contents
  return (
    contents.says('can') &&
    (contents.says('ask', 'how-many') ||
      /[几多]|能不能|可不可以|能否|可否|[行好可]不[行好可]|行吗/u.test(contents.folded)) &&
    !contents.says('how') &&
    people.length + groups.length + durations.length === 0
  )
}

function readIfPossible(contents: Contents): Interpretation | undefined {
  const explained =
    labelHelp(contents) ??
    TOPICS.find(([speaks]) => speaks.test(contents.folded))?.[1] ??
    EXPLAINED.find(([act]) => contents.says(act))?.[1]
  if (
    explained === undefined ||
    explained === '查' ||
    explained === '找' ||
    (explained === '移动' && /[几多]/u.test(contents.folded)) ||
    contents.leftOver > 2
  )
    return undefined
  return suggest(`帮助 ${explained}`)
}

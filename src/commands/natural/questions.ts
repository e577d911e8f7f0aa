import type { Contents } from './contents.ts'
import { run, suggest, runIf, type Interpretation } from './interpretation.ts'
import type { Meaning } from './phrases.ts'

/*
 * Questions, and wishes to be shown something: the command that answers them only reads, so a likely one runs.
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
]

/** 怎么移动, how do I undo: the help of that command. */
export function readHowTo(contents: Contents): Interpretation | undefined {
  if (!contents.says('how') && !contents.says('help')) return undefined
  if (/批量/u.test(contents.folded)) return run('帮助 批量移动')
  const explained = EXPLAINED.find(([act]) => contents.says(act))?.[1]
  if (explained !== undefined && contents.says('how')) return run(`帮助 ${explained}`)
  if (contents.people.length + contents.groups.length > 0) return undefined
  if (contents.says('help')) return runIf(contents.leftOver <= 2, '帮助')
  return contents.leftOver <= 2 ? suggest('帮助') : undefined
}

/** Who is in a group, where somebody is, how the account stands. */
export function readQuestion(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  const [person] = people
  const [group] = groups
  if (leftOver > 4) return undefined
  if (person !== undefined) return readAboutPerson(contents, person)
  if (group !== undefined) return readAboutGroup(contents, group)
  return readAboutAccount(contents)
}

function readAboutPerson(contents: Contents, person: string): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (contents.says('log')) return suggest(`日志 ${person}`)
  if (contents.says('copy') && people.length === 1) return runIf(leftOver === 0, `复制 ${person}`)
  if (people.length > 1) return undefined
  const asks = contents.says('ask', 'where', 'how-many')
  if (!asks && !contents.says('find')) return undefined
  if (contents.says('can') && contents.says('move', 'blacklist', 'label')) return undefined
  if (
    contents.says('move', 'delete', 'blacklist', 'label') &&
    !/(?:了|过)(?:吗|没|么)|什么时候|when|did|is /u.test(contents.folded)
  )
    return undefined
  return runIf(leftOver === 0 && groups.length === 0 && contents.says('where'), `查 ${person}`)
}

function readAboutGroup(contents: Contents, group: string): Interpretation | undefined {
  if (contents.groups.length > 1) return undefined
  if (contents.says('delete', 'create', 'rename', 'move', 'blacklist', 'wrong') && !contents.says('members', 'who'))
    return undefined
  const asks =
    contents.says('members', 'who', 'how-many') ||
    (contents.says('ask', 'inside') && /谁|哪|who/u.test(contents.folded))
  if (!asks) return /是什么|什么组/u.test(contents.folded) ? suggest(`分组 ${group}`) : undefined
  return runIf(contents.leftOver === 0, `组员 ${group}`)
}

function readAboutAccount(contents: Contents): Interpretation | undefined {
  const { leftOver, folded } = contents
  if (/(?:没|未|还没|不在)(?:有)?分组|没进组/u.test(folded) && /谁|哪些|人/u.test(folded)) return suggest('组员 未分组')
  if (contents.says('admins') && leftOver === 0)
    return runIf(contents.says('ask') || contents.isOnly('admins'), '管理员')
  if (contents.says('whoami') && leftOver === 0) return run('我')
  if (contents.says('status') && leftOver <= 2) {
    const asks = contents.says('ask', 'how-many') || /剩|还能|left|吗$/u.test(folded)
    if (asks) return runIf(/额度|配额|quota/u.test(folded), '状态')
    if (leftOver === 0) return suggest('状态')
  }
  if (contents.says('groups') && leftOver <= 1) return runIf(leftOver === 0, '分组')
  if (contents.says('recent') && leftOver <= 2) return runIf(false, '最近')
  if (contents.says('result') && leftOver <= 3) return suggest('结果')
  if (contents.says('more') && leftOver === 0) return run('更多')
  if (contents.says('log') && leftOver <= 2) return suggest('日志')
  if (contents.says('sync') && leftOver === 0) return suggest('同步')
  return readSearch(contents)
}

/** 找王, 有姓陈的吗: a part of a name. */
function readSearch({ folded, text }: Contents): Interpretation | undefined {
  const [, family] = /^(?:有没有|有)?姓([\p{Script=Han}])的/u.exec(folded) ?? []
  if (family !== undefined) return run(`找 ${family}`)
  const found = /^(?:帮我|给我|请)?(?:找一下|找下|找找|查找|搜索|搜一下|搜|找|find |search (?:for )?)/u.exec(folded)
  const wanted =
    found === null
      ? ''
      : text
          .slice(found[0].length)
          .replace(/[。！!？?吧呗啊\s]+$/u, '')
          .trim()
  return /^[\p{L}\p{N} ]{1,12}$/u.test(wanted) && !/[了过的]$/u.test(wanted) ? run(`找 ${wanted}`) : undefined
}

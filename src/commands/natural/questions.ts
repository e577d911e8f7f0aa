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
  ['log', '日志'],
  ['admins', '管理员'],
  ['find', '找'],
  ['members', '组员'],
  ['where', '查'],
  ['sync', '同步'],
  ['copy', '复制'],
  ['redo', '重做'],
]

/** 怎么移动, how do I undo: the help of that command. */
export function readHowTo(contents: Contents): Interpretation | undefined {
  const asksHow =
    contents.says('how') || /怎么用|如何用|咋用|用法|什么意思|干嘛的|做什么的|有什么用/u.test(contents.folded)
  if (!asksHow && !contents.says('help')) return undefined
  if (/批量/u.test(contents.folded)) return run('帮助 批量移动')
  if (/管理员/u.test(contents.folded))
    return run(`帮助 管理员 ${/删|移除|去掉|取消/u.test(contents.folded) ? '移除' : '邀请'}`)
  if (
    /取消/u.test(contents.folded) &&
    contents.people.length + contents.groups.length === 0 &&
    !/标签/u.test(contents.folded)
  )
    return run('帮助 撤销')
  const isCause = /怎么(?:还|会|不|没|在|又|变|就|跑|被|到)/u.test(contents.folded)
  const explained = EXPLAINED.find(([act]) => contents.says(act))?.[1]
  if (explained !== undefined && asksHow && !isCause) return run(`帮助 ${explained}`)
  if (contents.people.length + contents.groups.length > 0) return undefined
  if (contents.says('help')) return runIf(contents.leftOver <= 2, '帮助')
  return contents.leftOver <= 2 ? suggest('帮助') : undefined
}

/** 谁移走了小王, 小王是谁拉黑的, 我刚才删了什么. */
const WHO_DID =
  /(?:移|删|改|拉黑|建|动)了(?:谁|什么|哪[些几个])|谁(?:给|又)?(?:把|移|动|拉黑|删|改|放|加|建|踢|搬|调|弄|让|撤)|\bwho (?:has )?(?:moved|blocked|deleted|changed|created|renamed|added|removed|put)\b/u

/** Who is in a group, where somebody is, how the account stands. */
export function readQuestion(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  const [person] = people
  const [group] = groups
  if (leftOver > 4) return undefined
  if (WHO_DID.test(contents.folded) && !/拉黑了哪|拉黑了谁/u.test(contents.folded))
    return suggest(people.length === 1 ? `日志 ${person ?? ''}` : '日志')
  if (person !== undefined) return readAboutPerson(contents, person)
  if (group !== undefined) return readAboutGroup(contents, group)
  return readAboutAccount(contents)
}

function readAboutPerson(contents: Contents, person: string): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (contents.says('log')) return suggest(`日志 ${person}`)
  if (contents.says('copy') && people.length === 1) return runIf(leftOver === 0, `复制 ${person}`)
  if (people.length > 1) return undefined
  const asks =
    contents.says('ask', 'where', 'how-many', 'how', 'groups', 'result') || /[了过]没有?[？?]?$/u.test(contents.folded)
  if (!asks && !contents.says('find')) return undefined
  if (contents.says('find') && !contents.says('where', 'how') && groups.length === 0)
    return runIf(leftOver === 0, `找 ${person}`)
  if (contents.says('can') && contents.says('move', 'blacklist', 'label')) return undefined
  if (
    contents.says('move', 'delete', 'blacklist', 'label') &&
    !/(?:了|过)(?:吗|没|么)|被.*[吗没]|什么时候|怎么(?:还|会|不|没|在|又|变|就|跑|被|到)|when|did|is /u.test(
      contents.folded,
    )
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
    (contents.says('ask', 'inside') && /谁|哪|who|什么人|啥人/u.test(contents.folded))
  if (!asks) return /是什么|什么组/u.test(contents.folded) ? suggest(`分组 ${group}`) : undefined
  return runIf(contents.leftOver === 0, `组员 ${group}`)
}

function readAboutAccount(contents: Contents): Interpretation | undefined {
  const { leftOver, folded } = contents
  if (contents.says('adopt')) return undefined
  if (/(?:没|未|还没|不在)(?:有)?分组|没进组/u.test(folded) && /谁|哪些|人/u.test(folded)) return suggest('组员 未分组')
  if (/被?拉黑了?(?:的|哪些|谁|哪几个).*|谁被拉黑/u.test(folded) && /谁|哪|多少|名单/u.test(folded))
    return suggest('组员 黑名单')
  if (contents.says('admins') && leftOver === 0)
    return runIf(contents.says('ask') || contents.isOnly('admins'), '管理员')
  if (contents.says('whoami') && leftOver === 0) return run('我')
  if (contents.says('status') && leftOver <= 2) {
    const asks = contents.says('ask', 'how-many') || /剩|还能|left|吗$/u.test(folded)
    if (asks) return runIf(/额度|配额|quota/u.test(folded), '状态')
    if (leftOver === 0) return suggest('状态')
  }
  if (
    /还(?:能|可以|剩|有)[^，,。]{0,4}(?:几|多少)[次个条]?|\bhow (?:many|much) .*left\b/u.test(folded) &&
    leftOver <= 4
  )
    return suggest('状态')
  if (contents.says('groups') && leftOver <= 1) return runIf(leftOver === 0, '分组')
  if (GROUPS_SHOWN.test(folded)) return run('分组')
  if (contents.says('recent') && leftOver <= 2) return runIf(false, '最近')
  if (contents.says('result') && leftOver <= 3) return suggest('结果')
  if (contents.says('more') && leftOver === 0) return run('更多')
  if (contents.says('log') && leftOver <= 2) return suggest('日志')
  if (contents.says('sync') && leftOver === 0) return suggest('同步')
  return readSearch(contents)
}

const GROUPS_SHOWN =
  /^(?:帮我|给我|请|麻烦|我想|我要|想)*(?:看看|看下|看一下|显示|列出|列一下|列|查看|查下|查)?(?:一下|下)?(?:所有|全部|现有|现在|当前|目前)?的?(?:都有|都|有|一共|总共|共|现在)*(?:哪些|什么|啥|几个|多少个?|所有)?的?(?:分组|标签|组)(?:列表|情况)?(?:都|有|哪些|什么|啥|几个|多少个?)*(?:呢|啊|呀|了|吗)?[？?。]?$/u

/** 找王, 有姓陈的吗: a part of a name. */
function readSearch({ folded, text }: Contents): Interpretation | undefined {
  const [, family] = /^(?:帮我|给我|请)?(?:有没有|有|找一下|找|查|搜)?姓([\p{Script=Han}])的/u.exec(folded) ?? []
  if (family !== undefined) return run(`找 ${family}`)
  const found = /^(?:帮我|给我|请)?(?:找一下|找下|找找|查找|搜索|搜一下|搜|找|find (?!out)|search (?:for )?)/u.exec(
    folded,
  )
  const wanted =
    found === null
      ? ''
      : text
          .slice(found[0].length)
          .replace(/[。！!？?吧呗啊\s]+$/u, '')
          .trim()
  return /^[\p{L}\p{N} ]{1,12}$/u.test(wanted) && !/[了过的]$/u.test(wanted) ? run(`找 ${wanted}`) : undefined
}

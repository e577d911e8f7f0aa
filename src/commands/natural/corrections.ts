import type { Contents } from './contents.ts'
import { comparableName } from '../../domain/group.ts'
import { runIf, suggest, type Interpretation, type LastCommand, type NaturalContext } from './interpretation.ts'
import { lasting } from './moving.ts'

/*
 * Texts that lean on the last command: taking it back, doing it otherwise, or the same for somebody else.
 */

const MOVES: ReadonlySet<string> = new Set(['移动', '批量移动'])

export function readCorrection(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  return (
    readTakingBack(contents, last) ??
    (last === null ? undefined : (readOtherwise(contents, last) ?? readSameFor(contents, last)))
  )
}

function readTakingBack(contents: Contents, last: NaturalContext['last']): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (contents.says('how', 'if', 'can') || leftOver > 3) return undefined
  if (/不是让你|不是叫你/u.test(contents.folded)) return undefined
  if (contents.says('redo') && last !== null && people.length + groups.length === 0)
    return suggest(last.command === '撤销' ? '重做' : '撤销')
  const strangers = people.filter((one) => one !== '上一个' && !isAbout(last, one))
  if (strangers.length > 0 || groups.length > 0) return undefined
  if (contents.says('wrong') && !contents.says('move', 'ask')) return suggest('撤销')
  if (contents.says('undo')) return runIf(leftOver === 0 && !contents.says('ask', 'wrong', 'back', 'wish'), '撤销')
  if (last !== null && DROPS.test(contents.folded) && !contents.says('ask')) return suggest('撤销')
  return contents.says('back') && leftOver <= 1 && !contents.says('ask') ? suggest('撤销') : undefined
}

/** 刚才那条不要了, 取消刚才的. */
const DROPS =
  /(?:刚才|刚刚|上一?[条步个次])(?:的|那)?(?:个|条|步|次|的)*(?:不要|取消|撤|作废|退|算了)|(?:取消|撤|退回|反悔)(?:掉|了)?(?:刚才|刚刚|上一?[条步个次])/u

/** Whether the last command was about somebody who is named so. */
function isAbout(last: LastCommand | null, name: string): boolean {
  return last?.who?.some((one) => one.includes(comparableName(name))) === true
}

/** 还是移到新人吧, 不是VIP，是华东媒, 不是小王是李姐. */
function readOtherwise(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, leftOver, folded } = contents
  const denies = /^(?:啊|哦|嗯|哎)*(?:不是|不对|不[，,]|错了|not |no[,，] |是.+不是)/u.test(folded)
  const own = people.filter((one) => one !== '上一个')
  if (!MOVES.has(last.command)) return readInto(contents, last)
  const swaps = own.length === 2 && /换成|改成/u.test(folded)
  const isWrong = own.length === 1 && (contents.says('wrong') || /^(?:换成|改成)/u.test(folded))
  const means = swaps || denies || isWrong || /^(?:我说的是|我是说|我指的是|我的意思是|应该是|i meant? )/u.test(folded)
  if (means && own.length > 0 && own.length <= 2 && groups.length === 0 && leftOver <= 2)
    return readOther(contents, own, last)
  const target = targetMeant(contents, denies)
  const corrects = denies || contents.says('instead', 'wrong') || folded.startsWith('应该')
  if (target === undefined || own.length > 0 || !corrects || leftOver > 2) return undefined
  if (denies && groups.length > 2) return undefined
  return last.people > 1 ? undefined : suggest(`移动 上一个 ${target}${lasting(contents)}`)
}

/** 不是VIP是新人, 我说的是新人不是VIP: the group that is not denied. */
function targetMeant({ tokens, groups }: Contents, denies: boolean): string | undefined {
  const left = notDenied(tokens, 'group')
  return left.length > 0 && left.length < groups.length ? left[0] : denies ? groups.at(-1) : groups[0]
}

/** 不是小王，是李姐: one is taken back, and the other goes where the first was sent. */
function readOther({ tokens }: Contents, own: readonly string[], last: LastCommand): Interpretation {
  const left = notDenied(tokens, 'person')
  const meant = own.length === 1 ? own[0] : left.at(-1)
  return last.group === null || meant === undefined || last.people > 1
    ? suggest('撤销')
    : { kind: 'several', commands: ['撤销', `移动 ${meant} ${last.group}`] }
}

function notDenied(tokens: Contents['tokens'], kind: 'person' | 'group'): string[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== kind) return []
    const before = tokens[at - 1]
    return before?.kind === 'word' && /^(?:不是|不要|不|not)$/u.test(before.text) ? [] : [token.text]
  })
}

/** After a new group: 把小王放进去. */
function readInto(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, folded } = contents
  const into = /放进去|加进去|移进去|进去|(?:这个?|那个?|新)组|新建的组/u.test(folded)
  if (last.command !== '新建' || last.group === null || !into || people.length === 0 || groups.length > 0)
    return undefined
  return suggest(`移动 ${people.join(' ')} ${last.group}`)
}

/** 李姐也一样, 还有李姐和Tom, Tom也打上. */
function readSameFor(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, leftOver, folded } = contents
  const own = people.filter((one) => one !== '上一个')
  const same = contents.says('also', 'same') || /^(?:还有|以及|再?加上|再加个|再来一?个|算上|带上|and )/u.test(folded)
  if (own.length === 0 || !same || leftOver > 2 || contents.says('ask', 'not')) return undefined
  const group = groups[0] ?? last.group
  if (group === null || groups.length > 1) return undefined
  if (MOVES.has(last.command)) return suggest(`移动 ${own.join(' ')} ${group}${lasting(contents)}`)
  return last.command === '打标签' || last.command === '去标签'
    ? suggest(`${last.command} ${own.join(' ')} ${group}`)
    : undefined
}

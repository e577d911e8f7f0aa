import type { Contents } from './contents.ts'
import { lasting } from './moving.ts'
import { runIf, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'

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
  if (groups.length > 0) return undefined
  if (contents.says('wrong') && !contents.says('move', 'ask')) return suggest('撤销')
  if (people.some((one) => one !== '上一个')) return undefined
  if (contents.says('undo')) return runIf(leftOver === 0 && !contents.says('ask', 'wrong', 'back', 'wish'), '撤销')
  return contents.says('back') && leftOver <= 1 && !contents.says('ask') ? suggest('撤销') : undefined
}

/** 还是移到新人吧, 不是VIP，是华东媒, 不是小王是李姐. */
function readOtherwise(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, leftOver, folded } = contents
  const denies = /^(?:啊|哦|嗯)?(?:不是|不对|错了|not )/u.test(folded)
  const own = people.filter((one) => one !== '上一个')
  if (!MOVES.has(last.command)) return readInto(contents, last)
  if (denies && own.length === 2 && groups.length === 0) return suggest('撤销')
  const target = denies ? groups.at(-1) : groups[0]
  const corrects = denies || contents.says('instead', 'wrong') || folded.startsWith('应该')
  if (target === undefined || own.length > 0 || !corrects || leftOver > 2) return undefined
  if (denies && groups.length > 2) return undefined
  return last.people > 1 ? undefined : suggest(`移动 上一个 ${target}${lasting(contents)}`)
}

/** After a new group: 把小王放进去. */
function readInto(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, folded } = contents
  const into = /放进去|加进去|移进去|进去/u.test(folded)
  if (last.command !== '新建' || last.group === null || !into || people.length === 0 || groups.length > 0)
    return undefined
  return suggest(`移动 ${people.join(' ')} ${last.group}`)
}

/** 李姐也一样, 还有李姐和Tom, Tom也打上. */
function readSameFor(contents: Contents, last: NonNullable<NaturalContext['last']>): Interpretation | undefined {
  const { people, groups, leftOver, folded } = contents
  const own = people.filter((one) => one !== '上一个')
  const same = contents.says('also', 'same') || /^(?:还有|以及|and )/u.test(folded)
  if (own.length === 0 || !same || leftOver > 2 || contents.says('ask', 'not')) return undefined
  const group = groups[0] ?? last.group
  if (group === null || groups.length > 1) return undefined
  if (MOVES.has(last.command)) return suggest(`移动 ${own.join(' ')} ${group}${lasting(contents)}`)
  return last.command === '打标签' || last.command === '去标签'
    ? suggest(`${last.command} ${own.join(' ')} ${group}`)
    : undefined
}

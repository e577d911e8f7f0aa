import type { Contents } from './contents.ts'
import { runIf, suggest, type Interpretation } from './interpretation.ts'
import type { Token } from './tokens.ts'

/*
 * Acts on people: moving them, whole groups too, labels, and the blacklist.
 */

/** So much that we do not know may stand in a text that is still believed to be a command. */
const MOST_LEFT_OVER = 6

export function readMoving(contents: Contents): Interpretation | undefined {
  if (contents.leftOver > MOST_LEFT_OVER) return undefined
  return (
    readBlacklist(contents) ??
    readLabels(contents) ??
    readWhole(contents) ??
    readTakingOut(contents) ??
    readMove(contents)
  )
}

/** An imperative, said outright and whole. */
function isCertain(contents: Contents): boolean {
  const { leftOver, durations } = contents
  return leftOver === 0 && durations.length < 2 && !contents.says('wish', 'ask', 'can') && !hasLooseGroup(contents)
}

function hasLooseGroup({ tokens }: Contents): boolean {
  return tokens.some((token) => token.kind === 'group' && token.loose)
}

/** For how long, as it stands at the end of a command; the last of several, of which nothing is certain. */
export function lasting({ durations }: Contents): string {
  const last = durations.at(-1)
  return last === undefined ? '' : ` ${last}`
}

function readBlacklist(contents: Contents): Interpretation | undefined {
  const named = contents.groups.includes('黑名单') || contents.says('blacklist')
  if (!named || contents.says('take-out', 'from')) return undefined
  const others = contents.groups.filter((group) => group !== '黑名单')
  const { people } = contents
  if (people.length === 0) {
    const [group] = others
    return contents.says('blacklist') && contents.says('all', 'people') && others.length === 1 && group !== undefined
      ? suggest(`移动 ${group}全部 黑名单${lasting(contents)}`)
      : undefined
  }
  if (!contents.says('blacklist') && !contents.says('move', 'aim')) return undefined
  return runIf(isCertain(contents) && others.length === 0, `移动 ${people.join(' ')} 黑名单${lasting(contents)}`)
}

function readLabels(contents: Contents): Interpretation | undefined {
  const { people, groups, folded } = contents
  const [group] = groups
  const speaksOfTags = contents.says('tag') || /标签|标记|label|\btag/u.test(folded)
  if (!speaksOfTags || group === undefined || groups.length > 1 || people.length === 0) return undefined
  const takes = contents.says('unlabel', 'delete', 'take-out')
  if (!takes && !contents.says('label', 'move', 'object')) return undefined
  // A label does not end by itself: whoever said for how long is shown what would be done.
  return runIf(
    isCertain(contents) && people.length === 1 && contents.durations.length === 0,
    `${takes ? '去标签' : '打标签'} ${people.join(' ')} ${group}`,
  )
}

/** 把新人组的人全部移到VIP，除了小王. */
function readWhole(contents: Contents): Interpretation | undefined {
  const { tokens, groups, people } = contents
  const [source, target] = groups
  const except = contents.first('except')
  const wanted = contents.says('all') || contents.says('people')
  const excepted = except === undefined ? [] : namedAfter(tokens, except)
  if (people.length !== excepted.length || !contents.says('move', 'aim')) return undefined
  if (source === undefined || target === undefined) return undefined
  if (groups.length > 2) return undefined
  const command = `移动 ${source}全部 ${target}${excepted.length > 0 ? ` 除了 ${excepted.join(' ')}` : ''}${lasting(contents)}`
  return runIf(wanted && contents.says('all') && isCertain(contents), command)
}

function namedAfter(tokens: readonly Token[], place: number): string[] {
  return tokens.slice(place).flatMap((token) => (token.kind === 'person' ? [token.text] : []))
}

/** 把小王移出新人组: out of their group is into 未分组. */
function readTakingOut(contents: Contents): Interpretation | undefined {
  const { people, groups } = contents
  const leaves = contents.says('take-out') || (contents.says('from') && groups[0] === '黑名单')
  if ((!leaves && !contents.says('unlabel')) || people.length === 0 || groups.length > 1) return undefined
  return contents.says('aim') && groups.length === 1 && !leaves
    ? undefined
    : suggest(`移动 ${people.join(' ')} 未分组${lasting(contents)}`)
}

function readMove(contents: Contents): Interpretation | undefined {
  const { people, groups } = contents
  if (people.length === 0 || groups.length === 0) return undefined
  if (contents.says('delete', 'rename', 'alias', 'swap', 'log')) return undefined
  const target = targetOf(contents)
  if (target === undefined) return undefined
  const told = contents.says('move') || (contents.says('object') && contents.says('aim'))
  if (!told && contents.leftOver > 2) return undefined
  return runIf(told && isCertain(contents), `移动 ${people.join(' ')} ${target}${lasting(contents)}`)
}

/** The group behind the last aim or move, or the only one. */
function targetOf({ tokens, groups }: Contents): string | undefined {
  if (groups.length === 1) return groups[0]
  const aimed = tokens.flatMap((token, place) => {
    const before = tokens[place - 1]
    const points = before?.kind === 'word' && (before.says.has('aim') || before.says.has('move'))
    return token.kind === 'group' && points ? [token.text] : []
  })
  const from = tokens.some((token) => token.kind === 'word' && token.says.has('from'))
  const target = aimed.at(-1)
  return groups.length === 2 && target !== undefined && (from || aimed.length === 1) ? target : undefined
}

import type { Contents } from '../contents.ts'
import { suggest, type Interpretation, type LastCommand } from '../interpretation.ts'
import { ENDLESS, MOVES, whoOf } from '../leaning.ts'

/*
 * After a move: the same move for another time, or for good.
 */

/** 3天就好, 不限时了: the same once more, for so long, or for good. */
export function readOtherTime(
  durations: readonly string[],
  contents: Contents,
  last: LastCommand,
): Interpretation | undefined {
  const who = whoOf(last, contents.folded)
  const [duration, ...others] = meantOf(durations, contents.folded)
  const isEndless = duration === undefined && ENDLESS.test(contents.folded)
  if ((duration === undefined && !isEndless) || others.length > 0 || who === undefined || last.group === null)
    return undefined
  const says =
    contents.says('if', 'told', 'back', 'undo', 'delete', 'blacklist', 'take-out', 'ask') ||
    (contents.says('label') && !contents.says('move'))
  const isNamed = /时间|期限|时长|天数/u.test(contents.folded)
  return says ||
    (contents.says('not') && !isEndless && durations.length < 2) ||
    contents.leftOver > (isEndless ? 8 : isNamed ? 4 : 2) ||
    !MOVES.has(last.command)
    ? undefined
    : suggest(`移动 ${who} ${last.group}${duration === undefined ? '' : ` ${duration}`}`)
}

/** 不是3天是7天, 7天不是3天: the one that is meant of two. */
function meantOf(durations: readonly string[], folded: string): readonly string[] {
  const denial = /不是|\bnot\b/u.exec(folded)
  if (durations.length !== 2 || denial === null) return durations
  return denial.index < 3 ? durations.slice(1) : durations.slice(0, 1)
}

import type { Contents } from '../../contents.ts'
import { contrastIn, isContrast } from '../../contrast.ts'
import { suggest, type Interpretation, type NaturalContext } from '../../interpretation.ts'
import { isAbout, isPartly, MOVES, PUTS } from '../../leaning.ts'
import { toWhereTheyWere } from '../corrections.ts'

/*
 * What was done is complained of, with those whom it was done to: 小王移到VIP不对, 不该把小王移到VIP, 谁让你移小王的. To offer
 * the same move once more would be the last thing that is wanted.
 */

/** That it was done at all is what is wrong. */
const REPROACHES =
  /(?:不该|不应该?|不应当|没(?:有)?(?:让|叫|要)(?:你|您)|不是(?:让|叫)(?:你|您)|没说(?:过)?要?|谁(?:让|叫|要)(?:你|您)|凭什么)(?!.*(?:吗|[？?]))|怎么(?:就|又|会|给)?(?:把|给).*了|\bshould(?:n'?t| not) (?:have|be)\b|\b(?:did ?n'?t|did not|never) (?:ask|tell|want|say)\b|\bby (?:mistake|accident)\b|\baccidental/u
const ASKS_WHY = /^(?:你|系统)?(?:为什么|为啥|干嘛|干吗)(?:要|会|又)?(?:把|给|移|拉|放)/u
/** 李姐放错了，她应该在华东媒: what is wanted instead comes next. */
const GOES_ON = /[，,；;。](?!.*(?:不对|不该|不应|错))\s*\S/u
const ASKS_IF_RIGHT = /对不对|是不是|行不行|好不好|[吗？?]$/u
const MADE: ReadonlySet<string> = new Set(['新建', '改名', '别名'])

/** Taking it back, where the last command did it; else what was done with whoever is named. */
export function readComplaint(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const { people, groups, folded, leftOver } = contents
  if (
    groups.length > (contents.says('from') ? 2 : 1) ||
    leftOver > 12 ||
    GOES_ON.test(folded) ||
    contents.durations.length > 0
  )
    return undefined
  if (contents.says('if', 'later', 'each', 'instead', 'except', 'also') || isContrast(contrastIn(contents.tokens)))
    return undefined
  const puts =
    contents.says('move', 'blacklist', 'label') ||
    (contents.says('aim', 'inside') && groups.length === 1) ||
    /\b(?:moved|blocked|tagged|added|put)\b/u.test(folded)
  const reproaches = REPROACHES.test(folded)
  if (people.length === 0 && last !== null && MADE.has(last.command) && contents.says('create', 'rename', 'alias'))
    return reproaches && leftOver <= 6 ? suggest('撤销') : undefined
  const [person] = people
  if (person === undefined || !puts) return undefined
  if (ASKS_WHY.test(folded)) return suggest(`日志 ${person}`)
  if (ASKS_IF_RIGHT.test(folded))
    return contents.says('wrong') && people.length === 1 ? suggest(`查 ${person}`) : undefined
  if (!reproaches && !contents.says('wrong')) return undefined
  const isOfLast =
    last !== null && PUTS.has(last.command) && people.every((one) => one === '上一个' || isAbout(last, one))
  if (!isOfLast) return people.length === 1 && person !== '上一个' ? { kind: 'complaint', person } : undefined
  if (!isPartly(people, last)) return suggest('撤销')
  return MOVES.has(last.command) ? toWhereTheyWere(people, last) : suggest('撤销')
}

import type { Contents } from '../../contents.ts'
import { suggest, type Interpretation, type NaturalContext } from '../../interpretation.ts'
import { MOVES } from '../../leaning.ts'

/*
 * Whether what was just asked for has been done is doubted: 他不在VIP啊, 没移成功, 移了吗, nothing happened. To look is all that
 * is offered.
 */

const IS_NOT_THERE =
  /(?:不|没有?|还没)(?:在|进|到)|(?:本来|原来|一直|早)(?:就|都)?在|\b(?:is ?n['’]?t|is not|still not|was already)\b/u
const NOT_DONE =
  /^(?:怎么|好像|还是|还|都|又|我|你|[他她它]|根本)*没有?(?:移|拉|打|动|成功|反应|动静|生效|变化|变|看到|效果|弄好|好|完)|^(?:你|都|给我|到底|究竟)*(?:移|拉|打|改|建|删|弄|动)[^，,。]{0,2}了(?:吗|没有?|么)[？?]?$|还没(?:好|完|移|弄)|(?:did ?n['’]?t|does ?n['’]?t|not) work|nothing (?:happened|changed)/u
const AGAIN = /^(?:那就?|请|帮我)*再(?:移|来|试|弄|执行)(?:动)?一?[次遍下][吧。]*$|^(?:please )?(?:try|do it) again$/u

/** Looks after whoever is named, else after the last command. */
export function readDoubt(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const { people, groups, folded, leftOver } = contents
  if (last === null || leftOver > (/\p{Script=Han}/u.test(folded) ? 4 : 16) || /[，,；;。\n]\s*\S/u.test(folded))
    return undefined
  if (contents.says('if', 'later', 'each', 'object', 'wish', 'undo', 'redo') && !AGAIN.test(folded)) return undefined
  const [person] = people
  if (person !== undefined && people.length === 1 && groups.length === 1 && IS_NOT_THERE.test(folded))
    return contents.says('move', 'wrong') ? undefined : suggest(`查 ${person}`)
  if (people.length + groups.length > 0) return undefined
  // 再移一次: what was done once is done; what became of it is told.
  if (AGAIN.test(folded)) return MOVES.has(last.command) ? suggest('结果') : undefined
  return NOT_DONE.test(folded) ? suggest('结果') : undefined
}

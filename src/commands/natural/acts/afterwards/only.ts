import type { Contents } from '../../contents.ts'
import { comparableName } from '../../../../domain/group.ts'
import { suggest, type Interpretation, type LastCommand, type NaturalContext } from '../../interpretation.ts'
import { isAbout, MOVES, PUTS } from '../../leaning.ts'

/*
 * Fewer were meant than the last command was about: 只移小王就行, 就小王一个人, only Tom. Two commands do that, one to take
 * back and one for whoever is meant; which is sent, and whether, is for the sender to say.
 */

const ONLY =
  /^(?:不是|不|啊|哦|嗯|我|那|[，, ])*(?:只|仅仅?|光|单单?)(?:是|要|想|需要?|用|把|让|给|有)*(?:移动?|放|拉|加|打|贴|标|动|弄)?|^(?:那|我)?就(?:移动?|放|拉|加|打|要)?.{1,12}(?:一个人?|自己)|一个(?:人)?就?(?:够|行|好|可以)了?[。！!]?$|^(?:no,? |sorry,? )?(?:i )?(?:just|only) /u
/** 只要小王付了钱就: a condition. */
const CONDITION = /只要.*(?:[了过]|就[移把拉放加给告])|[，,；;。]\S/u

/** After 移动 小王 李姐 VIP. */
export function readOnly(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const { people, groups, folded, leftOver } = contents
  if (last === null || !PUTS.has(last.command) || people.length === 0 || groups.length > 1) return undefined
  if (!ONLY.test(folded) || CONDITION.test(folded.replace(/就?(?:行|好|够|可以)了?[。！!]?$/u, ''))) return undefined
  if (leftOver > 4 || people.includes('上一个') || contents.says('ask', 'later', 'told', 'except', 'also', 'delete'))
    return undefined
  const isOfLast = people.every((one) => isAbout(last, one))
  if (isOfLast && people.length >= last.people)
    return groups.length === 0 && people.length === 1 ? suggest(`查 ${people[0] ?? ''}`) : undefined
  const group = groups[0] ?? last.group
  if (group === null) return undefined
  const command = MOVES.has(last.command) ? '移动' : last.command
  const meant = people.map((one) => numberOf(one, last))
  return { kind: 'several', commands: ['撤销', `${command} ${meant.join(' ')} ${group}`] }
}

/** By the number, with which the command can be tapped. */
function numberOf(person: string, { who = [] }: LastCommand): string {
  return who.find((names) => names.includes(comparableName(person)))?.[0] ?? person
}

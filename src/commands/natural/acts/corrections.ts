import type { Contents } from '../contents.ts'
import type { Token } from '../tokens.ts'
import { readCalledOtherwise } from './called.ts'
import { isAbout, isDropped, isPartly, isRegretted, LABELS, MOVES, PUTS, whoOf } from '../leaning.ts'
import { readAgain, readLabelBack } from './regrets.ts'
import { contrastIn } from '../contrast.ts'
import { comparableName } from '../../../domain/group.ts'
import { runIf, suggest, type Interpretation, type LastCommand, type NaturalContext } from '../interpretation.ts'
import { asksIfDone, isHalfTold } from '../over.ts'
import { lasting } from './moving.ts'
import { readOtherTime } from './other-time.ts'
import { readPointing } from './pointing.ts'

/*
 * Texts that lean on the last command: taking it back, doing it otherwise, or the same for somebody else.
 */

export function readCorrection(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  if (last === null) return readTakingBack(contents, last)
  if (last.command === '撤销') return readAgain(contents) ?? readTakingBack(contents, last)
  return (
    readCalledOtherwise(contents, last) ??
    readPointing(contents, last) ??
    readLabelBack(contents, last) ??
    readPart(contents, last) ??
    readTakingBack(contents, last) ??
    (PUTS.has(last.command) ? readOtherwise(contents, last) : readInto(contents, last)) ??
    readSameFor(contents, last)
  )
}

/** What says of somebody that what was done is not to stay. */
const NOT_TO_STAY =
  /移回|放回|弄回|退回|改回|搬回|挪回|拉回|送回|回去|回来|不算|不包括|不含|错|不对|还原|撤|(?:不(?:用|要|需要|该|应该)?|别)[移动放加进去]|\b(?:back|undo)\b/u

/** 小王移回去, 李姐移错了, Tom留下，另外两个移回去: some of several go back to where they were. */
function readPart(contents: Contents, last: LastCommand): Interpretation | undefined {
  if (!MOVES.has(last.command) || last.people < 2 || contents.groups.length > 0 || contents.leftOver > 3)
    return undefined
  if (contents.says('ask', 'if', 'later', 'told', 'how') || !NOT_TO_STAY.test(contents.folded)) return undefined
  const named = contents.people.filter((one) => isAbout(last, one))
  if (named.length === 0 || named.length < contents.people.length) return undefined
  const { meant, denied } = contrastIn(contents.tokens)
  const isExcepted = contents.says('except') && !/不包括|不含/u.test(contents.folded)
  const staying = named.filter((one) => staysPut(contents, one))
  const stays = staying.length > 0 ? staying : isExcepted ? named : denied.people.length > 0 ? meant.people : []
  const back = stays.length === 0 ? named : othersThan(stays, named, last)
  return stays.length === 0 && named.length === last.people ? suggest('撤销') : toWhereTheyWere(back, last)
}

/** 小王留下，李姐退回去: what the clause of each says. */
function staysPut({ tokens, folded }: Contents, person: string): boolean {
  const token = tokens.find((one) => one.kind === 'person' && one.text === person)
  const clause = token === undefined ? undefined : /^[^，,；;。\n]*/u.exec(folded.slice(token.at))?.[0]
  return (
    clause !== undefined &&
    /留下|留着|不动|不变|别动|没错|是对的|\b(?:stays?|is right)\b/u.test(clause) &&
    !NOT_TO_STAY.test(clause)
  )
}

/** The others, as the text calls them, else by their numbers. */
function othersThan(stays: readonly string[], named: readonly string[], { who = [] }: LastCommand): string[] {
  const names = new Set(stays.map(comparableName))
  return who.flatMap((one) => {
    if (one.some((name) => names.has(name))) return []
    return named.find((name) => one.includes(comparableName(name))) ?? one.slice(0, 1)
  })
}

/** Some of those whom the last command moved, back to where they were; asks where to for whoever was somewhere that nobody knows. */
export function toWhereTheyWere(
  people: readonly string[],
  { who = [], origins = [] }: LastCommand,
): Interpretation | undefined {
  const moves = Map.groupBy(people, (person) => {
    const place = who.findIndex((names) => names.includes(comparableName(person)))
    return origins[place] ?? null
  })
  if (people.length === 0) return undefined
  if (moves.has(null))
    return { kind: 'ask', command: '移动', missing: 'group', template: `移动 ${people.join(' ')} {}` }
  const commands = [...moves].map(([origin, some]) => `移动 ${some.join(' ')} ${origin ?? ''}`)
  const [only = ''] = commands
  return commands.length === 1 ? suggest(only) : { kind: 'several', commands }
}

function readTakingBack(contents: Contents, last: NaturalContext['last']): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (contents.says('how', 'if', 'can') || leftOver > 3) return undefined
  if (last !== null && PUTS.has(last.command) && WHERE_IT_WAS.test(contents.folded)) return suggest('撤销')
  if (/不是让你|不是叫你/u.test(contents.folded)) return undefined
  if (contents.says('redo') && people.length + groups.length === 0)
    return suggest(last === null || last.command === '撤销' ? '重做' : '撤销')
  const strangers = people.filter((one) => one !== '上一个' && !isAbout(last, one))
  if (strangers.length > 0 || groups.length > 0 || isPartly(people, last)) return undefined
  // 时间不对，应该是7天: the move stands, and ends at another time.
  if (contents.durations.length > 0 && last !== null && MOVES.has(last.command)) return undefined
  if (contents.says('wrong') && !contents.says('move', 'ask')) return suggest('撤销')
  // 放出来吧: out of where the last command put somebody.
  const isOut = last !== null && MOVES.has(last.command) && contents.says('take-out')
  if (isOut && leftOver <= 1 && people.length === 0 && !contents.says('ask', 'not', 'later')) return suggest('撤销')
  // The undoing of an undo is another command; 撤销 once more would go a step further back.
  if (TWICE.test(contents.folded)) return suggest('重做')
  if (contents.says('undo') && asksIfDone(contents)) return suggest('日志')
  if (contents.says('undo'))
    return runIf(
      leftOver === 0 &&
        !people.some((one) => one !== '上一个') &&
        !contents.says('ask', 'wrong', 'back', 'wish') &&
        !isHalfTold(contents),
      '撤销',
    )
  if (last !== null && (isDropped(contents, last) || isRegretted(contents, last))) return suggest('撤销')
  return contents.says('back') && leftOver <= 1 && !contents.says('ask') ? suggest('撤销') : undefined
}

/** 原来在哪就放回哪去: asks nothing. */
const WHERE_IT_WAS =
  /^(?:把?(?:[他她它]们?|人)|都|应该|请|帮我|[，, ])*(?:原来|之前|本来|原先|从)(?:在|是)?哪[里儿个]?[组来]?(?:的|的话)?(?:就|还)?(?:放|移|回|去|送|弄|待)?[回到]?(?:到)?哪[里儿个]?组?/u

/** 撤销的撤销, undo my undo. */
const TWICE =
  /撤[销回消](?:掉|了)?(?:我|刚才|刚刚|上一?[次条步个]|那[次条步个])*的?(?<=[的才刚次条步个])撤[销回消]|\bundo (?:the |my |that |last )+undo\b/u

/** What says that something else was meant, with nothing denied by name. */
const CORRECTS =
  /^其实|^(?:啊|哦|嗯|哎|哎呀|呃)*(?:不是|不对|不[，, ]|错了|no[,，] |no (?=i |it )|nope\b|not )|^(?:我说的是|我是说|我指的是|我的意思是|应该|我要的|我想要的|[^，,。]*[，,](?:我要的|我想要的|应该|她应该|他应该)|(?:不好意思|抱歉|对不起)[，, ]*(?:是|应该|我)|(?:那|就|还是|请|帮我|[把给]?[他她])*(?:换[到去成]|去(?!掉|除))|make (?:it|that) |(?:是|要|我要|要移|我要移)(?=.+才对)|(?:actually|sorry)[,，]? )|(?:应该|要|该)?(?:移|放|加|拉黑|打|标|贴)的(?:人)?(?:是|应该是)|\bmeant\b|\bshould (?:be|have been)\b/u

/** 还是移到新人吧, 不是VIP，是华东媒, 不是小王是李姐, 3天就好. */
function readOtherwise(contents: Contents, last: LastCommand): Interpretation | undefined {
  const { leftOver, folded, durations } = contents
  const { meant, denied } = contrastIn(contents.tokens)
  const people = meant.people.filter((one) => one !== '上一个' && !isAbout(last, one))
  const [group, ...groups] = meant.groups
  if (contents.says('ask', 'later', 'where', 'members') || groups.length > 0) return undefined
  const isDenied = denied.people.length + denied.groups.length > 0
  if (people.length + meant.groups.length === 0 && !isDenied) {
    const again = readOtherTime(durations, contents, last)
    if (again !== undefined) return again
  }
  if (leftOver > 2) return undefined
  const corrects =
    isDenied ||
    CORRECTS.test(folded) ||
    contents.says('instead', 'wrong') ||
    (group !== undefined && contents.says('back', 'undo'))
  if (!corrects) return undefined
  if (people.length > 0) {
    if (group !== undefined && MOVES.has(last.command))
      return suggest(`移动 ${people.join(' ')} ${group}${lasting(contents)}`)
    return group === undefined && people.length <= 2 ? readOther(people, last) : undefined
  }
  if (group !== undefined) return readOtherGroup(group, meant.people, contents, last)
  const [wrong, ...others] = denied.people
  if (wrong === undefined || others.length > 0 || !(wrong === '上一个' || isAbout(last, wrong))) return undefined
  return last.people === 1 ? suggest('撤销') : undefined
}

/** 不是VIP，是新人: whoever was moved goes there; a label is taken back, and the other one put on. */
function readOtherGroup(
  group: string,
  named: readonly string[],
  contents: Contents,
  last: LastCommand,
): Interpretation | undefined {
  const who =
    named.length > 0 && !(named.includes('上一个') && last.people > 1) ? named.join(' ') : whoOf(last, contents.folded)
  if (who === undefined)
    return MOVES.has(last.command)
      ? { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${group}${lasting(contents)}` }
      : undefined
  if (MOVES.has(last.command)) return suggest(`移动 ${who} ${group}${lasting(contents)}`)
  return last.command === '打标签' ? { kind: 'several', commands: ['撤销', `打标签 ${who} ${group}`] } : undefined
}

/** 不是小王，是李姐: one is taken back, and the other goes where the first was sent. */
function readOther(people: readonly string[], { people: count, group, command }: LastCommand): Interpretation {
  if (group === null || count > 1) return suggest('撤销')
  const again = MOVES.has(command) ? '移动' : command
  return { kind: 'several', commands: ['撤销', `${again} ${people.join(' ')} ${group}`] }
}

/** After a new group: 把小王放进去, 李姐和Tom也拉过来. */
function readInto(contents: Contents, last: LastCommand): Interpretation | undefined {
  const { people, groups, folded } = contents
  const into = /刚[才刚]?新?建|(?:进|过)[去来]|里面?|(?:这个?|那个?|新)[组群]|新建的组/u.test(folded)
  if (last.command !== '新建' || last.group === null || !into || people.length === 0 || groups.length > 0)
    return undefined
  if (contents.says('ask', 'who', 'not', 'if', 'told', 'later') || contents.leftOver > 2) return undefined
  return suggest(`移动 ${people.join(' ')} ${last.group}`)
}

/** How another one is added at the head of a text. */
const ADDS =
  /^(?:把|将|让|给|顺便)*[^，,。]{1,20}(?:也|一起|一块儿?|都)?(?:[移弄拉放加搬挪带转塞送]?(?:过去|过来|进去|进来)|放?(?:这|那)(?:个组|组|里|边))(?:吧|了|一下)?$|^(?:对了|哦|啊|嗯|另外|忘了说|还有就是|[，,])*(?:多[放加移拉来]一?个|还有|以及|再?加上|再加个|再来一?个|算上|带上|再给|and )/u

/** 李姐跟他一起, Tom和小王一块儿: with whoever the last command was about. */
function isWith({ tokens, folded }: Contents, last: LastCommand): boolean {
  const together =
    /(?:一起|一块儿?|一道|同组|同一?个?组|一个组|作伴|做伴)(?:吧|的|放|移|去|走|过去|进去)*[。！!]?$|\bwith (?:him|her|them)\b/u
  return (
    together.test(folded) &&
    tokens.some(
      (token, place) =>
        (token.kind === 'pronoun' || (token.kind === 'person' && isAbout(last, token.text))) &&
        isAnd(tokens[place - 1]),
    )
  )
}

function isAnd(token: Token | undefined): boolean {
  return token?.kind === 'word' && (token.says.has('and') || /^(?:随|with)$/u.test(token.text))
}

/** 李姐也一样, 还有李姐和Tom, Tom跟小王一样, Tom也打上. */
function readSameFor(contents: Contents, last: LastCommand): Interpretation | undefined {
  const { people, groups, leftOver, folded } = contents
  const own = people.filter((one) => one !== '上一个' && !isAbout(last, one))
  const same = contents.says('also', 'same') || ADDS.test(folded) || isWith(contents, last)
  if (own.length === 0 || !same || leftOver > 2 || contents.says('ask', 'not')) return undefined
  const group = groups[0] ?? last.group
  if (group === null || groups.length > 1) return undefined
  if (MOVES.has(last.command)) return suggest(`移动 ${own.join(' ')} ${group}${lasting(contents)}`)
  return LABELS.has(last.command) ? suggest(`${last.command} ${own.join(' ')} ${group}`) : undefined
}

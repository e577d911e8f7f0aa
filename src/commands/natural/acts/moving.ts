import { writeWord } from '../../reading/tokens/words.ts'
import { nameIn } from './naming.ts'
import { readLabels, speaksOfLabels } from './labels.ts'
import { contrastIn } from '../contrast.ts'
import { isCertain } from '../certainty.ts'
import type { Contents } from '../contents.ts'
import { runIf, suggest, type Interpretation, type NaturalContext } from '../interpretation.ts'
import type { Token } from '../tokens.ts'

/*
 * Acts on people: moving them, whole groups too, labels, and the blacklist.
 */

/** So much that we do not know may stand in a text that is still believed to be a command. */
const MOST_LEFT_OVER = 6

export function readMoving(contents: Contents, context: NaturalContext): Interpretation | undefined {
  if (contents.leftOver > MOST_LEFT_OVER) return undefined
  // Whoever is excepted is the only one not to be moved.
  if (contents.says('except')) return readWhole(contents)
  if (contents.says('admins')) return readDismissal(contents)
  const labels = readLabels(contents, context)
  if (labels !== undefined || (speaksOfLabels(contents, context.labels) && !contents.says('all'))) return labels
  return (
    readIntoNew(contents) ??
    readBlacklist(contents) ??
    readWhole(contents) ??
    readTakingOut(contents) ??
    readMove(contents)
  )
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
  if (people.includes('我')) return undefined
  if (people.length === 0) {
    const [group] = others
    return contents.says('blacklist') && contents.says('all', 'people') && others.length === 1 && group !== undefined
      ? suggest(`移动 ${group}全部 黑名单${lasting(contents)}`)
      : undefined
  }
  if (!contents.says('blacklist') && !contents.says('move', 'aim')) return undefined
  return runIf(isCertain(contents) && others.length === 0, `移动 ${people.join(' ')} 黑名单${lasting(contents)}`)
}

/** 把新人组的人全部移到VIP，除了小王. */
function readWhole(contents: Contents): Interpretation | undefined {
  const { tokens, groups, people } = contents
  const [source, target] = groups
  const except = contents.first('except')
  const wanted = contents.says('all') || contents.says('people')
  const excepted = except === undefined ? [] : namedAround(tokens, except)
  if (people.length !== excepted.length || !contents.says('move', 'aim')) return undefined
  if (source === undefined || target === undefined) return undefined
  // 弄成新人了，应该是华东媒: of the last command, not of everybody.
  if (groups.length > 2 || (contents.says('instead', 'wrong', 'not') && !wanted)) return undefined
  const command = `移动 ${source}全部 ${target}${excepted.length > 0 ? ` 除了 ${excepted.join(' ')}` : ''}${lasting(contents)}`
  return runIf(wanted && contents.says('all') && isCertain(contents), command)
}

/** 除了小王 names them behind it, 小王除外 before it. */
function namedAround(tokens: readonly Token[], place: number): string[] {
  const behind = namesIn(tokens.slice(place))
  return behind.length > 0 ? behind : namesIn(tokens.slice(0, place))
}

function namesIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'person' ? [token.text] : []))
}

/** 取消小李的管理员: asked before it is done. */
function readDismissal({ people, groups, folded }: Contents): Interpretation | undefined {
  const dismisses = /取消|移除|去掉|撤|删|踢|remove/u.test(folded)
  return dismisses && people.length === 1 && groups.length === 0 ? suggest(`管理员 移除 ${people[0] ?? ''}`) : undefined
}

/** 把小王移出新人组: out of their group is into 未分组. */
function readTakingOut(contents: Contents): Interpretation | undefined {
  const { people, groups, tokens, folded } = contents
  if (groups.length > 1) return undefined
  const [group] = groups
  const isLeft = tokens.some((token, at) => token.kind === 'group' && isFrom(tokens[at - 1]))
  const leaves = contents.says('take-out') || isLeft || /放.{1,4}出来/u.test(folded)
  if (people.length === 0) {
    const empties = /清空|清掉|清零|腾空/u.test(folded) || (contents.says('take-out') && contents.says('all'))
    return empties && group !== undefined && group !== '未分组' ? suggest(`移动 ${group}全部 未分组`) : undefined
  }
  if (!leaves && !contents.says('unlabel')) return undefined
  // Which label is meant is not said.
  if (group === undefined && /标签|\blabels?\b|\btags?\b/u.test(folded)) return undefined
  if (!leaves && contents.says('aim') && group !== undefined) return undefined
  return suggest(`移动 ${people.join(' ')} 未分组${lasting(contents)}`)
}

function isFrom(token: Token | undefined): boolean {
  return token?.kind === 'word' && token.says.has('from')
}

function readMove(contents: Contents): Interpretation | undefined {
  const { people, groups } = contents
  if (people.length === 0 || groups.length === 0) return undefined
  if (contents.says('delete', 'rename', 'alias', 'swap', 'log')) return undefined
  if (groups.length === 2 && areAlternatives(contents))
    return {
      kind: 'ask',
      command: '移动',
      missing: 'group',
      template: `移动 ${people.join(' ')} {}${lasting(contents)}`,
    }
  const target = targetOf(contents)
  if (target === undefined || RELATES.test(contents.folded)) return undefined
  // 小王和新人组的人: one of them alone would be half of what was said.
  const source = groups.find((one) => one !== target)
  if (source !== undefined && isWithItsPeople(contents, source))
    return {
      kind: 'several',
      commands: [
        `移动 ${people.join(' ')} ${target}${lasting(contents)}`,
        `移动 ${source}全部 ${target}${lasting(contents)}`,
      ],
    }
  if (groups.length === 2 && contents.says('people', 'all') && !STANDS_IN.test(contents.folded))
    return { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${target}` }
  // 未分组里那个小李: where somebody is, not where they shall be.
  if (!contents.says('move') && STANDS_IN.test(contents.folded)) return undefined
  const told = contents.says('move') || (contents.says('object') && contents.says('aim'))
  if (!told && (contents.leftOver > 1 || isParted(contents))) return undefined
  return runIf(told && isCertain(contents), `移动 ${people.join(' ')} ${target}${lasting(contents)}`)
}

/** VIP客户来了，小王去接一下: two clauses, and no move in either. */
function isParted({ tokens, text }: Contents): boolean {
  const [first, ...rest] = tokens.filter(({ kind }) => kind === 'person' || kind === 'group')
  const other = rest.find(({ kind }) => kind !== first?.kind)
  return (
    first !== undefined &&
    other !== undefined &&
    /[，,；;。\n]/u.test(text.slice(first.at, other.at)) &&
    first.kind === 'group'
  )
}

/** 和小王同组的, 小王的朋友: somebody else. */
const RELATES = /同组|一组的|(?:的|他|她)(?:朋友|同事|家人|老婆|老公|同学)|(?:这样|那样)的/u

/** 小王和新人组的人, 整个新人组和李姐: somebody, and everybody of a group. */
function isWithItsPeople({ tokens, folded }: Contents, source: string): boolean {
  const place = tokens.findIndex((token) => token.kind === 'group' && token.text === source)
  const at = tokens[place]?.at ?? 0
  const next = tokens[place + 1]
  const joined = tokens.some((token) => token.kind === 'word' && token.says.has('and'))
  return (
    joined &&
    next !== undefined &&
    (/^(?:组|标签)?(?:里面?|里头|中|内)?的?(?:其他|其余)?的?(?:人|粉丝|用户|客户|成员|会员|所有|全部|全体|全员)/u.test(
      folded.slice(next.at),
    ) ||
      /(?:整个|所有|全部|全体)的?$|\b(?:all of|everyone in|everybody in) $/u.test(folded.slice(0, at)))
  )
}

const STANDS_IN = /(?:里|里面|里头|中|组)的?(?:那个|这个|那位|的)/u

/** 把小王移到一个新的组叫老客户: the group first, and then who is in it. */
function readIntoNew({ people, groups, text, folded }: Contents): Interpretation | undefined {
  const called = INTO_NEW.exec(folded)?.[1]
  const name = called === undefined ? undefined : nameIn(text.slice(-called.length))
  if (name === undefined || people.length === 0 || groups.length > 0) return undefined
  return { kind: 'several', commands: [`新建 ${writeWord(name)}`, `移动 ${people.join(' ')} ${writeWord(name)}`] }
}

const INTO_NEW =
  /(?:移|放|加|拉|分|转|调|挪|进|去)[^，,。]{0,4}新(?:建?的)?(?:分组|标签|组)[，,]?(?:里|中)?[，,]?(?:名字)?(?:叫做?|名为|是)(.+)$/u

/** VIP和新人, VIP还是新人: one of both, and nobody guesses which. */
function areAlternatives({ tokens, text }: Contents): boolean {
  const [first, second] = tokens.filter(({ kind }) => kind === 'group')
  if (first === undefined || second === undefined) return false
  return /^[^，,。到进去]*?(?:组)?\s?(?:和|与|跟|及|或者?|还是|、|\/|or|and)\s?$/iu.test(
    text.slice(first.at, second.at).slice(0, 16),
  )
}

/** The group that is meant beside others that are denied, the only one, or the one behind the last aim or move; none that is denied. */
function targetOf(contents: Contents): string | undefined {
  const { tokens, groups } = contents
  const { meant, denied } = contrastIn(tokens)
  if (meant.groups.length === 1 && denied.groups.length > 0) return meant.groups[0]
  const target = groups.length === 1 ? groups[0] : aimedAt(tokens, groups)
  // 小王移到VIP不对: that it was done is complained of.
  const isComplaint = target !== undefined && denied.groups.includes(target) && !contents.says('not')
  return isComplaint ? undefined : target
}

function aimedAt(tokens: readonly Token[], groups: readonly string[]): string | undefined {
  const aimed = tokens.flatMap((token, place) => {
    const before = tokens[place - 1]
    const points = before?.kind === 'word' && (before.says.has('aim') || before.says.has('move'))
    return token.kind === 'group' && points ? [token.text] : []
  })
  const from = tokens.some((token) => token.kind === 'word' && token.says.has('from'))
  return groups.length === 2 && (from || aimed.length === 1) ? aimed.at(-1) : undefined
}

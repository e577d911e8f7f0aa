import { comparableName } from '../../../domain/group.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import { BEHIND_NAME, WISH_HEAD } from '../../reading/vocabulary.ts'
import { speaksOfLabels } from './labels.ts'
import type { Contents } from '../contents.ts'
import { runIf, suggest, type Interpretation, type NaturalContext } from '../interpretation.ts'

/*
 * Acts that give or take a name: a new group, another name of one, what somebody is called, and the end of a group.
 */

const CREATE = new RegExp(
  `^${WISH_HEAD}(?:(?:新建|创建|建立|新增|增加|新开|添加|建|开|弄|加|来|搞|create|make|new|add)\\s?(?:一?个|a |an |the )?\\s?(?:新的?|new )?(?:分组|标签|组(?![长员织合])|群(?![聊众体发])|group|tag)|(?:建|加|弄|来|开|做)一?个(?=叫|名为)|新(?:分组|标签|组)(?=[：:])|(?:新建|创建|建立|create))(?:called|named)?[，,：:\\s]*(?:(?:把)?它|名字|名称)?(?:就叫做?|叫做?|名为|名叫|是|called |named )?[：:\\s]*`,
  'u',
)
/** 弄个北京媒体的分组, 建立一个名为北京的标签. */
const CREATE_OF = new RegExp(
  `^${WISH_HEAD}(?:新建|创建|建立|新增|新开|添加|建|开|弄|加|做|来|搞)(?:一?个)(?:叫做?|名为|名叫)?(?!新的?(?:分?组|标签)|分?组|标签)(.+?)(?:的(?:新的?)?(?:分组|标签|组|群)|(?:分组|标签|组))(?:吧|呗)?$`,
  'u',
)
const RENAME =
  /(?:改个?名字?[，,]?\s?叫|换个名字?[，,]?\s?叫|以后(?:就)?叫|改个名字?叫|改名为|改名成|改名叫|改名|重命名为|重命名|更名为|改叫|改称|(?:的)?(?:名字|名称)?(?:改成|改为|换成)|rename to|renamed? )[：:\s]*/u
const RENAME_ENGLISH = /^(?:please )?rename (?:the )?(.+?)(?: group| tag)? (?:to|as|into) (.+)$/u
const RENAME_VERB_FIRST =
  /^(?:请|把|帮我)*(?:重命名|更名|改名?)(.+?)(?:这个)?(?:分组|组)?(?:的?(?:名字|名称|名))?(?:改?为|改?成|叫)(.+)$/u
/** 建老客户: hardly anything else, and not for sure. */
const CREATE_BARE = /^(?:再|请|帮我)*建(?![议设筑材行立档模国军交]|一?个$)([^的了吗呢，,。？?\s]{1,12})$/u
const RENAME_WRONG = /^(?:还是|应该|就)*(?:叫|改成|改叫)|(?:打|写|弄|搞)错了?[，,。\s]*(?:应该)?(?:叫|是|改成|改叫)/u
const ALIAS =
  /(?:[起取改换加]个?(?:名字?|外号|别名|备注)(?:一下)?[，,\s]*(?:叫做?|为|是)|起个?(?:名字?|外号|别名)|取个?名字?|(?:的)?(?:备注|别名|名字|昵称|外号)(?:改成|改为|改(?!一下|下)|改为|设为|设成|为|是|叫|成)|以后(?:就)?叫(?:他|她)?|(?:备注|别名)(?:一下)?[，,]?\s?(?:成|为|叫做?|是)?|(?<=^(?:以后)?#?\d{1,9}号?\s?)(?:就)?叫(?:做)?)[：:\s]*/u

/** No name begins like this: it is told, or something else is wanted besides. */
const TOLD =
  /^(?:去|来|回|原来|改|错|了|过|把|给|两个|几个|三个|写错|打错|弄错|错了|不对|你|我)|[把放][^，,]{1,8}(?:进去|里面?)$/u

/** The name that a text gives, as it was written, without quotes and endings; undefined when none is left. */
export function nameIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(BEHIND_NAME, '')
    .replace(/^[“"「『《'‘](.+)[”"」』》'’]的?$/u, '$1')
    .trim()
  return bare === '' || bare.length > 30 || TOLD.test(bare) || /[，,。；;？?\n]|然后|接着|怎么|吗$/u.test(bare)
    ? undefined
    : bare
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/[“"「『《]([^”"」』》]{1,30})[”"」』》]/gu)].map(([, name]) => name ?? '')
}

/** 建一个组叫老客户. Without a name the command's own question comes. */
export function readCreation(contents: Contents): Interpretation | undefined {
  const { text, folded } = contents
  const several = severalIn(contents)
  if (several !== undefined) return { kind: 'several', commands: several.map((one) => `新建 ${writeWord(one)}`) }
  const of = CREATE_OF.exec(folded)
  const named =
    of?.[1] === undefined ? undefined : nameIn(text.slice(folded.indexOf(of[1]), folded.indexOf(of[1]) + of[1].length))
  const isThere = (name: string) => contents.groups.some((group) => comparableName(group) === comparableName(name))
  // A label that there is can only be put on somebody.
  if (named !== undefined && isThere(named)) return undefined
  if (named !== undefined)
    return runIf(!named.includes(' ') && /的(?:新的?)?(?:分组|标签|组|群)/u.test(folded), `新建 ${writeWord(named)}`)
  const bare = CREATE_BARE.exec(folded)?.[1]
  const found = CREATE.exec(folded)
  if (found === null && bare !== undefined) return suggest(`新建 ${writeWord(text.slice(-bare.length))}`)
  if (found === null || /^的|[谁哪吗呢？?]|什么|怎么/u.test(folded.slice(found[0].length))) return undefined
  const rest = text.slice(found[0].length)
  if (rest.replace(/[。！!吧\s]/gu, '') === '') return runIf(true, '新建')
  const [quoted] = quotedIn(rest)
  const isNamed = /组|标签|群|group|tag/u.test(found[0])
  // add a tag to Tom: somebody shall have one.
  if (/tags?$/u.test(found[0].trim()) && /^(?:to|for|on) /u.test(rest.trimStart()) && contents.people.length > 0)
    return undefined
  const name = quoted ?? nameIn(isNamed ? rest : rest.replace(/^的?(.*?)的?(?:这个)?(?:分组|标签|组)?$/u, '$1'))
  // create a plan: of groups nothing is said.
  if (
    /^create\s/u.test(found[0]) &&
    !/group|tag/u.test(folded) &&
    /^(?:a|an|the|some|my)\b/u.test(folded.slice(found[0].length))
  )
    return undefined
  const certain = isNamed || quoted !== undefined
  return name === undefined || isThere(name)
    ? undefined
    : runIf(certain && !name.includes(' '), `新建 ${writeWord(name)}`)
}

/** 建两个组：老客户和新客户, 新建分组老客户、潜在客户: several are wanted, and one message makes one. */
function severalIn({ text, folded }: Contents): string[] | undefined {
  const [, before, after] = COUNTED_GROUPS.exec(folded) ?? COUNTED_BEHIND.exec(folded) ?? []
  const listed = LISTED_GROUPS.exec(folded)?.[1]
  const names = before === undefined || before === '' ? (after ?? listed) : before
  if (names === undefined) return undefined
  const at = folded.lastIndexOf(names)
  const between = listed === undefined ? /[、，,\n\s]+|和|跟|与/u : /[、，,\n]/u
  const found = text
    .slice(at, at + names.length)
    .split(between)
    .filter((one) => one.trim() !== '')
    .map((one) => nameIn(one))
  const known = found.filter((one) => one !== undefined)
  return found.length > 1 &&
    found.length <= 6 &&
    known.length === found.length &&
    known.every((one) => one.length <= 12)
    ? known
    : undefined
}

const MAKES = '(?:新建|创建|建立|新增|增加|新开|添加|建|开|加)'
const COUNT = '(?:两|二|三|四|五|几|[2-9])个(?:新的?)?(?:分组|标签|组)'
const COUNTED_GROUPS = new RegExp(
  `^${WISH_HEAD}${MAKES}()${COUNT}[，,：:\\s]*(?:分别)?(?:叫做?|是|为)?[：:\\s]*(.+)$`,
  'u',
)
const COUNTED_BEHIND = new RegExp(`^${WISH_HEAD}${MAKES}(.+?)(?:这|那)?${COUNT}()(?:吧|呗)?[。！!]?$`, 'u')
const LISTED_GROUPS = new RegExp(`^${WISH_HEAD}${MAKES}(?:分组|标签|组)[：:\\s]*([^，,。]+、[^，,。]+)$`, 'u')

/** 新人改名新客户; of somebody the name is an alias. */
export function readRenaming(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const { text, folded } = contents
  const [, group, becomes] = RENAME_ENGLISH.exec(folded) ?? RENAME_VERB_FIRST.exec(folded) ?? []
  if (
    group !== undefined &&
    becomes !== undefined &&
    contents.groups[0] !== undefined &&
    group === contents.groups[0].toLowerCase()
  )
    return runIf(true, `改名 ${contents.groups[0]} ${writeWord(text.slice(-becomes.length))}`)
  const glued = gluedName(contents, 'rename', 'group')
  if (glued !== undefined && !contents.says('ask', 'how', 'not')) return suggest(`改名 ${glued}`)
  const found = (last?.command === '新建' ? RENAME_WRONG.exec(folded) : null) ?? RENAME.exec(folded)
  if (found === null || contents.says('ask', 'how')) return undefined
  const before = contents.tokens.filter((token) => token.at < found.index)
  const name = nameIn(text.slice(found.index + found[0].length))
  if (name === undefined) return undefined
  const groups = before.flatMap((token) => (token.kind === 'group' ? [token.text] : []))
  const people = before.flatMap((token) => (token.kind === 'person' ? [token.text] : []))
  const named = /改名|改个名|重命名|更名|改叫|改称|名字|名称|rename/u.test(found[0])
  const isGroup = groups.length === 1 && people.length === 0
  if (isGroup && !named && contents.groups.length === 1) return suggest(`改名 ${groups[0] ?? ''} ${writeWord(name)}`)
  if (isGroup && named) return runIf(true, `改名 ${groups[0] ?? ''} ${writeWord(name)}`)
  if (people.length === 1 && groups.length === 0 && named) return suggest(`别名 ${people[0] ?? ''} ${writeWord(name)}`)
  const made = last?.command === '新建' || last?.command === '改名' ? last.group : null
  const isOfMade = before.length === 0 || RENAME_WRONG.test(folded)
  return isOfMade && made !== null && (named || RENAME_WRONG.test(folded))
    ? suggest(`改名 ${made} ${writeWord(name)}`)
    : undefined
}

const CALLED_LATER = /^以后(?:就)?叫(#\d{1,9}|\d{1,9}号)(.+)$/u
const ALIAS_ENGLISH = /^(?:please )?(?:set |change )?(?:the )?(?:alias|nickname|name) (?:of|for) (.+?) (?:to|as) (.+)$/u

/** 备注5号为赵六, 把#5叫做赵六. */
const ALIAS_VERB_FIRST =
  /^(?:请|帮我|麻烦)*(?:(?:备注|设置|标注).{1,16}?(?:的(?:备注|别名|名字))?(?:为|成|叫做?)|把.{1,16}?叫做?)[：: ]*(.+)$/u
/** 取消小王的别名, 删掉小王的备注. */
const NAMELESS =
  /(?:取消|删|清|去掉|撤|移除|拿掉).*(?:别名|备注|昵称|外号)|(?:别名|备注|昵称|外号)(?:删|清|去掉|取消|不要)|\b(?:remove|delete|clear)\b.*\b(?:alias|nickname|name)\b/u

const NO_NAME = /^(?:给)?(?:去掉|删掉|删了|删除|清空|清掉|清除|取消|不要了?|没了)(?:吧|了)?[。！!]?$/u

/** 给#5起个名字叫赵六, 小王的备注改成王总. */
export function readAlias(contents: Contents): Interpretation | undefined {
  const { text, folded } = contents
  const [somebody] = contents.people
  const [, , called] = CALLED_LATER.exec(folded) ?? ALIAS_ENGLISH.exec(folded) ?? []
  const given = called === undefined ? undefined : nameIn(text.slice(-called.length))
  if (given !== undefined && somebody !== undefined && contents.people.length === 1 && contents.groups.length === 0)
    return runIf(true, `别名 ${somebody} ${writeWord(given)}`)
  const unnamed = somebody !== undefined && contents.people.length === 1 && NAMELESS.test(folded)
  if (unnamed && !contents.says('ask', 'how', 'not')) return suggest(`别名 ${somebody} 无`)
  const [, calledFirst] = ALIAS_VERB_FIRST.exec(folded) ?? []
  const givenFirst = calledFirst === undefined ? undefined : nameIn(text.slice(-calledFirst.length))
  if (
    givenFirst !== undefined &&
    somebody !== undefined &&
    contents.people.length === 1 &&
    contents.groups.length === 0 &&
    !contents.says('move', 'create', 'ask', 'how')
  )
    return runIf(!contents.says('wish'), `别名 ${somebody} ${writeWord(givenFirst)}`)
  const glued = gluedName(contents, 'alias', 'person')
  if (glued !== undefined) return suggest(`别名 ${glued}`)
  const found = ALIAS.exec(folded)
  if (found !== null && contents.says('move', 'blacklist')) {
    const besides = readMoveBesides(contents, found)
    if (besides !== undefined) return besides
  }
  if (found === null || contents.says('ask', 'how')) return undefined
  const people = contents.tokens.flatMap((token) =>
    token.at >= found.index ? [] : token.kind === 'person' ? [token.text] : token.kind === 'pronoun' ? ['上一个'] : [],
  )
  const rest = text.slice(found.index + found[0].length)
  if (people.length === 1 && NO_NAME.test(rest)) return suggest(`别名 ${people[0] ?? ''} 无`)
  const name = nameIn(rest)
  const certain = !/了[。．.!！]*$/u.test(folded) && !/^(?:以后)?#?\d{1,9}号?\s?(?:就)?叫/u.test(folded)
  return people.length === 1 && name !== undefined
    ? runIf(certain, `别名 ${people[0] ?? ''} ${writeWord(name)}`)
    : undefined
}

/** 把小王移到VIP，备注：已付款 is a move with its reason; 把李姐移到VIP，备注改成李总 are two acts. */
function readMoveBesides(
  { people, groups, text, tokens }: Contents,
  found: RegExpExecArray,
): Interpretation | undefined {
  const isBefore = tokens.some(
    (token) =>
      token.at < found.index && (token.kind === 'group' || (token.kind === 'word' && token.says.has('blacklist'))),
  )
  if (!isBefore || groups.length > 1 || tokens.some((token) => token.kind === 'group' && token.at > found.index))
    return undefined
  const rest = text.slice(found.index + found[0].length).trim()
  const target = groups[0] ?? '黑名单'
  if (people.length === 0 || people[0] === '我' || rest === '') return undefined
  const move = `移动 ${people.join(' ')} ${target}`
  if (
    /^(?:备注|别名)(?:一下)?[，,]?\s?[：:\s]*$/u.test(found[0]) &&
    !/并|且|和$/u.test(text.slice(0, found.index).slice(-1))
  )
    return suggest(`${move} 备注:${rest}`)
  const name = nameIn(rest)
  return people.length === 1 && name !== undefined
    ? { kind: 'several', commands: [move, `别名 ${people[0] ?? ''} ${writeWord(name)}`] }
    : suggest(move)
}

/** 改名VIP贵宾, 备注#5赵六: what is renamed and the name behind it, with nothing between them. */
function gluedName({ tokens, text }: Contents, says: 'alias' | 'rename', of: 'person' | 'group'): string | undefined {
  const [verb, named, rest] = tokens
  if (verb?.kind !== 'word' || !verb.says.has(says) || named?.kind !== of || rest === undefined) return undefined
  const name = nameIn(text.slice(rest.at))
  return name === undefined || /^(?:为|成|叫|的|是)/u.test(name) ? undefined : `${named.text} ${writeWord(name)}`
}

/** 删掉test, test组不要了. The command asks before it deletes. */
export function readDeletion(contents: Contents): Interpretation | undefined {
  const { groups, people, leftOver, folded } = contents
  const [group] = groups
  const wanted = contents.says('delete') || /不要了|没用了/u.test(folded)
  // Taken off somebody, who is not named: 去掉VIP标签.
  if (speaksOfLabels(contents) && !/删|解散|不要了|没用了|drop|delete/u.test(folded)) return undefined
  if (/[了过]没有?[？?]?$/u.test(folded) || contents.says('admins', 'wrong')) return undefined
  if (!wanted || group === undefined || groups.length > 1 || people.length > 0 || leftOver > 1) return undefined
  return runIf(leftOver === 0 && contents.says('delete') && !contents.says('ask', 'wish', 'not'), `删除 ${group}`)
}

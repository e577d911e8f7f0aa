import { writeWord } from '../reading/tokens/words.ts'
import type { Contents } from './contents.ts'
import { runIf, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'

/*
 * Acts that give or take a name: a new group, another name of one, what somebody is called, and the end of a group.
 */

const POLITE = '(?:请|麻烦|帮我|帮忙|给我|再|先|我要|我想|那|嗯|就|please |can you |could you )*'
const CREATE = new RegExp(
  `^${POLITE}(?:(?:新建|创建|建立|新增|新开|添加|建|开|弄|加|来|搞|create|make|new|add)\\s?(?:一?个|a |an |the )?\\s?(?:新的?|new )?(?:分组|标签|组(?![长员织合])|群(?![聊众体发])|group|tag)|(?:新建|创建|建立|create))(?:called|named)?[，,：:\\s]*(?:名字|名称)?(?:叫做?|名为|名叫|就叫|是|called |named )?[：:\\s]*`,
  'u',
)
/** 弄个北京媒体的分组, 建立一个名为北京的标签. */
const CREATE_OF = new RegExp(
  `^${POLITE}(?:新建|创建|建立|新增|新开|添加|建|开|弄|加|做|来|搞)(?:一?个)(?:叫做?|名为|名叫)?(?!新的?(?:分?组|标签)|分?组|标签)(.+?)(?:的(?:新的?)?(?:分组|标签|组|群)|(?:分组|标签|组))(?:吧|呗)?$`,
  'u',
)
const RENAME =
  /(?:改个?名字?[，,]?\s?叫|换个名字?[，,]?\s?叫|以后(?:就)?叫|改个名字?叫|改名为|改名成|改名叫|改名|重命名为|重命名|更名为|改叫|改称|(?:的)?(?:名字|名称)?(?:改成|改为|换成)|rename to|renamed? )[：:\s]*/u
const RENAME_ENGLISH = /^(?:please )?rename (?:the )?(.+?)(?: group| tag)? (?:to|as|into) (.+)$/u
const RENAME_VERB_FIRST = /^(?:请|把|帮我)*改名?(.+?)(?:为|成|叫)(.+)$/u
/** 建老客户: hardly anything else, and not for sure. */
const CREATE_BARE = /^(?:再|请|帮我)*建(?![议设筑材行立档模国军交]|一?个$)([^的了吗呢，,。？?\s]{1,12})$/u
const RENAME_WRONG = /^(?:还是|应该|就)*(?:叫|改成|改叫)|(?:打|写|弄|搞)错了?[，,。\s]*(?:应该)?(?:叫|是|改成|改叫)/u
const ALIAS =
  /(?:[起取改换加]个?(?:名字?|外号|别名|备注)(?:一下)?[，,\s]*(?:叫做?|为|是)|起个?(?:名字?|外号|别名)|取个?名字?|(?:的)?(?:备注|别名|名字|昵称|外号)(?:改成|改为|改(?!一下|下)|改为|设为|设成|为|是|叫|成)|以后(?:就)?叫(?:他|她)?|(?:备注|别名)(?:一下)?[，,]?\s?(?:成|为|叫做?|是)?|(?<=^(?:以后)?#?\d{1,9}号?\s?)(?:就)?叫(?:做)?)[：:\s]*/u
const ENDING = /(?:这?个?(?:分组|标签|组)|吧|呗|啊|呀|哈|谢谢|好了|了|[。．.!！~～…\s])+$/u

/** No name begins like this: it is told, or something else is wanted besides. */
const TOLD = /^(?:了|过|把|给|两个|几个|三个|写错|打错|弄错|错了|不对|你|我)|[把放][^，,]{1,8}(?:进去|里面?)$/u

/** The name that a text gives, as it was written, without quotes and endings; undefined when none is left. */
function nameIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(ENDING, '')
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
export function readCreation({ text, folded }: Contents): Interpretation | undefined {
  const of = CREATE_OF.exec(folded)
  const named =
    of?.[1] === undefined ? undefined : nameIn(text.slice(folded.indexOf(of[1]), folded.indexOf(of[1]) + of[1].length))
  if (named !== undefined)
    return runIf(!named.includes(' ') && /的(?:新的?)?(?:分组|标签|组|群)/u.test(folded), `新建 ${writeWord(named)}`)
  const bare = CREATE_BARE.exec(folded)?.[1]
  const found = CREATE.exec(folded)
  if (found === null && bare !== undefined) return suggest(`新建 ${writeWord(text.slice(-bare.length))}`)
  if (found === null || /^的|[谁哪吗呢？?]|什么|怎么/u.test(folded.slice(found[0].length))) return undefined
  const rest = text.slice(found[0].length)
  if (rest.replace(/[。！!吧\s]/gu, '') === '') return runIf(true, '新建')
  const [quoted] = quotedIn(rest)
  const name = quoted ?? nameIn(rest.replace(/^的?(.*?)的?(?:分组|标签|组)?$/u, '$1'))
  const certain = /组|标签|群|group|tag/u.test(found[0]) || quoted !== undefined
  return name === undefined ? undefined : runIf(certain && !name.includes(' '), `新建 ${writeWord(name)}`)
}

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

const NO_NAME = /^(?:给)?(?:去掉|删掉|删了|删除|清空|清掉|清除|取消|不要了?|没了)(?:吧|了)?[。！!]?$/u

/** 给#5起个名字叫赵六, 小王的备注改成王总. */
export function readAlias(contents: Contents): Interpretation | undefined {
  const { text, folded } = contents
  const [somebody] = contents.people
  const [, , called] = CALLED_LATER.exec(folded) ?? ALIAS_ENGLISH.exec(folded) ?? []
  const given = called === undefined ? undefined : nameIn(text.slice(-called.length))
  if (given !== undefined && somebody !== undefined && contents.people.length === 1 && contents.groups.length === 0)
    return runIf(true, `别名 ${somebody} ${writeWord(given)}`)
  const found = ALIAS.exec(folded)
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

/** 删掉test, test组不要了. The command asks before it deletes. */
export function readDeletion(contents: Contents): Interpretation | undefined {
  const { groups, people, leftOver, folded } = contents
  const [group] = groups
  const wanted = contents.says('delete') || /不要了|没用了/u.test(folded)
  if (/[了过]没有?[？?]?$/u.test(folded)) return undefined
  if (!wanted || group === undefined || groups.length > 1 || people.length > 0 || leftOver > 2) return undefined
  return runIf(leftOver === 0 && contents.says('delete') && !contents.says('ask', 'wish', 'not'), `删除 ${group}`)
}

import { writeWord } from '../reading/tokens/words.ts'
import type { Contents } from './contents.ts'
import { runIf, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'

/*
 * Acts that give or take a name: a new group, another name of one, what somebody is called, and the end of a group.
 */

const POLITE = '(?:请|麻烦|帮我|帮忙|给我|再|先|我要|我想|那|嗯|please )*'
const CREATE = new RegExp(
  `^${POLITE}(?:(?:新建|创建|建立|新增|建|开|弄|加|create|make|new|add)(?:一?个|a |an |the )?\\s?(?:新的?|new )?(?:分组|标签|组|群|group|tag)|(?:新建|创建|建立|create))(?:called|named)?[，,：:\\s]*(?:名字|名称)?(?:叫做?|名为|名叫|就叫|是|called |named )?[：:\\s]*`,
  'u',
)
const RENAME =
  /(?:改个名字?叫|改名为|改名成|改名叫|改名|重命名为|重命名|更名为|改叫|改称|(?:的)?(?:名字|名称)?(?:改成|改为|换成)|rename to|renamed? )[：:\s]*/u
const ALIAS =
  /(?:起个?(?:名字?|外号|别名)(?:叫|为)?|取个?名字?(?:叫|为)?|(?:的)?(?:备注|别名|名字|昵称|外号)(?:改成|改为|设为|设成|为|是|叫|成)|以后(?:就)?叫(?:他|她)?|备注(?:成|为)?)[：:\s]*/u
const ENDING = /(?:这?个?(?:分组|标签|组)|吧|呗|啊|呀|哈|谢谢|好了|了|[。．.!！~～…\s])+$/u

/** The name that a text gives, as it was written, without quotes and endings; undefined when none is left. */
function nameIn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(ENDING, '')
    .replace(/^[“"「『《'‘](.+)[”"」』》'’]的?$/u, '$1')
    .trim()
  return bare === '' || bare.length > 30 || /[，,。；;？?\n]|然后|接着|怎么|吗$/u.test(bare) ? undefined : bare
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/[“"「『《]([^”"」』》]{1,30})[”"」』》]/gu)].map(([, name]) => name ?? '')
}

/** 建一个组叫老客户. Without a name the command's own question comes. */
export function readCreation({ text, folded }: Contents): Interpretation | undefined {
  const found = CREATE.exec(folded)
  if (found === null) return undefined
  const rest = text.slice(found[0].length)
  if (rest.replace(/[。！!吧\s]/gu, '') === '') return runIf(true, '新建')
  const [quoted] = quotedIn(rest)
  const name = quoted ?? nameIn(rest.replace(/^的?(.*?)的?(?:分组|标签|组)?$/u, '$1'))
  const certain = /组|标签|群|group|tag/u.test(found[0]) || /^(?:新建|创建)/u.test(folded)
  return name === undefined ? undefined : runIf(certain && !name.includes(' '), `新建 ${writeWord(name)}`)
}

/** 新人改名新客户; of somebody the name is an alias. */
export function readRenaming(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const { text, folded } = contents
  const found = RENAME.exec(folded)
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
  return before.length === 0 && made !== null && named ? suggest(`改名 ${made} ${writeWord(name)}`) : undefined
}

/** 给#5起个名字叫赵六, 小王的备注改成王总. */
export function readAlias(contents: Contents): Interpretation | undefined {
  const { text, folded } = contents
  const found = ALIAS.exec(folded)
  if (found === null || contents.says('ask', 'how')) return undefined
  const people = contents.tokens.flatMap((token) =>
    token.at >= found.index ? [] : token.kind === 'person' ? [token.text] : token.kind === 'pronoun' ? ['上一个'] : [],
  )
  const name = nameIn(text.slice(found.index + found[0].length))
  return people.length === 1 && name !== undefined
    ? runIf(true, `别名 ${people[0] ?? ''} ${writeWord(name)}`)
    : undefined
}

/** 删掉test, test组不要了. The command asks before it deletes. */
export function readDeletion(contents: Contents): Interpretation | undefined {
  const { groups, people, leftOver, folded } = contents
  const [group] = groups
  const wanted = contents.says('delete') || /不要了|没用了/u.test(folded)
  if (!wanted || group === undefined || groups.length > 1 || people.length > 0 || leftOver > 2) return undefined
  return runIf(leftOver === 0 && contents.says('delete') && !contents.says('ask', 'wish', 'not'), `删除 ${group}`)
}

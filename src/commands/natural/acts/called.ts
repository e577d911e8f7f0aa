import { comparableName } from '../../../domain/group.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import type { Contents } from '../contents.ts'
import { suggest, type Interpretation, type LastCommand } from '../interpretation.ts'
import { contrastIn } from '../contrast.ts'
import { nameIn } from './naming.ts'

/*
 * After a name was given: another one was meant. 名字不对，应该叫老朋友; 不是赵六，是赵七; 还是叫回test吧.
 */

const SLIP = '(?:名字?|叫|写|打|弄|搞|说|起)*(?:不对|错字?了?|不是这个)'
const OTHER = new RegExp(
  `^(?:啊|哦|嗯|哎)*(?:${SLIP}[，,。 ]*|不是[^，,。 ]{1,20}?[，, ]*(?=是|叫))?(?:我(?:说的|的意思)?|还是|应该|就|要|得|而)*(叫回|叫做?|是|改成|改叫|改为|换成|改回)[：: ]*`,
  'u',
)
const OTHER_ENGLISH =
  /^(?:no|sorry|actually|oops|wait)?[,，. ]*(?:(?:call|name|rename) (?:it|that|them|him|her|the (?:group|tag)) (?:to |as )?|(?:it |the name )?should be (?:called |named )?)(.+)$/u
/** 是赵七不是赵六: the name that is meant first. */
const AFFIRMED = /^(?:应该|要|名字)*(?:是|叫)([^，,。]{1,16}?)[，, ]*而?不(?:是|叫)/u
const PRAISE = /(?: instead| please|更好|比较好|才对|好点|好了|好听|就行|算了|的)+[吧啊呀]?$/u

/** The command that gives the other name; undefined for a text that says something else. */
export function readCalledOtherwise(contents: Contents, last: LastCommand): Interpretation | undefined {
  const command = GIVES.get(last.command)
  if (command === undefined || contents.says('ask', 'if', 'later', 'how')) return undefined
  const { text, folded, people } = contents
  const affirmed = AFFIRMED.exec(folded)?.[1]
  const english = OTHER_ENGLISH.exec(folded)?.[1]
  // 不是改test，是改新人: another group was meant, not another name.
  const { meant, denied } = contrastIn(contents.tokens)
  if (denied.groups.length > 0 && meant.groups.length > 0) return command === '改名' ? suggest('撤销') : undefined
  const [head, how] =
    affirmed !== undefined
      ? ['', 'called']
      : english === undefined
        ? (OTHER.exec(folded) ?? [])
        : [folded.slice(0, folded.lastIndexOf(english)), 'called']
  if (head === undefined || people.some((one) => one !== '上一个')) return undefined
  // 是 alone says hardly anything: it needs the denial before it.
  if (how === '是' && !/不|错/u.test(head)) return undefined
  const name = nameIn(
    affirmed === undefined
      ? text.slice(head.length).replace(PRAISE, '')
      : text.slice(folded.indexOf(affirmed), folded.indexOf(affirmed) + affirmed.length),
  )
  const whom = command === '别名' ? '上一个' : last.group
  if (name === undefined || whom === null || (command === '别名' && last.people > 1)) return undefined
  if (contents.groups.some((group) => comparableName(group) === comparableName(name))) return undefined
  return suggest(`${command} ${whom} ${writeWord(name)}`)
}

/** By which command what the last one named is named again. */
const GIVES: ReadonlyMap<string, string> = new Map([
  ['新建', '改名'],
  ['改名', '改名'],
  ['别名', '别名'],
])

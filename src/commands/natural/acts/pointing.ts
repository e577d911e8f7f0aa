import type { Contents } from '../contents.ts'
import { suggest, type Interpretation, type LastCommand } from '../interpretation.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import { LABELS } from '../leaning.ts'
import { nameIn } from './naming.ts'

/*
 * The group of the last command, which a text points to without its name: 刚建的组删了, 这个组改名叫老朋友, who is in it. What it
 * was about is a guess, so nothing runs.
 */

const GROUP = '(?:新的?)?(?:分组|标签|组(?![员长织])|group|tag)'
const POINTS = new RegExp(
  `(?:刚才|刚刚|刚)(?:我|才|新)*(?:建|创建|新建|加|弄|开|搞|改)(?:好|完|名)?了?的?(?:那个|这个)?(?:${GROUP})?|(?:刚才|刚刚|上面|上一)(?:的|那|个)*${GROUP}|[这那该]一?个?${GROUP}|\\b(?:the |that |this )(?:new |last )?(?:group|tag)\\b(?: (?:that )?i (?:just )?(?:made|created|added))?`,
  'u',
)
const DELETES = /删|解散|\b(?:delete|remove|drop)\b/u
/** Of what was made just now; of a label it would be taken off somebody. */
const DROPS = /去掉|撤掉|不要了|没用了?/u
const RENAMES =
  /^(?:的)?(?:名字|名称|名)?(?:还是|应该|给我|帮我|就|要|我想)*(?:改个?名(?:字)?[，,]?\s?(?:叫做?|为|成)?|重命名为?|换个名字?[，,]?\s?叫|改成|改为|改叫|换成|叫做?)[：:\s]*(.+)$/u
const RENAMES_ENGLISH = /\b(?:rename|call|change)\b.* (?:to|as|into|called) (.+)$|\bshould be called (.+)$/u
const ASKS_WHO = /谁|哪些人|什么人|多少人|几个人|有人|成员|名单|空的|\bwho\b|\bhow many\b|\bempty\b|\bmembers\b/u

/** What a text wants of the group that the last command made, named, or moved people into. */
export function readPointing(contents: Contents, last: LastCommand): Interpretation | undefined {
  const { group } = last
  const { folded, text } = contents
  const found = POINTS.exec(folded)
  if (found === null || group === null || contents.people.some((one) => one !== '上一个')) return undefined
  if (contents.groups.length > 0 || contents.says('if', 'told', 'later', 'how', 'not', 'move')) return undefined
  const behind = found.index + found[0].length
  if (ASKS_WHO.test(folded)) return suggest(`组员 ${group}`)
  if (contents.says('ask', 'can')) return undefined
  const renamed = RENAMES.exec(folded.slice(behind))?.[1] ?? RENAMES_ENGLISH.exec(folded)?.slice(1).find(Boolean)
  const name = renamed === undefined ? undefined : nameIn(text.slice(-renamed.length))
  if (name !== undefined) return suggest(`改名 ${group} ${writeWord(name)}`)
  const deletes = DELETES.test(folded) || (last.command === '新建' && DROPS.test(folded))
  return deletes && !LABELS.has(last.command) && contents.leftOver <= 2 ? suggest(`删除 ${group}`) : undefined
}

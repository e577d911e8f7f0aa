import type { Contents } from '../contents.ts'
import { suggest, type Interpretation, type LastCommand } from '../interpretation.ts'
import { isAbout, isPartly, LABELS } from '../leaning.ts'

/*
 * Second thoughts about what was taken back, or put on somebody.
 */

/** After 撤销: 不撤了，还是放VIP; 撤销按错了，给我弄回去. */
export function readAgain(contents: Contents): Interpretation | undefined {
  const { people, folded } = contents
  if (contents.says('ask', 'if', 'later', 'told', 'how') || people.some((one) => one !== '上一个')) return undefined
  const regrets = contents.says('redo', 'wrong', 'back') || /不撤|别撤|不用撤|还是(?:要|移|放|得|算)/u.test(folded)
  return regrets && contents.leftOver <= 4 ? suggest('重做') : undefined
}

/** After a label: 给她去了吧, 张三那个拿下来; after one was taken off: 还是给他留着. */
export function readLabelBack(contents: Contents, last: LastCommand): Interpretation | undefined {
  const { people, groups, folded } = contents
  if (!LABELS.has(last.command) || groups.length > 0 || contents.leftOver > 4) return undefined
  if (contents.says('ask', 'not', 'if', 'later', 'told')) return undefined
  const named = people.filter((one) => one !== '上一个')
  if (named.some((one) => !isAbout(last, one))) return undefined
  const isUndone =
    last.command === '打标签'
      ? /去了|去掉|取了|取掉|拿掉|拿下|拿走|摘|撕|揭|删了|删掉|不要了/u.test(folded)
      : /留着|留下|加回|打回|贴回|还是要|放回/u.test(folded)
  if (!isUndone) return undefined
  if (!isPartly(people, last)) return suggest('撤销')
  const other = last.command === '打标签' ? '去标签' : '打标签'
  return last.group === null ? undefined : suggest(`${other} ${named.join(' ')} ${last.group}`)
}

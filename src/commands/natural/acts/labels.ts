import type { Contents } from '../contents.ts'
import { contrastIn } from '../contrast.ts'
import { runIf, suggest, type Interpretation, type LastCommand, type NaturalContext } from '../interpretation.ts'
import { isCertain } from '../certainty.ts'

/*
 * Labels: put on, taken off, and the halves of both that lack somebody or the label. A move is no answer to any of them: it
 * takes people out of where they are.
 */

/** The thing itself. */
const NOUN = /标签|标记|打个?标(?!题|准)|\b(?:un)?(?:label|tag)s?\b/u
/** What is done with nothing but labels. */
const PUTS_ON = /[打贴挂标][上个成为]?(?:一个|个)?$|^(?:打|贴|挂|标)|标|^(?:label|tag)(?:ged|ging)?$|^(?:label|tag)\b/u
/** What takes something off whoever has it, where a label is spoken of. */
const TAKES_OFF =
  /(?<!要)不要|不用|不需要|去了|去掉|去除|去一下|撤|删|摘|撕|取消|取下|取掉|移除|清除|清掉|拿掉|拿走|拿下|剥|卸|揭|\b(?:remove|delete|drop|clear|take)\b|\boff\b|\bun(?:tag|label)\b/u
const PUT_IN_PLACE = /换成|改成|改为|换为|变成|替换/u

/** After a label, 打个华东媒 is another one. */
export function readLabels(contents: Contents, { last, labels }: NaturalContext): Interpretation | undefined {
  const { people, groups, folded } = contents
  if (!speaksOfLabels(contents, labels) && !isAfterLabel(contents, last)) return undefined
  if (contents.says('swap', 'who', 'how', 'members', 'create', 'rename', 'adopt', 'groups', 'log')) return undefined
  if (contents.says('ask') && !contents.says('can', 'wish')) return undefined
  const takes = takesLabels(contents)
  const [group, ...more] = groups
  if (more.length > 0) return readInPlace(contents)
  const names = people.join(' ')
  if (people.length === 0) return readWithoutPeople(contents, takes, isAfterLabel(contents, last))
  if (people.some((one) => one === '我')) return undefined
  const command = takes ? '去标签' : '打标签'
  if (group === undefined) {
    const asks = contents.leftOver === 0 && (takes || contents.says('label', 'tag', 'move')) && !contents.says('where')
    return asks ? { kind: 'ask', command, missing: 'label', template: `${command} ${names} {}` } : undefined
  }
  // 老王换成新人标签: in place of what he has.
  if (!takes && PUT_IN_PLACE.test(folded)) return suggest(`移动 ${names} ${group}`)
  // Of somebody with a label and for how long only a move can be made.
  const [duration] = contents.durations
  if (duration !== undefined)
    return {
      kind: 'label-for-a-time',
      command: `${command} ${names} ${group}`,
      move: takes ? null : `移动 ${names} ${group} ${duration}`,
    }
  const said = takes || contents.says('label', 'move', 'object')
  return runIf(said && isCertain(contents) && !PAST.test(folded), `${command} ${names} ${group}`)
}

/** 给李姐打了VIP标签: done already, or to be done; nobody knows. */
const PAST = /[打贴标加挂]了/u

/** Whether a label that is spoken of is taken off. */
export function takesLabels(contents: Contents): boolean {
  return TAKES_OFF.test(contents.folded) || contents.says('unlabel', 'take-out')
}

/** After 打标签, 打个华东媒 is another one. */
function isAfterLabel(contents: Contents, last: LastCommand | null): boolean {
  return (last?.command === '打标签' || last?.command === '去标签') && contents.says('label')
}

/**
 * Whether it is labels that a text speaks of, so that a move is no answer to it.
 *
 * @param hasLabels whether the account has any
 */
export function speaksOfLabels({ tokens, folded }: Contents, hasLabels = false): boolean {
  return (
    NOUN.test(folded) ||
    (hasLabels && WORN.test(folded)) ||
    tokens.some((token) => token.kind === 'word' && token.says.has('label') && !token.says.has('move') && isPut(token))
  )
}

/** What is said of labels where there are any: 身上的VIP, 摘了, +VIP. */
const WORN = /身上|[摘撕贴]|\+/u

/** 加个, 打个 and 挂 are said of other things too. */
function isPut({ text }: { readonly text: string }): boolean {
  return !/^(?:加个|加上|打|打个)$/u.test(text) && PUTS_ON.test(text)
}

/** 把老王的VIP标签换成新人. */
function readInPlace(contents: Contents): Interpretation | undefined {
  const { meant, denied } = contrastIn(contents.tokens)
  const [target, ...others] = meant.groups
  if (!PUT_IN_PLACE.test(contents.folded) || denied.groups.length !== 1) return undefined
  return target === undefined || others.length > 0 || contents.people.length === 0
    ? undefined
    : suggest(`移动 ${contents.people.join(' ')} ${target}`)
}

/** 打VIP标签, 去掉VIP标签: of whom, is asked. 删掉test标签 deletes it. */
function readWithoutPeople(contents: Contents, takes: boolean, afterLabel: boolean): Interpretation | undefined {
  const { groups, folded, leftOver } = contents
  const [group] = groups
  if (/^(?:帮我|请|我要|我想)*(?:打|贴|加)(?:一?个)?标签(?:吧|一下)?$/u.test(folded)) return runIf(true, '打标签')
  if (/^(?:帮我|请|我要|我想)*(?:去|去掉|摘|取消|删)(?:一?个)?标签(?:吧|一下)?$/u.test(folded))
    return runIf(true, '去标签')
  if (group === undefined || leftOver > 0 || contents.says('all', 'people', 'inside', 'not', 'where')) return undefined
  if (takes && (/删|delete|drop|不要|不用|没用/u.test(folded) || contents.durations.length > 0)) return undefined
  const puts = contents.says('label') || /^(?:再|也|还|请|帮我|给)*[打贴加挂标]/u.test(folded)
  if (!takes && !puts) return undefined
  if (afterLabel && /再|还|也/u.test(folded)) return suggest(`打标签 上一个 ${group}`)
  const command = takes ? '去标签' : '打标签'
  return { kind: 'ask', command, missing: 'person', template: `${command} {} ${group}` }
}

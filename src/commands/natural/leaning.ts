import { comparableName } from '../../domain/group.ts'
import type { Contents } from './contents.ts'
import type { LastCommand } from './interpretation.ts'

/*
 * How a text leans on the last command: whom that was about, whether they are named again, and whether it shall not have been.
 */

export const MOVES: ReadonlySet<string> = new Set(['移动', '批量移动'])
export const LABELS: ReadonlySet<string> = new Set(['打标签', '去标签'])
/** What puts people somewhere. */
export const PUTS: ReadonlySet<string> = new Set([...MOVES, ...LABELS])

/** Whether the last command was about somebody who is named so. */
export function isAbout(last: LastCommand | null, name: string): boolean {
  return last?.who?.some((one) => one.includes(comparableName(name))) === true
}

/** Whether some of several are named: taking the command back would move the others too. */
export function isPartly(people: readonly string[], last: LastCommand | null): boolean {
  const named = people.filter((one) => one !== '上一个')
  return last !== null && named.length > 0 && named.length < last.people
}

/**
 * Everybody whom the last command was about, as they can stand in a command; undefined when they can't be named, and when a
 * text says nothing of several.
 */
export function whoOf({ people, who }: LastCommand, folded: string): string | undefined {
  if (people === 1) return '上一个'
  const numbers = SEVERAL.test(folded) ? (who?.flatMap(([number]) => number ?? []) ?? []) : []
  return people > 1 && numbers.length === people ? numbers.join(' ') : undefined
}

const SEVERAL = /[他她它]们|这些|那些|这[几两]|那[几两]|两个|俩|都|全|\b(?:them|they)\b/u

/** 刚才那条不要了, 不建了: what was done shall not have been. */
export function isDropped(contents: Contents, last: LastCommand): boolean {
  if (contents.says('ask')) return false
  const [, verb = ''] = NOT_ANY_MORE.exec(contents.folded) ?? []
  return DROPS.test(contents.folded) || (verb !== '' && DONE_BY.get(last.command)?.includes(verb) === true)
}

/** 李姐不要移了, 小王别移: of those whom the last command moved, some are not to be where it put them. */
export function isRegretted({ people, groups, folded }: Contents, last: LastCommand): boolean {
  return (
    PUTS.has(last.command) &&
    groups.length === 0 &&
    people.length > 0 &&
    people.every((one) => one === '上一个' || isAbout(last, one)) &&
    NOT_TO_BE.test(folded)
  )
}

const NOT_TO_BE =
  /(?:不(?:用|要|需要|该|应该|必)?|别)(?:移|动|放|加|拉黑|拉|打|贴|标|进|去|过去)(?:[他她它]们?)?(?:进?去|过去)?了?[吧的]?[。！!]?$/u

const NOT_ANY_MORE =
  /^(?:算了|还是|那|先|就|哦|啊)*[，,]?(?:不(?:用|要|需要|必)?|别)(移|动|建|拉黑|拉|改|打|贴|标|加|放|叫)了?[吧了啊]*[。！!]?$/u
/** The verbs of a command, as its doing is given up. */
const DONE_BY: ReadonlyMap<string, string> = new Map([
  ['移动', '移动拉黑加放'],
  ['批量移动', '移动拉黑加放'],
  ['新建', '建加'],
  ['改名', '改叫'],
  ['别名', '改叫加'],
  ['打标签', '打贴标加'],
])

/** 刚才那条不要了, 取消刚才的. */
const DROPS =
  /(?:刚才|刚刚|上一?[条步个次])(?:的|那)?(?:个|条|步|次|的|操作|命令|移动|说的)*(?:不要|取消|撤|作废|退|算了)|(?:取消|撤|退回|反悔)(?:掉|了)?(?:刚才|刚刚|上一?[条步个次])/u

/** For good, after all. */
export const ENDLESS =
  /不限时|不限期|不设期限|一直(?:待|放|留|在)|永久|长期|不用(?:到期|移回)|不(?:用|要)自动移回|别自动移回|\b(?:for good|permanently|forever|no time limit)\b/u

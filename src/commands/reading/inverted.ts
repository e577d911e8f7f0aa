import { withoutFillers } from './attempt.ts'
import { foldWord } from './tokens/letters.ts'
import type { Lexicon } from './lexicon.ts'
import { sortWords, toFollowerWords } from './followers.ts'
import { isOutright, toPersonToken } from './people.ts'
import type { CommandSpec } from './reading.ts'
import { isKnown, toSegments } from './tokens/segments.ts'
import { toWords, writeWord, type Word } from './tokens/words.ts'
import { NO_WISH, TOLD_OR_ASKED, WISH_OPENING } from './vocabulary.ts'

/*
 * Commands said the other way round, the object first: 把小王移到VIP, 108改名为老客户, 12号撤销, VIP组员. Each is put in the
 * order in which commands are read, if its object is known; otherwise it is a sentence.
 */

/** The verbs of a move, the longest first; the shortest only between names that are known. */
const MOVING =
  /(?:移动到|移动至|移動到|移到|移至|移进|移入|放到|放进|加到|加进|转到|转进|调到|调入|分到|归到|拉到|拉进|移动|移動|[-=]>|→)/u
const MOVING_SHORTEST = /移|搬/u

export interface Turned {
  readonly command: string
  /** Whether it is somebody's sentence after all when nobody is called like that. */
  readonly tentative: boolean
}

/** A text as a command with the verb in front, or undefined. */
export function toVerbFirst(body: string, specs: readonly CommandSpec[], lexicon: Lexicon): Turned | undefined {
  const has = (name: string) => specs.some((spec) => spec.name === name)
  const moved = has('移动') ? turnMove(body, lexicon) : undefined
  if (moved !== undefined) return moved
  const command = (has('改名') ? turnRename(body, lexicon) : undefined) ?? turnRest(body, lexicon, has)
  return command === undefined ? undefined : { command, tentative: false }
}

function turnMove(body: string, lexicon: Lexicon): Turned | undefined {
  const text = body.normalize('NFKC')
  for (const verb of [MOVING, MOVING_SHORTEST]) {
    const found = verb.exec(text)
    if (found === null || found.index === 0) continue
    const head = text.slice(0, found.index)
    const tail = text.slice(found.index + found[0].length)
    const turned = turnFound(head, tail, verb === MOVING_SHORTEST, lexicon)
    if (turned !== undefined) return turned
  }
  return undefined
}

function turnFound(head: string, tail: string, short: boolean, lexicon: Lexicon): Turned | undefined {
  const asked = WISH_OPENING.test(head)
  const object = head.replace(WISH_OPENING, '').trim()
  if (object === '' || object.length > 200) return undefined
  const before = toSegments(toFollowerWords(object), lexicon)
  const after = withoutFillers(toSegments(toFollowerWords(tail), lexicon))
  const { who, others, slips } = sortWords(before)
  const unknown = others.filter((word) => !lexicon.isPerson(word.text.replace(/^@(?=.)/, '')))
  const isNamed = unknown.length === 0 && slips.length === 0
  const [target] = after
  const isTarget = target !== undefined && isKnown(target, lexicon) && toPersonToken(target) === undefined
  if (short && !(isNamed && isTarget && after.length === 1)) return undefined
  if (!isNamed && (NO_WISH.test(object) || !isTarget || object.length > 12)) return undefined
  if (!isTarget && target !== undefined && (!isStrong(who, others, asked) || TOLD_OR_ASKED.test(tail.trim())))
    return undefined
  if (target === undefined && !(isNamed && asked)) return undefined
  return { command: `移动 ${object} 到 ${tail.trim()}`, tentative: !isNamed && !asked && !head.endsWith(' ') }
}

/** Whether the object is somebody for sure: 我 and 他 stand in every other sentence. */
function isStrong(who: ReturnType<typeof sortWords>['who'], others: readonly Word[], asked: boolean): boolean {
  return others.length > 0 || who.some(isOutright) || (asked && who.length > 0)
}

/** 把108改名为老客户, 108改名成"X Y", 108 改名 金卡. */
function turnRename(body: string, lexicon: Lexicon): string | undefined {
  const [, object, name] = /^(.{1,40}?) ?(?:改名为|改名為|改名成|改名叫|改名|重命名为|改叫) ?([^]*)$/u.exec(body) ?? []
  if (object === undefined || name === undefined) return undefined
  const [group, ...rest] = toWords(object.replace(WISH_OPENING, ''), { punctuation: true })
  if (/[吗嗎呢没][？?]?$/u.test(name)) return undefined
  if (group === undefined || rest.length > 0 || !lexicon.meansGroup(group.text, group.quoted)) return undefined
  return `改名 ${writeWord(group.text, group.quoted)} ${name}`
}

const OF_A_NUMBER = /^(?:把 ?)?第? ?(\d{1,9}) ?[号號条條] ?(?:的 ?)?(撤销|撤銷|结果|結果|进度|日志|日誌)$/u
const OF_SOMEBODY = /^(.{1,40}?) ?的? ?(日志|日誌|别名|別名)(?: |$|(?=[为為成叫]))([^]*)$/u
const OF_A_GROUP = /^(.{1,40}?) ?的? ?(?:组员|組員|成员|members)$/iu
const TO_CONFIRM = /^(\d{4}) ?(?:确认|確認|yes)$/u
const TO_DELETE = /^(?:把|将|將) ?(.{1,40}?) ?(?:删除|刪除|删掉|刪掉|删了)$/u
const WHERE = /^(.{1,40}?) ?(?:在哪个?组?|在哪里|是谁|是哪位|在什么组|在哪个分组)[？?]?$/u

function turnRest(body: string, lexicon: Lexicon, has: (name: string) => boolean): string | undefined {
  const [, number, verb] = OF_A_NUMBER.exec(body) ?? []
  if (number !== undefined && verb !== undefined) return `${foldWord(verb)} ${number}`
  const [, digits] = TO_CONFIRM.exec(body) ?? []
  if (digits !== undefined) return `确认 ${digits}`
  const [, doomed] = TO_DELETE.exec(body) ?? []
  if (has('删除') && doomed !== undefined && lexicon.meansGroup(doomed, false)) return `删除 ${doomed}`
  const [, group] = OF_A_GROUP.exec(body) ?? []
  if (has('组员') && group !== undefined && lexicon.meansGroup(group, false)) return `组员 ${group}`
  const [, whose, of, rest = ''] = OF_SOMEBODY.exec(body) ?? []
  const owner = whose?.replace(/^(?:给|給|把|将|為|为) ?/u, '') ?? ''
  if (of !== undefined && isPerson(owner, lexicon))
    return `${foldWord(of)} ${owner} ${rest.replace(/^(?:为|為|成|叫) ?/u, '')}`
  const [, somebody] = WHERE.exec(body) ?? []
  if (somebody !== undefined && isPerson(somebody, lexicon)) return `查 ${somebody}`
  return undefined
}

function isPerson(text: string, lexicon: Lexicon): boolean {
  const [word, ...rest] = toFollowerWords(text)
  if (word === undefined || (rest.length > 0 && !lexicon.isPerson(text))) return false
  return toPersonToken(word) !== undefined || lexicon.isPerson(text)
}

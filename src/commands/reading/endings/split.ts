import { toFollowerWords, withoutLeadingFiller } from '../followers.ts'
import type { Lexicon } from '../lexicon.ts'
import { foldLetter } from '../tokens/letters.ts'
import type { Ending } from './ending.ts'
import { momentAt } from './moments.ts'
import { spanAt, type Read } from './spans.ts'

/*
 * The end of a move stands behind everything else: 移动 小王 VIP 3天, move Tom to VIP until Friday.
 */

/** Letters of endings beyond those that the names of commands have. */
const TRADITIONAL = '個時週點後鐘頭兩禮間內為試體驗臨暫滿號'
const SIMPLIFIED = '个时周点后钟头两礼间内为试体验临暂满号'

/** An ending is no longer than this. */
const LONGEST = 48
/** So much of the arguments is looked through. */
const LOOKED_THROUGH = 256
/** What an ending can begin with. */
const FIRST = /[\d一二三四五六七八九十两半到至直截持为试体待呆临暂共满只aefhnostu]/u
/** Nor is the name of a group before it. */
const LONGEST_NAME = 64
/** What people close a sentence with, and what only says that a span is one. */
const CLOSING = /^(?:吧|哈|呗|就好|就行|即可|please|pls|[\s。．.!！~～…，,])*$/u
/** More words follow. */
const PART = /^[\s，,、；;：:]/u
/** In 3 days, 过3天, 每3天: that is when something begins, or how often. */
const BEGINS = /(?:(?:^|[^a-z])(?:in|after|within|every|each|since|before|last|next|by|from)|[过每隔等近前后第]) ?$/u
/** Nothing but a blank, a mark or a closing quote parts it from what stands before it. */
const BOUNDARY = /[\s，,、；;：:"”」』’)）]$/u
/** Begins with a word that no name ends before. */
const POINTS = /^(?:一?直到|截止|截至|到|至|试用|体验|待|呆|持续|为期|临时|暂时)/u

export interface Split {
  readonly tail: string
  readonly ending: Ending
}

/** The ending at the head of a folded text, and how many letters of it that is. */
export function endingAt(folded: string): Read<Ending> | undefined {
  return momentAt(folded) ?? spanAt(folded)
}

/** 到3号 may as well lead to somebody, or to a group. */
export function isVague(ending: Ending): boolean {
  return ending.kind === 'until' && ending.day.kind === 'date' && ending.day.month === undefined
}

/** Whether what stands before a span makes a beginning, or a rhythm, of it. */
export function isBeginning(folded: string, at: number): boolean {
  return BEGINS.test(folded.slice(Math.max(0, at - 8), at))
}

/** A text letter by letter in simplified characters, half-width and lower case, as long as it was. */
export function foldEnding(text: string): string {
  let folded = ''
  for (const letter of text) {
    const plain = foldLetter(letter)
    const at = TRADITIONAL.indexOf(plain)
    const simple = at < 0 ? plain : SIMPLIFIED.charAt(at)
    folded += simple.length === letter.length ? simple : letter
  }
  return folded
}

/**
 * Takes 3天, 到 12月1日 and the like out of a command's arguments: from their end, else from between two words; undefined where
 * there is none.
 */
export function splitEnding(tail: string, lexicon: Lexicon): Split | undefined {
  // Whatever is longer is a list, and its end stands behind it.
  const head = tail.slice(0, -LOOKED_THROUGH)
  const text = tail.slice(head.length)
  const folded = foldEnding(text)
  const split =
    splitFrom(folded.length - LONGEST, text, folded, CLOSING, lexicon) ?? splitFrom(0, text, folded, PART, lexicon)
  return split && { ...split, tail: `${head}${split.tail}` }
}

/** @param then what has to follow it */
function splitFrom(from: number, tail: string, folded: string, then: RegExp, lexicon: Lexicon): Split | undefined {
  for (let at = Math.max(0, from); at < folded.length; at += 1) {
    if (!FIRST.test(folded.charAt(at))) continue
    const read = endingAt(folded.slice(at, at + LONGEST))
    if (read === undefined || !then.test(folded.slice(at + read.length))) continue
    const before = tail.slice(0, at)
    if (isBeginning(folded, at)) continue
    // A group may be called 3天.
    if (lexicon.isGroup(tail.slice(at, at + read.length).trim())) continue
    const isBehindGroup = endsWithGroup(before, lexicon)
    if (!isBehindGroup && (isVague(read.value) || !isApart(before, folded.slice(at)))) continue
    const after = then === PART ? tail.slice(at + read.length) : ''
    return { tail: `${before.replace(/[\s，,、；;：:]+$/u, '')}${after}`, ending: read.value }
  }
  return undefined
}

function isApart(before: string, ending: string): boolean {
  return before === '' || BOUNDARY.test(before) || (POINTS.test(ending) && !/[a-z]$/iu.test(before))
}

function endsWithGroup(before: string, lexicon: Lexicon): boolean {
  const last = toFollowerWords(before.slice(-LONGEST_NAME)).at(-1)
  if (last === undefined) return false
  const { text } = withoutLeadingFiller(last)
  const aimed = /[到至进入]([^到至进入]+)$/u.exec(text)?.[1] ?? text
  return lexicon.meansGroup(text, last.quoted) || lexicon.meansGroup(aimed, false)
}

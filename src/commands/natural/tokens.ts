import { isOpenid } from '../../domain/follower.ts'
import { writeEnding } from '../reading/endings/ending.ts'
import { endingAt, foldEnding, isBeginning, isVague } from '../reading/endings/split.ts'
import type { Lexicon } from '../reading/lexicon.ts'
import { writeWord } from '../reading/tokens/words.ts'
import { foldNatural, ornamentAt } from './folding.ts'
import { LONGEST_PHRASE, MEANINGS, type Meaning } from './phrases.ts'
import { NUMERAL, PLURAL_PRONOUN, PRONOUN, toNumber } from '../reading/vocabulary.ts'

/*
 * The first step with a natural text: what is in it. Names in use, numbers, durations and known phrases, from left to right,
 * the longest first; what is none of these is left over.
 */

export type Token =
  /** Somebody, as they can stand in a command. */
  | { readonly kind: 'person'; readonly text: string; readonly at: number }
  /** Whom the last command was about; several people for 他们. */
  | { readonly kind: 'pronoun'; readonly text: string; readonly plural: boolean; readonly at: number }
  /** A group in use, as it can stand in a command; `loose` when only the beginning of its name was given. */
  | { readonly kind: 'group'; readonly text: string; readonly loose: boolean; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  /** For how long, or until when, as a command takes it. */
  | { readonly kind: 'duration'; readonly text: string; readonly at: number; readonly length: number }
  | { readonly kind: 'quoted'; readonly text: string; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly says: ReadonlySet<Meaning>; readonly at: number }
  /** Parts clauses. */
  | { readonly kind: 'mark'; readonly text: string; readonly at: number }
  | { readonly kind: 'other'; readonly text: string; readonly at: number }

const NUMBERED = /^#\s?(\d{1,9})(?:\s?[-~—–‐‑‒−到至]{1,2}\s?#?\s?(\d{1,9}))?(?!\p{N})/u
const COUNTED = new RegExp(`^(\\d{1,9}|${NUMERAL})号(?:用户|粉丝|客户)?(?!线|分?组|标签)`, 'u')
/** By its id: 108号组. */
const COUNTED_GROUP = /^(\d{1,9})号(?:分?组|标签)/u
const LABELLED =
  /^(?:编号|序号|用户|粉丝|客户)(?:是|为|：|:)?\s?#?(\d{1,9})(?:号)?(?:的)?(?:用户|粉丝|客户|人)?(?!\d|个|人|名|位)/u
const COUNTED_RANGE = /^(\d{1,9})号?\s?[-~—–到至]{1,2}\s?(\d{1,9})号(?!线)/u
/** 5、6、8号: all of them are people's. */
const COUNTED_LIST = /^\d{1,9}(?:号?\s?[、,，和\s]\s?\d{1,9})+号(?!线)/u
/** As it is dictated. */
const SPOKEN = /^井号\s?(\d{1,9}|[一二三四五六七八九十]{1,3})/u
/** Whoever is in no group, however that is said. */
const UNGROUPED = /^(?:还)?(?:没|没有|未|不在)(?:任何)?(?:分组|分过组|进组|分到组)(?=的|里)/u
/** 把我移到VIP, 我在哪个组; elsewhere 我 says nothing. */
const SELF = /^(?:我自己|自己|我)(?=移|放|加|拉|调|分到|转|挪|搬|设|升|归|也移)/u
const SELF_ASKED = /^(?:我)(?:现在)?(?=在哪|是哪个组|属于哪)/u
const SHORT_OPENID = /^(o[A-Za-z0-9_-]{3})(?:…|⋯|\.{3})([A-Za-z0-9_-]{4})(?![A-Za-z0-9_-])/u
const ID = /^o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])/u
const UNGROUPED_NAME = '未分组'
const QUOTES: Readonly<Record<string, string>> = { '“': '”', '「': '」', '『': '』', '"': '"', '《': '》' }
/** 7天VIP: so long, with what comes next glued to it. */
const SPAN_GLUED = /^(?:\d{1,4}|[一二三四五六七八九十两半]{1,3})(?:天|个?小时|周|个?星期|个月|分钟)(?![后前内以之间])/u
const LATER: ReadonlySet<Meaning> = new Set(['later'])
const ASKS: ReadonlySet<Meaning> = new Set(['ask'])
const LATIN = /[a-z0-9_]/
const LONGEST_NAME = 32
/** Texts that go on longer are no command that somebody texts in passing. */
export const LONGEST_NATURAL = 200

/** What is in a text of at most LONGEST_NATURAL letters. */
export function toTokens(text: string, lexicon: Lexicon): Token[] {
  const folded = foldNatural(text)
  const tokens: Token[] = []
  let rest = ''
  let at = 0
  const close = (): void => {
    if (rest !== '') tokens.push({ kind: 'other', text: rest, at: at - rest.length })
    rest = ''
  }
  while (at < text.length) {
    const skipped = /^\s/.test(text.charAt(at)) ? 1 : ornamentAt(text, at)
    const found = skipped > 0 ? undefined : tokenAt(text, folded, at, lexicon)
    if (skipped > 0 || found !== undefined) close()
    if (found !== undefined) tokens.push(found.token)
    else if (skipped === 0) rest += text.charAt(at)
    at += skipped > 0 ? skipped : (found?.length ?? 1)
  }
  close()
  return tokens
}

interface Found {
  readonly token: Token
  readonly length: number
}

function tokenAt(text: string, folded: string, at: number, lexicon: Lexicon): Found | undefined {
  const tail = text.slice(at, at + 80)
  const plain = folded.slice(at, at + 80)
  const fixed =
    identityAt(tail, plain, at, lexicon) ??
    (isBehindDigit(folded, at) ? undefined : countedAt(plain, at)) ??
    ungroupedAt(plain, at, lexicon) ??
    quotedAt(tail, at, lexicon)
  if (fixed !== undefined) return fixed
  const ending = endingAt(foldEnding(plain)) ?? endingAt(foldEnding(SPAN_GLUED.exec(plain)?.[0] ?? ''))
  if (ending !== undefined && !isVague(ending.value)) {
    const { value, length } = ending
    if (isBeginning(folded, at))
      return { token: { kind: 'word', text: tail.slice(0, length), says: LATER, at }, length }
    return { token: { kind: 'duration', text: writeEnding(value, 'zh'), at, length }, length }
  }
  const self =
    (/[把将]$/u.test(folded.slice(0, at)) ? SELF.exec(plain) : null) ?? (at === 0 ? SELF_ASKED.exec(plain) : null)
  if (self !== null) return { token: { kind: 'person', text: '我', at }, length: self[0].length }
  const phrase = phraseAt(folded, at)
  const name = nameAt(text, folded, at, lexicon) ?? spelledAt(plain, folded, at, lexicon)
  if (name !== undefined && name.length >= (phrase?.length ?? 0)) return name
  const pronoun = pronounAt(plain, at)
  if (pronoun !== undefined && pronoun.length >= (phrase?.length ?? 0)) return pronoun
  if (phrase !== undefined) return phrase
  const number = /^\d{1,9}/.exec(plain)?.[0]
  if (number !== undefined && !/\d$/.test(folded.charAt(at - 1)))
    return { token: { kind: 'number', text: number, at }, length: number.length }
  const mark = /^(?:[，,；;。.！!\n:：~～…—-]|、)+/u.exec(tail)?.[0]
  return mark === undefined ? undefined : { token: { kind: 'mark', text: mark, at }, length: mark.length }
}

/** Openids, whole or as fenzu shortens them, and numbers. */
function identityAt(tail: string, plain: string, at: number, lexicon: Lexicon): Found | undefined {
  const person = (text: string, length: number): Found => ({ token: { kind: 'person', text, at }, length })
  const id = ID.exec(tail)?.[0]
  if (id !== undefined && isOpenid(id)) return person(id, id.length)
  const short = SHORT_OPENID.exec(tail)
  if (short !== null) return person(`${short[1] ?? ''}…${short[2] ?? ''}`, short[0].length)
  const numbered = NUMBERED.exec(plain)
  if (numbered !== null) {
    const [whole, from = '', to] = numbered
    // #5到108: somebody, and the id of a group.
    if (to !== undefined && /[到至]\s?\d+$/u.test(whole) && lexicon.isGroup(to))
      return person(`#${from}`, from.length + whole.indexOf(from))
    return person(to === undefined ? `#${from}` : `#${from}-#${to}`, whole.length)
  }
  return undefined
}

/** 13800138000 5号 without the blank is no number of anybody. */
function isBehindDigit(folded: string, at: number): boolean {
  return /^\p{N}$/u.test(folded.charAt(at - 1))
}

/** 5号, 5-8号, 5、6、8号, 用户5. */
function countedAt(plain: string, at: number): Found | undefined {
  const person = (text: string, length: number): Found => ({ token: { kind: 'person', text, at }, length })
  const [range, first, last] = COUNTED_RANGE.exec(plain) ?? []
  if (range !== undefined) return person(`#${first ?? ''}-#${last ?? ''}`, range.length)
  const list = COUNTED_LIST.exec(plain)?.[0]
  if (list !== undefined) return person([...list.matchAll(/\d+/gu)].map(([one]) => `#${one}`).join(' '), list.length)
  const counted = COUNTED.exec(plain) ?? LABELLED.exec(plain) ?? SPOKEN.exec(plain)
  if (counted === null) return undefined
  const number = toNumber(counted[1] ?? '')
  return number === undefined ? undefined : person(`#${number}`, counted[0].length)
}

function ungroupedAt(plain: string, at: number, lexicon: Lexicon): Found | undefined {
  const [counted, id] = COUNTED_GROUP.exec(plain) ?? []
  if (counted !== undefined && id !== undefined && lexicon.isGroup(id))
    return { token: { kind: 'group', text: id, loose: false, at }, length: counted.length }
  const found = UNGROUPED.exec(plain)?.[0]
  if (found === undefined || !lexicon.isGroup(UNGROUPED_NAME)) return undefined
  return { token: { kind: 'group', text: UNGROUPED_NAME, loose: false, at }, length: found.length }
}

/** What stands in quotes; a name in use is itself. */
function quotedAt(tail: string, at: number, lexicon: Lexicon): Found | undefined {
  const close = QUOTES[tail.charAt(0)]
  const end = close === undefined ? -1 : tail.indexOf(close, 1)
  if (end <= 1) return undefined
  const [inside, length] = [tail.slice(1, end), end + 1]
  const name = nameAt(inside, foldNatural(inside), 0, lexicon)
  if (name?.length === inside.length) return { token: { ...name.token, at }, length }
  return { token: { kind: 'quoted', text: inside, at }, length }
}

function pronounAt(plain: string, at: number): Found | undefined {
  const plural = PLURAL_PRONOUN.exec(plain)?.[0]
  if (plural !== undefined) return { token: { kind: 'pronoun', text: plural, plural: true, at }, length: plural.length }
  const single = PRONOUN.exec(plain)?.[0]
  return single === undefined
    ? undefined
    : { token: { kind: 'pronoun', text: single, plural: false, at }, length: single.length }
}

function phraseAt(folded: string, at: number): Found | undefined {
  for (let length = Math.min(LONGEST_PHRASE, folded.length - at); length > 0; length -= 1) {
    const text = folded.slice(at, at + length)
    const says = MEANINGS.get(text)
    if (says === undefined || !isWhole(folded, at, length)) continue
    // 正常不, 在VIP里不: at the end it asks.
    if (text === '不' && at > 0 && /^[？?。\s]*$/u.test(folded.slice(at + 1)))
      return { token: { kind: 'word', text, says: ASKS, at }, length }
    return { token: { kind: 'word', text, says, at }, length }
  }
  return undefined
}

/** The longest name in use that stands here; a closing 组 or 标签 belongs to a group's. */
function nameAt(text: string, folded: string, at: number, lexicon: Lexicon): Found | undefined {
  for (let length = Math.min(LONGEST_NAME, text.length - at); length > 0; length -= 1) {
    if (!isWhole(folded, at, length) && !isBeforeSpan(folded, at, length)) continue
    for (const name of new Set([text.slice(at, at + length), folded.slice(at, at + length)])) {
      if (COUNTS.test(name) && COUNTED_THINGS.test(folded.slice(at + length))) continue
      if (name.trim() !== name || /^\d{1,2}$/.test(name.normalize('NFKC'))) continue
      if (lexicon.isPerson(name)) return { token: { kind: 'person', text: writeWord(name), at }, length }
      if (!lexicon.isGroup(name)) continue
      const bare = name.replace(/(?<=.)(?:分?组|标签)$/u, '')
      const group = lexicon.isGroup(bare) && bare !== '未' ? bare : name
      return { token: { kind: 'group', text: writeWord(group), loose: false, at }, length }
    }
  }
  return undefined
}

/** V I P: letters as they are dictated, one by one. */
function spelledAt(plain: string, folded: string, at: number, lexicon: Lexicon): Found | undefined {
  const spelled = LATIN.test(folded.charAt(at - 1)) ? undefined : /^[a-z](?: [a-z]){1,7}(?![a-z])/u.exec(plain)?.[0]
  const name = spelled?.replaceAll(' ', '') ?? ''
  const found = name === '' ? undefined : nameAt(name, name, 0, lexicon)
  return found?.length === name.length && spelled !== undefined
    ? { token: { ...found.token, at }, length: spelled.length }
    : undefined
}

const COUNTS = /^\d+$/u
/** 108块 is no group. */
const COUNTED_THINGS = /^\s?(?:块|元|个|人|次|张|份|天|年|月|日|点|分|钱|岁|米|斤|%|％)/u

/** VIP3天: a name in letters ends before the span that is glued to it. */
function isBeforeSpan(folded: string, at: number, length: number): boolean {
  const isCutBefore = LATIN.test(folded.charAt(at)) && LATIN.test(folded.charAt(at - 1))
  return (
    !isCutBefore &&
    /[a-z]$/u.test(folded.slice(at, at + length)) &&
    SPAN_GLUED.test(folded.slice(at + length, at + length + 12))
  )
}

/** Latin letters and digits are not cut out of the middle of a word. */
function isWhole(folded: string, at: number, length: number): boolean {
  const isBehindNumber =
    /[a-z]/u.test(folded.charAt(at)) && /#\s?\d{1,9}$/u.test(folded.slice(Math.max(0, at - 11), at))
  const cutBefore = LATIN.test(folded.charAt(at)) && LATIN.test(folded.charAt(at - 1)) && !isBehindNumber
  const cutAfter = LATIN.test(folded.charAt(at + length - 1)) && LATIN.test(folded.charAt(at + length))
  return !cutBefore && !cutAfter
}

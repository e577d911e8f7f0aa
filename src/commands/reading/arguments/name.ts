import {
  isApart,
  isEnglish,
  isFiller,
  isNoun,
  isOrnament,
  missing,
  ORDINARY,
  run,
  SAMPLE_GROUP,
  sampleName,
  tooMuch,
  write,
} from '../attempt.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { isNumeral, takeWord, toWords, writeWord, type FirstWord, type Word } from '../tokens/words.ts'
import { readGlued, readGluedPair } from './glued.ts'

/** How many words of a name in several words are taken for one that lacks its quotes; more are a sentence. */
const NAME_WORDS = 6
const ENGLISH_NAME_WORDS = 3
const ARTICLE = /^(?:an?|the|my|your|our|some|new)$/i

/** The name of a new group. */
export const name = createReader({
  usage: 'name',
  takesName: true,
  read: (attempt) => readName(attempt, attempt.tail, {}),
  fits: ([first]) => first?.quoted === true,
})

/** A group, and another name for it. */
export const groupAndName = createReader({
  usage: 'group name',
  takesName: true,
  read: readGroupAndName,
  fits: ([first]) => first !== undefined && (first.quoted || isNumeral(first)),
})

/** 改名 108 老客户: the group is one word, and the whole of the rest is the name. */
function readGroupAndName(attempt: Attempt): Reading<{ readonly group: GroupToken; readonly name: string }> {
  const first = takeGroup(attempt.tail)
  if (first === undefined) return missing(attempt, 'group', write(attempt, SAMPLE_GROUP, sampleName(attempt)))
  const { word, rest } = first
  if (isEnglish(attempt) && ARTICLE.test(word.text)) return ORDINARY
  const text = word.quoted ? word.text : word.text.normalize('NFKC')
  const { lexicon } = attempt
  const [, head, becomes] =
    word.quoted || lexicon.meansGroup(text, false) ? [] : (/^(.+?)(?:改?[为為]|改成)(.+)$/u.exec(text) ?? [])
  if (head !== undefined && becomes !== undefined && lexicon.meansGroup(head, false)) {
    return readName(attempt, ` ${becomes}${rest}`, { group: { text: head, quoted: false } })
  }
  if (!isApart(attempt.tail) && !word.quoted && !/^\d{1,9}$/.test(text) && !lexicon.meansGroup(text, false)) {
    return rest.trim() === '' ? readGluedPair(attempt, text) : ORDINARY
  }
  return readName(attempt, rest, { group: { text, quoted: word.quoted } })
}

function takeGroup(tail: string): ReturnType<typeof takeWord> {
  let taken = takeWord(tail)
  while (taken !== undefined && isIdle(taken)) taken = takeWord(taken.rest)
  return taken
}

/** A filler, or 分组 before the group that is meant and its new name. */
function isIdle({ word, rest }: FirstWord): boolean {
  return (
    isFiller(word) ||
    (isNoun(word) && toWords(rest, { punctuation: true }).filter((next) => !isFiller(next)).length > 1)
  )
}

/** The name of a new group, exactly as typed: one word, or whatever stands in quotes. */
function readName<Before extends { readonly group?: GroupToken }>(
  attempt: Attempt,
  source: string,
  before: Before,
): Reading<Before & { readonly name: string }> {
  const { group } = before
  const given = group === undefined ? [] : [writeWord(group.text, group.quoted)]
  const words = withoutMarks(toWords(source.replace(/^[ ，,、；;:：]+/u, ''), { punctuation: false }))
  if (group !== undefined && words[0] !== undefined && isFiller(words[0])) words.shift()
  const [word, ...rest] = words
  if (word === undefined)
    return missing(attempt, 'name', write(attempt, ...given, sampleName(attempt)), write(attempt, ...given, '{}'))
  if (words.length > (isEnglish(attempt) ? ENGLISH_NAME_WORDS : NAME_WORDS)) return ORDINARY
  if (isEnglish(attempt) && ARTICLE.test(word.text) && rest.length > 0) return ORDINARY
  if (group === undefined && isNoun(word) && rest.length > 0) {
    return readName(attempt, source.replace(/^[ ，,、；;:：]*(?:分?[组組]|group)/iu, ''), before)
  }
  if (group === undefined && !isApart(source) && !word.quoted) {
    // 新建了一个群, 新建一个文档: told, or a sentence.
    const isName = !/^(?:了|过|的|把|给|一?个|一下|两个|几个)|[了吗呢没]$/u.test(word.text)
    return rest.length === 0 && isName ? readGlued(attempt, word.text, true) : ORDINARY
  }
  if (rest.length > 0) {
    const whole = words.map(({ text }: Word) => text).join(' ')
    return tooMuch(rest, write(attempt, ...given, writeWord(whole)))
  }
  const name = word.quoted ? word.text : word.text.replace(BECOMES, '')
  if (group !== undefined && name !== word.text) {
    const filler = { ...word, text: word.text.slice(0, -name.length) }
    return tooMuch([filler], write(attempt, ...given, writeWord(name)))
  }
  return run(attempt, { ...before, name: word.quoted ? word.text : word.text.replace(/(?<=.)。$/u, '') })
}

/** Behind quotes a mark, or 组, is no part of the name. */
function withoutMarks(words: readonly Word[]): Word[] {
  return words.filter((word, at) => !(words[at - 1]?.quoted === true && (isOrnament(word) || word.text === '组')))
}

/** 改名 108 为老客户: hardly a name, and not ours to guess; in quotes it is one. */
const BECOMES = /^(?:改?[为為]|改成)(?=.)/u

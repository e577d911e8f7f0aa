import { isOpenid } from '../../../domain/follower.ts'
import type { PersonToken } from '../../../domain/person.ts'
import { isApart, isEnglish, ORDINARY, run, tooMuch, withoutEnding, write } from '../attempt.ts'
import { foldWord } from '../tokens/letters.ts'
import type { Lexicon } from '../lexicon.ts'
import { createReader } from '../reader.ts'
import { writePeople } from '../resolve.ts'
import { toNamed, toPersonToken, toWho, writePerson, type Who } from '../people.ts'
import type { Attempt, CommandSpec, Naming, Reading } from '../reading.ts'
import { toSegments } from '../tokens/segments.ts'
import { isNumeral, isOpenidLike, toWords, writeWord, type Word } from '../tokens/words.ts'
import { MINE, PAGE_WORDS } from '../vocabulary.ts'

/** Words of a sentence rather than of a command. */
const MOST_WORDS = 4

export interface HistoryArgs extends Who {
  /** Whose commands: an admin's openid, or `me` for the asker's own. */
  readonly by?: string
  /** The same as they were named, to be looked up. */
  readonly byWho?: PersonToken
  readonly number?: number
  readonly page?: number
}

/** A follower, an admin, a number of a command, or a page; each can be left out. */
export const history = createReader<HistoryArgs>({
  usage: 'history?',
  read: readHistory,
  fits: (words) => words.some((word) => toPersonToken(word) !== undefined || isNumeral(word)),
  naming: nameBoth,
})

/** The admin whose commands are listed stands first. */
function nameBoth(args: HistoryArgs, { name }: CommandSpec): Naming | undefined {
  const { who = [], byWho, ...rest } = args
  if (who.length === 0 && byWho === undefined) return undefined
  const page = args.page === undefined ? [] : [`第${args.page}页`]
  const admins = byWho === undefined ? 0 : 1
  const write = (tokens: readonly PersonToken[]) => {
    const by = writePeople(tokens.slice(0, admins)).map((admin) => `@${admin}`)
    return [name, ...writePeople(tokens.slice(admins)), ...by, ...page].join(' ')
  }
  return {
    tokens: [...(byWho === undefined ? [] : [byWho]), ...who],
    write,
    fill(found) {
      const by = found.slice(0, admins).flat()[0]
      const [openid, ...others] = new Set(found.slice(admins).flat())
      if (openid !== undefined && others.length > 0) {
        return { answer: { kind: 'one-at-a-time', example: [name, openid].join(' ') } }
      }
      return { args: { ...rest, ...(by === undefined ? {} : { by }), ...(openid === undefined ? {} : { openid }) } }
    },
  }
}

/** 日志: of a follower, of an admin (@openid, 我), of a number, and which page of it. */
function readHistory(attempt: Attempt): Reading<HistoryArgs> {
  const source = withoutEnding(attempt.tail.normalize('NFKC'))
  const words = joinAt(toSegments(toWords(source, { punctuation: true, people: true }), attempt.lexicon))
  if (words.length === 0) return run(attempt, {})
  if (!isApart(attempt.tail) && !isUnmistakable(words[0])) return ORDINARY
  let args: HistoryArgs = {}
  const rest: Word[] = []
  for (const [at, word] of words.entries()) {
    const read = readWord(word, [words[at - 1], words[at + 1]], attempt.lexicon)
    if (read === undefined || Object.keys(read).some((key) => key in args)) rest.push(word)
    else args = { ...args, ...read }
  }
  if (rest.length === 0) return run(attempt, args)
  const [only] = rest
  if (words.length === 1 && only !== undefined && isApart(attempt.tail) && !isEnglish(attempt)) {
    return run(attempt, toWho([toNamed(only)]))
  }
  if (words.length > MOST_WORDS || Object.keys(args).length === 0) return ORDINARY
  return tooMuch(rest, write(attempt, ...writeArgs(args)))
}

/** An openid stands out of what it is glued to: the @ before it belongs to it here. */
function joinAt(words: readonly Word[]): Word[] {
  return words.flatMap((word, at) => {
    const next = words[at + 1]
    const before = words[at - 1]
    if (word.text === '@' && next?.glued === true) return [{ ...word, text: `@${next.text}` }]
    return before?.text === '@' && word.glued ? [] : [word]
  })
}

function readWord(word: Word, beside: readonly (Word | undefined)[], lexicon: Lexicon): HistoryArgs | undefined {
  const { text, quoted } = word
  if (lexicon.isPerson(text)) return toWho([toNamed(word)])
  if (quoted) return undefined
  if (isOpenid(text)) return { openid: text }
  const admin = /^@(.+)$/u.exec(text)?.[1]
  if (admin !== undefined) {
    if (isOpenid(admin)) return { by: admin }
    if (MINE.has(foldWord(admin))) return { by: 'me' }
    return { byWho: toPersonToken({ ...word, text: admin }) ?? toNamed({ ...word, text: admin }) }
  }
  if (MINE.has(foldWord(text))) return { by: 'me' }
  if (PAGE_WORDS.has(foldWord(text))) return {}
  const somebody = /^\d/.test(text) ? undefined : toPersonToken(word)
  if (somebody !== undefined) return toWho([somebody])
  const [, first, digits, last] = /^(第|p)?(\d{1,9})(页|頁|号|號)?$/iu.exec(text) ?? []
  if (digits === undefined) return undefined
  const number = Number(digits)
  const isPage =
    first !== undefined ||
    /[页頁]/.test(last ?? '') ||
    beside.some((word) => word !== undefined && PAGE_WORDS.has(foldWord(word.text)))
  return isPage ? { page: Math.max(1, number) } : { number }
}

function isUnmistakable(word: Word | undefined): boolean {
  return word !== undefined && (isOpenidLike(word.text) || /^[@\d#]/.test(word.text))
}

function writeArgs({ openid, who, by, byWho, number, page }: HistoryArgs): string[] {
  return [
    ...(who ?? []).map((token) => writePerson(token, writeWord)),
    ...(byWho === undefined ? [] : [`@${writePerson(byWho, writeWord)}`]),
    ...(openid === undefined ? [] : [openid]),
    ...(by === undefined ? [] : [by === 'me' ? '我' : `@${by}`]),
    ...(number === undefined ? [] : [String(number)]),
    ...(page === undefined ? [] : [writeWord(`第${page}页`)]),
  ]
}

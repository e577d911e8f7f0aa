import {
  hint,
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
  withoutEnding,
  withoutFillers,
  write,
  type Attempt,
} from './attempt.ts'
import { findByName, nameLike } from './command-names.ts'
import { foldWord } from './letters.ts'
import { readPerson, readPersonAndRole, readRole } from './admin-words.ts'
import { readFollower, readPersonAndName } from './follower-words.ts'
import { readFollowerAndGroup } from './move-words.ts'
import type { CommandArgs, Reading } from './reading.ts'
import { readGroupAndPage, readRecent, readWords } from './list-arguments.ts'
import { readHistory } from './history-words.ts'
import { readCode, readDigits, readLanguage, readNumber, readPlain } from './short-arguments.ts'
import { suggestCommands } from './suggest.ts'
import { takeWord, toWords, writeWord, type Taken, type Word } from './words.ts'

/** How many words of a name in several words are taken for one that lacks its quotes; more are a sentence. */
const NAME_WORDS = 6
const ENGLISH_NAME_WORDS = 3
const ARTICLE = /^(?:an?|the|my|your|our|some|new)$/i

/** Reads what follows a command word, by the shape of the command. */
export function readArguments(attempt: Attempt): Reading {
  if (attempt.spec.shape === 'alone') {
    return /^ ?(?:一下|吧|please)?$/u.test(withoutEnding(attempt.tail).trimEnd()) ? run(attempt, {}) : ORDINARY
  }
  const asked = readAskForHelp(attempt)
  if (asked !== undefined) return asked
  switch (attempt.spec.shape) {
    case 'none':
      return readPlain(attempt, [])
    case 'list?':
      return readPlain(attempt, ['列表', 'list'])
    case 'command-name?':
      return readCommandName(attempt)
    case 'keyword?':
      return readKeyword(attempt)
    case 'name':
      return readNewName(attempt, attempt.tail, {})
    case 'group':
      return readGroup(attempt)
    case 'group name':
      return readGroupAndNewName(attempt)
    case 'openid':
      return readFollower(attempt)
    case 'openid group':
    case 'openids group':
      return readFollowerAndGroup(attempt)
    case 'digits?':
      return readDigits(attempt)
    case 'number?':
      return readNumber(attempt)
    case 'code':
      return readCode(attempt)
    case 'language?':
      return readLanguage(attempt)
    case 'history?':
      return readHistory(attempt)
    case 'role?':
      return readRole(attempt)
    case 'person':
      return readPerson(attempt)
    case 'person role':
      return readPersonAndRole(attempt)
    case 'person name':
      return readPersonAndName(attempt)
    case 'group page?':
      return readGroupAndPage(attempt)
    case 'recent?':
      return readRecent(attempt)
    case 'words':
      return readWords(attempt)
  }
}

/** `？`, ` 帮助` and the like. */
const LONGEST_CALL_FOR_HELP = 16

/** 移动？ and 移动 帮助: the command asks what it is. */
function readAskForHelp({ spec, tail, specs }: Attempt): Reading | undefined {
  const help = specs.find(({ shape }) => shape === 'command-name?')
  if (help === undefined || tail.length > LONGEST_CALL_FOR_HELP) return undefined
  const asked = foldWord(tail.trim())
  if (asked === '' || findByName(asked, [help]) === undefined) return undefined
  return { kind: 'command', spec: help, args: spec === help ? {} : { commandName: spec.name } }
}

function readCommandName(attempt: Attempt): Reading {
  const words = toWords(withoutEnding(attempt.tail), { punctuation: true }).filter(
    ({ text }) => !/^(?:吧|一下)$/u.test(text),
  )
  const [word] = words
  if (word === undefined) return run(attempt, {})
  if (words.length > 2 || (!isApart(attempt.tail) && isEnglish(attempt))) return ORDINARY
  const asked = findByName(words.map(({ text }) => text).join(' '), attempt.specs)
  // 帮助我 is said by people who want help.
  const isSaid = asked?.shape === 'alone' && !isApart(attempt.tail)
  if (asked !== undefined && !isSaid) return run(attempt, { commandName: asked.name })
  if (words.length > 1 || isSaid) return ORDINARY
  if (isApart(attempt.tail) && !isEnglish(attempt) && word.text.length <= 4 && !SENTENCE.test(word.text)) {
    const nearest = suggestCommands(word.text, attempt.specs).find(({ how }) => how === 'sure')
    if (nearest === undefined) return tooMuch([word], write(attempt))
  }
  const near = suggestCommands(word.text, attempt.specs).find(({ how }) => how === 'sure')
  if (near === undefined || !isApart(attempt.tail)) return ORDINARY
  const command = nameLike(attempt.typed, near.spec)
  return hint({ kind: 'did-you-mean', given: word.text, command, example: write(attempt, command) })
}

function readKeyword(attempt: Attempt): Reading {
  const words = toWords(withoutEnding(attempt.tail), { punctuation: true }).filter(
    ({ text, quoted }) => quoted || !/^(?:谢谢你?|多谢|thanks|please)$/iu.test(text),
  )
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  if (!isApart(attempt.tail) && !word.quoted) return ORDINARY
  if (rest.length === 0) return run(attempt, { keyword: word.text })
  return words.length > 3 || isEnglish(attempt)
    ? ORDINARY
    : tooMuch(rest, write(attempt, writeWord(word.text, word.quoted)))
}

function readGroup(attempt: Attempt): Reading {
  const all = toWords(withoutEnding(attempt.tail.normalize('NFKC')).replace(/^ ?(?:一下|掉) ?/u, ' '), {
    punctuation: true,
  })
  const words = withoutFillers(all)
  const [word, ...rest] = words
  if (word === undefined) return missing(attempt, 'group', write(attempt, SAMPLE_GROUP))
  const isKnown = attempt.lexicon.meansGroup(word.text, word.quoted)
  if (words.length > 3 || (isEnglish(attempt) && words.length > 1 && !isKnown)) return ORDINARY
  const isNamed = isApart(attempt.tail) || (all[0] !== undefined && isNoun(all[0]) && all.length > 1)
  if (!isNamed && !isKnown && !word.quoted && !/^\d{1,9}[组。.!]?$/u.test(word.text)) {
    return rest.length === 0 ? readGlued(attempt, word.text) : ORDINARY
  }
  if (rest.length > 0) return tooMuch(rest, write(attempt, writeWord(word.text, word.quoted)))
  return run(attempt, { group: { text: word.text, quoted: word.quoted } })
}

/** 改名 108 老客户: the group is one word, and the whole of the rest is the name. */
function readGroupAndNewName(attempt: Attempt): Reading {
  const first = takeGroup(attempt.tail)
  if (first === undefined) return missing(attempt, 'group', write(attempt, SAMPLE_GROUP, sampleName(attempt)))
  const { word, rest } = first
  if (isEnglish(attempt) && ARTICLE.test(word.text)) return ORDINARY
  const text = word.quoted ? word.text : word.text.normalize('NFKC')
  const { lexicon } = attempt
  const [, head, becomes] =
    word.quoted || lexicon.meansGroup(text, false) ? [] : (/^(.+?)(?:改?[为為]|改成)(.+)$/u.exec(text) ?? [])
  if (head !== undefined && becomes !== undefined && lexicon.meansGroup(head, false)) {
    return readNewName(attempt, ` ${becomes}${rest}`, { group: { text: head, quoted: false } })
  }
  if (!isApart(attempt.tail) && !word.quoted && !/^\d{1,9}$/.test(text) && !lexicon.meansGroup(text, false)) {
    return rest.trim() === '' ? readGluedPair(attempt, text) : ORDINARY
  }
  return readNewName(attempt, rest, { group: { text, quoted: word.quoted } })
}

function takeGroup(tail: string): ReturnType<typeof takeWord> {
  let taken = takeWord(tail)
  while (taken !== undefined && isIdle(taken)) taken = takeWord(taken.rest)
  return taken
}

/** A filler, or 分组 before the group that is meant and its new name. */
function isIdle({ word, rest }: Taken): boolean {
  return (
    isFiller(word) ||
    (isNoun(word) && toWords(rest, { punctuation: true }).filter((next) => !isFiller(next)).length > 1)
  )
}

/** The name of a new group, exactly as typed: one word, or whatever stands in quotes. */
function readNewName(attempt: Attempt, source: string, before: Pick<CommandArgs, 'group'>): Reading {
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
    return readNewName(attempt, source.replace(/^[ ，,、；;:：]*(?:分组|组|group)/iu, ''), before)
  }
  if (group === undefined && !isApart(source) && !word.quoted) {
    return rest.length === 0 ? readGlued(attempt, word.text) : ORDINARY
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

/** Endings of a sentence rather than of a group's name. */
const SENTENCE = /[吗嗎吧呢了啊呀么嘛的？?，,。]/u

/** 改名108老客户: the number is clear, but where a name begins is not ours to guess. */
function readGluedPair(attempt: Attempt, text: string): Reading {
  const digits = /^\d{1,9}/.exec(text)?.[0]
  const name = text.slice(digits?.length ?? 0)
  if (digits === undefined || SENTENCE.test(name) || Array.from(name).length > 8) return ORDINARY
  const example = write(attempt, digits, writeWord(name))
  return hint({ kind: 'did-you-mean', given: attempt.typed + text, command: attempt.spec.name, example })
}

/** What is asked about, wanted or reported is no name: 新建路怎么走, 新建文件夹在哪里. */
const NO_NAME = /[怎哪什几谁何如]|多少|^在|的|了|是|要|能|会|我|你|他/u

/** 新建老客户: too near to a command for silence and too near to a sentence to run. */
function readGlued(attempt: Attempt, rest: string): Reading {
  const isName = attempt.spec.shape === 'name' && !isEnglish(attempt) && !NO_NAME.test(rest)
  const likely = isName || attempt.typed.includes('组') || /^[A-Za-z0-9]+$/.test(rest)
  if (!likely || SENTENCE.test(rest) || Array.from(rest).length > 8) return ORDINARY
  const example = write(attempt, rest)
  return hint({ kind: 'did-you-mean', given: attempt.typed + rest, command: attempt.spec.name, example })
}

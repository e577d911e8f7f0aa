import { isApart, isEnglish, ORDINARY, run, tooMuch, hint, withoutEnding, write } from '../attempt.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { suggestCommands } from '../suggestions.ts'
import { foldWord } from '../tokens/letters.ts'
import { findByName, nameLike } from '../tokens/command-names.ts'
import { toWords, writeWord, type Word } from '../tokens/words.ts'
import { ALL, isCourtesy, NUMERAL, PAGE_COUNTERS, PAGE_WORDS, SENTENCE, toNumber } from '../vocabulary.ts'

/** The name of a command, 全部, or nothing. */
export const commandName = createReader({ usage: 'command-name?', read: readCommandName })

/** A word that names are searched for, or nothing. */
export const keyword = createReader({ usage: 'keyword?', read: readKeyword })

/** Every command there is. */
const EVERY_COMMAND = new Set([...ALL, '全部命令', '所有命令', '命令列表', 'commands', 'everything'])

interface Explained {
  readonly commandName?: string
  readonly all?: true
  /** Which page of all commands. */
  readonly page?: number
}

const PAGE = new RegExp(`^(?:第|p)?(\\d{1,2}|${NUMERAL})(?:${PAGE_COUNTERS})?$`, 'iu')

/** 帮助 2, 帮助 全部 第2页, help page 2. */
function pageIn(words: readonly Word[]): number | undefined {
  const [last] = words.slice(-1)
  const before = words.slice(0, -1).map(({ text }) => foldWord(text))
  if (last === undefined || last.quoted || !before.every((word) => EVERY_COMMAND.has(word) || PAGE_WORDS.has(word)))
    return undefined
  return toNumber(PAGE.exec(last.text)?.[1] ?? '')
}

function readCommandName(attempt: Attempt): Reading<Explained> {
  const words = toWords(withoutEnding(attempt.tail), { punctuation: true }).filter(({ text }) => !isCourtesy(text))
  const [word] = words
  if (word === undefined) return run(attempt, {})
  const page = isApart(attempt.tail) ? pageIn(words) : undefined
  if (page !== undefined) return run(attempt, page <= 1 ? { all: true } : { all: true, page })
  if (words.length > 2 || (!isApart(attempt.tail) && isEnglish(attempt))) return ORDINARY
  if (words.length === 1 && EVERY_COMMAND.has(foldWord(word.text))) return run(attempt, { all: true })
  const asked = findByName(words.map(({ text }) => text).join(' '), attempt.specs)
  // 帮助我 is said by people who want help.
  const isSaid = asked?.reader.exact === true && !isApart(attempt.tail)
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

function readKeyword(attempt: Attempt): Reading<{ readonly keyword?: string }> {
  const words = toWords(withoutEnding(attempt.tail), { punctuation: true }).filter(
    ({ text, quoted }) => quoted || !isCourtesy(text),
  )
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  if (!isApart(attempt.tail) && !word.quoted) return ORDINARY
  if (rest.length === 0) return run(attempt, { keyword: word.text })
  return words.length > 3 || isEnglish(attempt)
    ? ORDINARY
    : tooMuch(rest, write(attempt, writeWord(word.text, word.quoted)))
}

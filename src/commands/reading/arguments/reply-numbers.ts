import { isApart, missing, ORDINARY, run, tooMuch, withoutEnding, write } from '../attempt.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { foldWord } from '../tokens/letters.ts'
import { toWords } from '../tokens/words.ts'
import { ALL, ENTRY_COUNTERS } from '../vocabulary.ts'

/** Numbers of kept replies, or all of them. */
export type ReplyNumbers = { readonly numbers: readonly number[] } | { readonly all: true }

const NUMBERED = new RegExp(`^第?(\\d{1,4})(?:${ENTRY_COUNTERS})?$`, 'u')
/** More words than this are a sentence. */
const MOST_WORDS = 20

/** 2, or 2、3 and 5; 全部 for all. */
export const replyNumbers = createReader<ReplyNumbers>({ usage: 'number', mostWords: MOST_WORDS, read })

function read(attempt: Attempt): Reading<ReplyNumbers> {
  const words = toWords(withoutEnding(attempt.tail.normalize('NFKC')), { punctuation: true })
  const [first] = words
  if (first === undefined) return missing(attempt, 'number', write(attempt, '2'))
  if (words.length === 1 && ALL.has(foldWord(first.text))) return run(attempt, { all: true })
  const numerals = words.map(({ text }) => NUMBERED.exec(text)?.[1])
  const known = numerals.filter((numeral) => numeral !== undefined)
  if (known.length === words.length) return run(attempt, { numbers: [...new Set(known.map(Number))] })
  if (!isApart(attempt.tail)) return ORDINARY
  const rest = words.filter((_word, at) => numerals[at] === undefined)
  return tooMuch(rest, write(attempt, ...(known.length === 0 ? ['2'] : known)))
}

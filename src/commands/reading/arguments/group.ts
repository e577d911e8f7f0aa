import {
  isApart,
  isEnglish,
  isNoun,
  missing,
  ORDINARY,
  run,
  SAMPLE_GROUP,
  tooMuch,
  withoutEnding,
  withoutFillers,
  write,
} from '../attempt.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { isNumeral, toWords, writeWord } from '../tokens/words.ts'
import { readGlued } from './glued.ts'

/** One group. */
export const group = createReader({
  usage: 'group',
  read: readGroup,
  fits: ([first]) => first !== undefined && (first.quoted || isNumeral(first)),
})

function readGroup(attempt: Attempt): Reading<{ readonly group: GroupToken }> {
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
    return rest.length === 0 ? readGlued(attempt, word.text, false) : ORDINARY
  }
  if (rest.length > 0) return tooMuch(rest, write(attempt, writeWord(word.text, word.quoted)))
  return run(attempt, { group: { text: word.text, quoted: word.quoted } })
}

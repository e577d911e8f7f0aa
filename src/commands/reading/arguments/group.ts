import {
  hint,
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
import { foldWord } from '../tokens/letters.ts'
import { isNumeral, toWords, writeWord, type Word } from '../tokens/words.ts'
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

/** One group, several, or all that there are. */
export type GroupsOrAll =
  { readonly group: GroupToken } | { readonly groups: readonly GroupToken[] } | { readonly all: true }

const ALL = new Set(['全部', '所有', '全都', '全部标签', '所有标签', 'all', 'everything'].map(foldWord))
const JOINTS = new Set(['和', '与', '跟', '及', '以及', 'and', '&'])
/** 108和107. */
const BETWEEN_NUMBERS = /(?<=\d) ?(?:和|与|跟|及|以及|and|&) ?(?=\d)/gu
/** More than an account can have. */
const MOST_GROUPS = 100

/** Groups by number or name, or 全部; a single one is read as everywhere. */
export const groupsOrAll = createReader<GroupsOrAll>({
  usage: 'groups',
  mostWords: MOST_GROUPS,
  read: readGroups,
  fits: (words, lexicon) =>
    words.every((word) => word.quoted || isNumeral(word) || lexicon.meansGroup(word.text, word.quoted)),
})

function readGroups(attempt: Attempt): Reading<GroupsOrAll> {
  const source = withoutEnding(attempt.tail.normalize('NFKC')).replaceAll(BETWEEN_NUMBERS, '、')
  const words = withoutFillers(toWords(source, { punctuation: true })).filter(
    ({ text, quoted }) => quoted || !JOINTS.has(foldWord(text)),
  )
  const [first, ...rest] = words
  if (first === undefined) {
    const asked = missing(attempt, 'group', write(attempt, SAMPLE_GROUP))
    return hint({ ...asked.answer, among: 'unmanaged' })
  }
  if (rest.length === 0 && !first.quoted && ALL.has(foldWord(first.text))) return run(attempt, { all: true })
  const isList = rest.length > 0 && words.length <= MOST_GROUPS && words.every((word) => isGroup(word, attempt))
  if (!isList) return readGroup(attempt)
  return run(attempt, { groups: words.map(({ text, quoted }) => ({ text, quoted })) })
}

/** A number, or a name that is known. */
function isGroup(word: Word, { lexicon }: Attempt): boolean {
  return isNumeral(word) || word.quoted || lexicon.meansGroup(word.text, word.quoted)
}

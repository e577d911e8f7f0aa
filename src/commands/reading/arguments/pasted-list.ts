import { hint, ORDINARY, run, withoutFillers, write } from '../attempt.ts'
import { sortWords, withoutLeadingFiller } from '../followers.ts'
import type { Reading } from '../reading.ts'
import type { OpenidsInText } from '../tokens/openids.ts'
import { toSegments } from '../tokens/segments.ts'
import { toWords, writeWord } from '../tokens/words.ts'
import { toMove, type Moving, type PeopleAndGroup } from './people-and-group.ts'

/** More words than this beside the openids are a sentence. */
const MOST_WORDS = 4
/** Openids that are kept with a question about them. */
const MOST_KEPT = 500

/** A move of several followers, with their openids taken out: what is left is the group, and people who were named otherwise. */
export function readPastedList({ attempt, batch }: Moving, listed: OpenidsInText): Reading<PeopleAndGroup> {
  const { lexicon } = attempt
  const source = toWords(attempt.tail.normalize('NFKC'), { punctuation: true, people: true })
  const segments = toSegments(source, lexicon).map((word) => withoutLeadingFiller({ ...word, glued: true }))
  const others = sortWords(segments)
  const people = others.who.length > 0 || others.others.some(({ text }) => lexicon.isPerson(text))
  if (people && listed.openids.length > 0) {
    const outright = [...listed.openids.map((openid) => ({ kind: 'openid', openid }) as const), ...others.who]
    return toMove({ attempt, batch }, outright, segments, others.others, leftovers(listed))
  }
  const words = withoutFillers(segments)
  const [group, ...rest] = words
  const [first] = listed.openids
  if (first === undefined) {
    const given = listed.invalid[0] ?? ''
    const example = attempt.spec.examples[0] ?? attempt.spec.name
    return hint({ kind: 'bad-openid', given, length: given.length, example })
  }
  if (words.length > MOST_WORDS) return ORDINARY
  const list = listOf(listed)
  if (group === undefined)
    return hint({ kind: 'list-needs', missing: 'group', rest: '', head: write(attempt, '108'), ...list })
  if (rest.length > 0) {
    const head = write(attempt, writeWord(group.text, group.quoted))
    return hint({ kind: 'list-needs', missing: null, rest: rest.map(({ text }) => text).join(' '), head, ...list })
  }
  return run(attempt, { ...toFollowers(listed), group: { text: group.text, quoted: group.quoted } })
}

function toFollowers(listed: OpenidsInText): PeopleAndGroup {
  const { openids, invalid } = listed
  const [only] = openids
  if (openids.length === 1 && only !== undefined && invalid.length === 0) return { openid: only }
  return { openids, ...leftovers(listed) }
}

/** The list as it can be sent once more; absent when it is too long to be kept with a question. */
function listOf({ openids, invalid }: OpenidsInText): { list?: string } {
  const all = [...openids, ...invalid]
  return all.length > MOST_KEPT ? {} : { list: all.join(' ') }
}

function leftovers({ invalid, duplicates }: OpenidsInText): Pick<PeopleAndGroup, 'invalid' | 'duplicates'> {
  return { ...(invalid.length === 0 ? {} : { invalid }), ...(duplicates === 0 ? {} : { duplicates }) }
}

import { hint, ORDINARY, run, withoutFillers, write, type Attempt } from './attempt.ts'
import { findNameAtHead } from './command-names.ts'
import { toReadable } from './letters.ts'
import type { Lexicon } from './lexicon.ts'
import { toMove } from './move-words.ts'
import { sortWords, withoutLeadingFiller } from './named-words.ts'
import type { Listed } from './openids.ts'
import type { CommandArgs, CommandSpec, Reading } from './reading.ts'
import { toSegments } from './segments.ts'
import { splitReason } from './reason.ts'
import { toWords, writeWord } from './words.ts'

/** More words than this beside the openids are a sentence. */
const MOST_WORDS = 4

/**
 * A move of several followers, with their openids taken out: what is left is the command word and the group. Undefined when
 * there is no such command word.
 */
export function readList(listed: Listed, specs: readonly CommandSpec[], lexicon: Lexicon): Reading | undefined {
  const body = toReadable(listed.rest)
    .replace(/^[/／!！#＃\\]+/u, '')
    .replace(/^(?:请|請|please )/iu, '')
    .replace(/^[把将將\s，,、；;:：]+/u, '')
  const moving = specs.filter(({ shape }) => shape === 'openid group' || shape === 'openids group')
  const named = findNameAtHead(body, moving)
  if (named === undefined) return undefined
  const { tail, reason } = splitReason(named.tail)
  const attempt: Attempt = { spec: named.spec, typed: named.name, tail, specs, lexicon }
  const source = toWords(tail.normalize('NFKC'), { punctuation: true, people: true })
  const segments = toSegments(source, lexicon).map((word) => withoutLeadingFiller({ ...word, glued: true }))
  const others = sortWords(segments)
  const people = others.who.length > 0 || others.others.some(({ text }) => lexicon.isPerson(text))
  if (people && listed.openids.length > 0) {
    const outright = [...listed.openids.map((openid) => ({ kind: 'openid', openid }) as const), ...others.who]
    return toMove(attempt, outright, segments, others.others, {
      ...leftovers(listed),
      ...(reason === undefined ? {} : { reason }),
    })
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
  if (group === undefined) return hint({ kind: 'list-needs', missing: 'group', rest: '', head: write(attempt, '108') })
  if (rest.length > 0) {
    const head = write(attempt, writeWord(group.text, group.quoted))
    return hint({ kind: 'list-needs', missing: null, rest: rest.map(({ text }) => text).join(' '), head })
  }
  return run(attempt, {
    ...toFollowers(listed),
    group: { text: group.text, quoted: group.quoted },
    ...(reason === undefined ? {} : { reason }),
  })
}

function toFollowers(listed: Listed): CommandArgs {
  const { openids, invalid } = listed
  const [only] = openids
  if (openids.length === 1 && only !== undefined && invalid.length === 0) return { openid: only }
  return { openids, ...leftovers(listed) }
}

function leftovers({ invalid, duplicates }: Listed): Pick<CommandArgs, 'invalid' | 'duplicates'> {
  return { ...(invalid.length === 0 ? {} : { invalid }), ...(duplicates === 0 ? {} : { duplicates }) }
}

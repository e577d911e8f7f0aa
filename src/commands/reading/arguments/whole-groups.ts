import type { GroupToken } from '../../../groups/match.ts'
import { missing, run, tooMuch, withoutEnding, withoutFillers, write } from '../attempt.ts'
import { sortWords, toFollowerWords, withoutLeadingFiller } from '../followers.ts'
import { toNamed, toNumbered, type Who } from '../people.ts'
import type { Attempt, CommandSpec, Naming, Reading } from '../reading.ts'
import { writePeople } from '../resolve.ts'
import { writeWord, type Word } from '../tokens/words.ts'
import { EVERYBODY } from '../vocabulary.ts'

/*
 * 新人全部 VIP, all of 新人 to VIP except Tom: everybody in a group or several, but for those who are named.
 */

/** Everybody of some groups, where they shall be, and who shall not. */
export interface WholeGroups extends Who {
  readonly sources?: readonly GroupToken[]
  readonly group?: GroupToken
  readonly except?: readonly string[]
}

const ALL = new RegExp(`^(.+?)(?:组)?(?:的|里的)?(?:${EVERYBODY})$`, 'u')
const ALONE = new RegExp(`^(?:${EVERYBODY})$`, 'u')
const ALL_OF = /^ ?(?:all of|everybody in|everyone in) (.+)$/iu
const EXCEPT = /^(.*?)[ ，,]*(?:除了|除开|不包括| except (?:for )?| but not )(.+?)(?:以外|之外)?$/iu

/** A move of whole groups; undefined when the arguments name none. */
export function readWholeGroups(attempt: Attempt): Reading<WholeGroups> | undefined {
  const text = withoutEnding(attempt.tail.normalize('NFKC'))
  const [, head = text, excepted = ''] = EXCEPT.exec(text) ?? []
  const english = ALL_OF.exec(head)?.[1]
  const words = toFollowerWords(english ?? head).map(withoutLeadingFiller)
  const sources: Word[] = []
  const others: Word[] = []
  for (const word of words) {
    const name = word.quoted ? undefined : ALL.exec(word.text)?.[1]
    const before = others.at(-1)
    if (!word.quoted && ALONE.test(word.text) && before !== undefined) sources.push(...others.splice(-1))
    else if (name !== undefined) sources.push({ ...word, text: name })
    else others.push(word)
  }
  if (english !== undefined && sources.length === 0) sources.push(...others.splice(0, 1))
  if (sources.length === 0) return undefined
  const [target, ...rest] = withoutFillers(others)
  const written = sources.map(({ text: name }) => `${writeWord(name)}全部`)
  if (target === undefined) {
    return missing(attempt, 'group', write(attempt, ...written, '108'), write(attempt, ...written, '{}'))
  }
  if (rest.length > 0) return tooMuch(rest, write(attempt, ...written, writeWord(target.text, target.quoted)))
  const named = sortWords(toFollowerWords(excepted))
  const who = [...named.who, ...named.others.map((word) => toNumbered(word) ?? toNamed(word))]
  return run(attempt, {
    sources: sources.map(toToken),
    group: toToken(target),
    ...(who.length === 0 ? {} : { who }),
  })
}

function toToken({ text, quoted }: Word): GroupToken {
  return { text, quoted }
}

/** Those who shall stay, to be looked up. */
export function nameExcepted(args: WholeGroups, { name }: CommandSpec): Naming | undefined {
  const { who, ...rest } = args
  const { sources = [], group } = args
  if (who === undefined || group === undefined) return undefined
  return {
    tokens: who,
    write: (tokens) =>
      [
        name,
        ...sources.map(({ text }) => `${writeWord(text)}全部`),
        writeWord(group.text, group.quoted),
        '除了',
        ...writePeople(tokens),
      ].join(' '),
    fill: (found) => ({ args: { ...rest, except: [...new Set(found.flat())] } }),
  }
}

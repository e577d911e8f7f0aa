import { writeEnding } from './endings/ending.ts'
import { splitEnding } from './endings/split.ts'
import { NO_LEXICON } from './lexicon.ts'
import type { CommandSpec } from './reading.ts'
import { isThanks } from './thanks.ts'
import { findNameAtHead } from './tokens/command-names.ts'
import { isLatin, toReadable } from './tokens/letters.ts'

/*
 * Which texts are in English, and commands as they are written for those who send them.
 */

/** Latin letters outside of names and hardly any Chinese. */
export function isEnglish(given: string): boolean {
  const text = given.replaceAll(/o[A-Za-z0-9_-]{19,}/g, ' ')
  const latin = text.match(/[A-Za-z]+/g)?.length ?? 0
  const han = text.match(/\p{Script=Han}+/gu)?.length ?? 0
  return (latin >= 2 && latin > han) || SAID_IN_ENGLISH.test(text.trim())
}

/** One word that is said by nobody who writes Chinese. */
const SAID_IN_ENGLISH = /^(?:w?oops|sorry|mistake|wrong|nope|revert|nevermind|whoops)[.!… ]*$/iu

/** Whether a text is a command said in English: by its name, or as a sentence; thanks count as one. */
export function isEnglishCommand(text: string, specs: readonly CommandSpec[]): boolean {
  const named = findNameAtHead(toReadable(text), specs)
  if (named !== undefined) return isLatin(named.name)
  return isEnglish(text) || (isThanks(text) && !/\p{Script=Han}/u.test(text))
}

/** A canonical command with its English name. */
export function toEnglish(command: string, specs: readonly CommandSpec[]): string {
  // Of 管理员 and 管理员 移除 the longer.
  const named = specs.filter(({ name }) => command === name || command.startsWith(`${name} `))
  const [spec] = named.sort((one, next) => next.name.length - one.name.length)
  const name = spec?.name ?? command.split(' ')[0] ?? ''
  const tail = command.slice(name.length).trimStart()
  const split = spec?.takesEnding === true ? splitEnding(tail, NO_LEXICON) : undefined
  const words = split === undefined ? [tail] : [split.tail, writeEnding(split.ending, 'en')]
  return [spec?.english ?? name, ...words].filter((word) => word !== '').join(' ')
}

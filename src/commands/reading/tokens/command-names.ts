import { foldLetter, foldWord, isLatin } from './letters.ts'
import type { CommandSpec } from '../reading.ts'

/** A command word found at the head of a text. */
export interface NamedCommand {
  readonly spec: CommandSpec
  /** The name as the spec has it. */
  readonly name: string
  /** What follows it. */
  readonly tail: string
}

/** The command whose longest name stands at the head of a text; a Latin name only as a whole word. */
export function findNameAtHead(text: string, specs: readonly CommandSpec[]): NamedCommand | undefined {
  const letters = Array.from(text.slice(0, 32))
  const folded = letters.map(foldLetter)
  let best: NamedCommand | undefined
  for (const spec of specs) {
    for (const name of spec.names) {
      if (best !== undefined && best.name.length >= name.length) continue
      const length = lengthAtHead(folded, name)
      if (length === undefined) continue
      if (isLatin(name) && /^[a-z_'’-]/.test(folded[length] ?? '')) continue
      best = { spec, name, tail: text.slice(letters.slice(0, length).join('').length) }
    }
  }
  return best
}

/** How many letters of a text a name takes at its head; undefined when it is not there. */
function lengthAtHead(folded: readonly string[], name: string): number | undefined {
  let at = 0
  for (const letter of Array.from(name, foldLetter)) {
    if (letter !== ' ') {
      if (folded[at] !== letter) return undefined
      at += 1
      continue
    }
    const before = at
    while (isGap(folded[at])) at += 1
    if (at === before && isLatin(name)) return undefined
  }
  return at
}

function isGap(letter: string | undefined): boolean {
  return letter !== undefined && ' ,、:'.includes(letter)
}

/** Longer than any name of a command. */
const LONGEST_NAME = 32

/** The command that a whole word names; a name of two words also without what is between them. */
export function findByName(word: string, specs: readonly CommandSpec[]): CommandSpec | undefined {
  if (word.length > LONGEST_NAME) return undefined
  const folded = foldWord(word)
  return specs.find(({ names }) =>
    names.some((name) => foldWord(name) === folded || (name.includes(' ') && isTogether(name, folded))),
  )
}

function isTogether(name: string, folded: string): boolean {
  return !isLatin(name) && foldWord(name).replaceAll(' ', '') === folded
}

/** The name to use in a command for somebody who typed this one: English to English. */
export function nameLike(typed: string, spec: CommandSpec): string {
  return isLatin(foldWord(typed)) ? spec.english : spec.name
}

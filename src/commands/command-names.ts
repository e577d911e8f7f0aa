import { foldLetter, foldWord, isLatin } from './letters.ts'
import type { CommandSpec } from './reading.ts'

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
      const wanted = Array.from(name, foldLetter)
      if (!wanted.every((letter, at) => folded[at] === letter)) continue
      if (isLatin(name) && /^[a-z_'’-]/.test(folded[wanted.length] ?? '')) continue
      best = { spec, name, tail: text.slice(letters.slice(0, wanted.length).join('').length) }
    }
  }
  return best
}

/** The command that a whole word names. */
export function findByName(word: string, specs: readonly CommandSpec[]): CommandSpec | undefined {
  const folded = foldWord(word)
  return specs.find((spec) => spec.names.some((name) => foldWord(name) === folded))
}

/** The name to use in a command for somebody who typed this one: English to English. */
export function nameLike(typed: string, spec: CommandSpec): string {
  return isLatin(foldWord(typed)) ? spec.english : spec.name
}

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
  const letters = Array.from(text.slice(0, LONGEST_NAME))
  const folded = letters.map(foldLetter)
  for (const { spec, name, folded: letterOf } of namesOf(specs).get(folded[0] ?? '') ?? []) {
    const length = lengthAtHead(folded, name, letterOf)
    if (length === undefined) continue
    if (isLatin(name) && /^[a-z_'’-]/.test(folded[length] ?? '')) continue
    return { spec, name, tail: text.slice(letters.slice(0, length).join('').length) }
  }
  return undefined
}

interface FoldedName {
  readonly spec: CommandSpec
  readonly name: string
  /** Its letters, each folded. */
  readonly folded: readonly string[]
}

/** All names by their first letter, longer ones first, of equally long ones the earlier: every text of an admin asks for them. */
function namesOf(specs: readonly CommandSpec[]): ReadonlyMap<string, readonly FoldedName[]> {
  const known = NAMES_OF.get(specs)
  if (known !== undefined) return known
  const names = specs.flatMap((spec) =>
    spec.names.map((name) => ({ spec, name, folded: Array.from(name, foldLetter) })),
  )
  names.sort((one, other) => other.name.length - one.name.length)
  const byLetter = Map.groupBy(names, ({ folded }) => folded[0] ?? '')
  NAMES_OF.set(specs, byLetter)
  return byLetter
}

const NAMES_OF = new WeakMap<readonly CommandSpec[], ReadonlyMap<string, readonly FoldedName[]>>()

/** How many letters of a text a name takes at its head; undefined when it is not there. */
function lengthAtHead(text: readonly string[], name: string, folded: readonly string[]): number | undefined {
  let at = 0
  for (const letter of folded) {
    if (letter !== ' ') {
      if (text[at] !== letter) return undefined
      at += 1
      continue
    }
    const before = at
    while (isGap(text[at])) at += 1
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
  return specs.find((spec) => foldedNamesOf(spec).has(folded))
}

/** The names of a command as words compare, Chinese ones of two words also in one; they are the same for every text. */
function foldedNamesOf(spec: CommandSpec): ReadonlySet<string> {
  const known = FOLDED_NAMES.get(spec)
  if (known !== undefined) return known
  const folded = spec.names.map(foldWord)
  const names = new Set([...folded, ...folded.filter((name) => !isLatin(name)).map((name) => name.replaceAll(' ', ''))])
  FOLDED_NAMES.set(spec, names)
  return names
}

const FOLDED_NAMES = new WeakMap<CommandSpec, ReadonlySet<string>>()

/** The name to use in a command for somebody who typed this one: English to English. */
export function nameLike(typed: string, spec: CommandSpec): string {
  return isLatin(foldWord(typed)) ? spec.english : spec.name
}

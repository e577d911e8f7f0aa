import type { NotRunReason } from '../../domain/answer.ts'
import type { Lexicon } from '../reading/lexicon.ts'

/** What the sender's last command was about, for texts that lean on it. */
export interface LastCommand {
  /** Canonical name. */
  readonly command: string
  /** How many people it was about. */
  readonly people: number
  /** What each of them can be called, comparable: `#7`, an alias, a remark. Absent when there are too many, or none. */
  readonly who?: readonly (readonly string[])[]
  /** Where each of them was before, as it can stand in a command, beside `who`; null where that is not known. */
  readonly origins?: readonly (string | null)[]
  /** Where it moved them to, or what it made; as it can stand in a command. */
  readonly group: string | null
}

export interface NaturalContext {
  readonly lexicon: Lexicon
  readonly last: LastCommand | null
  /** Whether the account has labels, which do not exclude one another. */
  readonly labels?: boolean
}

/** How a natural text is meant. Commands are canonical and can be sent as they are. */
export type Interpretation =
  /** An imperative with everything known, or a question that a command answers. */
  | { readonly kind: 'run'; readonly command: string }
  /** Likely, not certain: 。 runs it. */
  | { readonly kind: 'suggest'; readonly command: string }
  /** A pasted list; lines in which nobody was found are told, and the rest has to be confirmed then. */
  | { readonly kind: 'list'; readonly command: string; readonly unread: readonly string[] }
  /** Several acts in one text, of which one message can be one. */
  | { readonly kind: 'several'; readonly commands: readonly string[] }
  /** Something is missing; `{}` in the template is its place. */
  | {
      readonly kind: 'ask'
      readonly command: string
      readonly missing: 'group' | 'label' | 'person'
      readonly template: string
    }
  /** A change of somebody is complained of that was not the last command: what was done with them is looked for. */
  | { readonly kind: 'complaint'; readonly person: string }
  /** A label for a time: the label for good, and the move that can be for a time; null where none could be meant. */
  | { readonly kind: 'label-for-a-time'; readonly command: string; readonly move: string | null }
  /** It speaks of a command and wants none now. */
  | { readonly kind: 'not-run'; readonly why: NotRunReason; readonly command: string | null }
  /** Nothing that a command could do. */
  | { readonly kind: 'nothing' }

export const NOTHING: Interpretation = { kind: 'nothing' }

export function run(command: string): Interpretation {
  return { kind: 'run', command }
}

export function suggest(command: string): Interpretation {
  return { kind: 'suggest', command }
}

/** Runs what is certain, suggests the rest. */
export function runIf(certain: boolean, command: string): Interpretation {
  return certain ? run(command) : suggest(command)
}

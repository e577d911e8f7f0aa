import type { Answer } from '../../domain/answer.ts'
import type { Hint } from '../../domain/errors.ts'
import type { PersonToken } from '../../domain/person.ts'
import type { LeastRole } from '../../domain/role.ts'
import type { Lexicon } from './lexicon.ts'
import type { OpenidsInText } from './tokens/openids.ts'
import type { Word } from './tokens/words.ts'

/** All that is to be known of a command to read, to allow and to explain it; 帮助 is made of it. */
export interface CommandSpec {
  /** Canonical, Chinese, unique. */
  readonly name: string
  readonly english: string
  /**
   * Every way to say it, canonical and English name included, in simplified characters and lower case. A blank in a name
   * is said as one, as several or as a mark, and in Chinese left out.
   */
  readonly names: readonly string[]
  /** How what follows the name is read. */
  readonly reader: Reader
  /** The least role that may use it. */
  readonly role: LeastRole
  /** Whether 备注:… at the end says why; it is kept with the command and shown by 日志. */
  readonly takesReason?: boolean
  /** Whether 3天 or 到 12月1日 behind its arguments says when what it does is taken back by itself. */
  readonly takesEnding?: boolean
  /** Offered for a text with nothing but somebody in it, or somebody and a group. */
  readonly suggestedFor?: 'person' | 'person and group'
  /** Whether it leaves the question that waits to be dropped by itself. */
  readonly keepsQuestion?: boolean
  /** Whether it brings the next page of the list that was shown last, by the command that shows it. */
  readonly turnsPage?: boolean
  /** Whether it explains other commands: 移动 ？ and 移动 帮助 are its. */
  readonly explains?: boolean
  /** What an account must have for it to do anything; absent where it always does. */
  readonly onlyWith?: 'tags' | 'kept replies'
  readonly summary: Hint
  /** Chinese ones that begin with a Chinese name, English ones that begin with the English name; each can be sent as it is. */
  readonly examples: readonly string[]
}

/** People as they were named, to be looked up before the command can be prepared. */
export interface Naming {
  readonly tokens: readonly PersonToken[]
  /** A list: whoever nobody knows is told before it is confirmed, and the others wait for that. */
  readonly readsPast?: boolean
  /** The command with these in their places, as it could be sent. */
  write(tokens: readonly PersonToken[]): string
  /** The arguments with the people that each token means, or what is to be told instead. */
  fill(found: readonly (readonly string[])[]): Filled
}

export type Filled = { readonly args: object } | { readonly answer: Answer }

export type Reading<Args extends object = object> =
  | {
      readonly kind: 'command'
      readonly spec: CommandSpec
      /** As they were read, plain JSON. */
      readonly args: Args
      /** Absent when nobody has to be looked up. */
      readonly naming?: Naming
      /** An ordinary message if nobody is called like that. */
      readonly tentative?: true
      /** Only for it to be told that nobody is called so: it is never run. */
      readonly told?: true
    }
  /** An attempt that can't be run; the answer says why and what could be sent. */
  | { readonly kind: 'hint'; readonly answer: Answer }
  /** Not for us. */
  | { readonly kind: 'ordinary' }

/** A command word and what follows it, on the way to being understood. */
export interface Attempt {
  readonly spec: CommandSpec
  /** The name that was used. */
  readonly typed: string
  /** What follows it, as typed. */
  readonly tail: string
  /** All commands there are. */
  readonly specs: readonly CommandSpec[]
  /** The names that are in use. */
  readonly lexicon: Lexicon
}

/** How the words after a command's name become its arguments. */
export interface Reader<Args extends object = object> {
  /** What may stand there, for the docs: words parted by blanks; a question mark: it can be left out. Empty for nothing. */
  readonly usage: string
  /** Whether the name is said alone, without even a question for help. */
  readonly exact: boolean
  /** How many words may follow a name that is surely misspelt. */
  readonly mostWords: number
  /** Whether it ends in a name that somebody makes up, in which an emoji is a letter like others. */
  readonly takesName: boolean
  read(attempt: Attempt): Reading<Args>
  /** The same of a pasted list whose openids were taken out; undefined where there are no lists. */
  readonly readList: ((attempt: Attempt, listed: OpenidsInText) => Reading<Args>) | undefined
  /** Whether these words belong behind such a command, so that a slip in its name can be believed. */
  fits(words: readonly Word[], lexicon: Lexicon): boolean
}

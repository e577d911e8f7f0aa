import type { Answer, ConfirmablePlan, Language } from '../domain/answer.ts'
import type { PersonToken } from '../domain/person.ts'
import type { Hint } from '../domain/errors.ts'
import type { LeastRole, Role } from '../domain/role.ts'
import type { GroupToken } from '../groups/match.ts'

/** Which arguments a command takes; the grammar knows how each is read. A question mark: it can be left out. */
export type ArgumentShape =
  | 'none'
  | 'keyword?'
  | 'command-name?'
  | 'group'
  | 'name'
  | 'group name'
  | 'openid'
  | 'openid group'
  | 'openids group'
  | 'number?'
  | 'digits?'
  | 'code'
  | 'list?'
  | 'alone'
  | 'role?'
  | 'person'
  | 'person role'
  | 'language?'
  | 'history?'
  | 'person name'
  | 'group page?'
  | 'recent?'
  | 'words'

/** All that is to be known of a command before it runs; 帮助 is made of it. */
export interface CommandSpec {
  /** Canonical, Chinese, unique. */
  readonly name: string
  readonly english: string
  /**
   * Every way to say it, canonical and English name included, in simplified characters and lower case. A blank in a name
   * is said as one, as several or as a mark, and in Chinese left out.
   */
  readonly names: readonly string[]
  readonly shape: ArgumentShape
  /** The least role that may use it. */
  readonly role: LeastRole
  /** Whether 备注:… at the end says why; it is kept with the command and shown by 日志. */
  readonly takesReason?: boolean
  readonly summary: Hint
  /** Chinese ones that begin with a Chinese name, English ones that begin with the English name; each can be sent as it is. */
  readonly examples: readonly string[]
}

/** What was read of the arguments; which are there follows from the shape. */
export interface CommandArgs {
  readonly openid?: string
  /** People as they were named, when it has to be looked up who that is; `openid` or `openids` take its place then. */
  readonly who?: readonly PersonToken[]
  /** Several followers, each once, in the order they were named. */
  readonly openids?: readonly string[]
  /** What was meant to be an openid and is none. */
  readonly invalid?: readonly string[]
  /** How many were named again. */
  readonly duplicates?: number
  readonly group?: GroupToken
  /** A new name, as it was written. */
  readonly name?: string
  readonly number?: number
  readonly digits?: string
  readonly code?: string
  readonly keyword?: string
  /** Canonical name of a command. */
  readonly commandName?: string
  readonly language?: Language
  readonly role?: Role
  /** The asker is meant. */
  readonly self?: true
  /** Why, in the admin's own words. */
  readonly reason?: string
  /** Whose commands: an admin's openid, or the asker's own. */
  readonly by?: string
  /** The same as they were named, to be looked up. */
  readonly byWho?: PersonToken
  readonly page?: number
  /** What an admin calls a follower, as it was typed. */
  readonly alias?: string
  /** The command that is undone, and the followers it moved; no text can set them. */
  readonly target?: number
  readonly followers?: readonly string[]
  /** Put in when a plan has been confirmed; no text can set it. */
  readonly plan?: ConfirmablePlan
}

export type Reading =
  /** `tentative`: an ordinary message if nobody is called like that. */
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly args: CommandArgs; readonly tentative?: true }
  /** An attempt that can't be run; the answer says why and what could be sent. */
  | { readonly kind: 'hint'; readonly answer: Answer }
  /** Not for us. */
  | { readonly kind: 'ordinary' }

import type { Hint } from './errors.ts'
import type { GroupRef } from './group.ts'
import type { LeastRole, Role } from './role.ts'

/*
 * What answers are made of: commands as they were asked for, plans to be confirmed, reasons, and choices.
 */

export type Language = 'zh' | 'en'

export interface RecentPerson {
  readonly openid: string
  readonly how: 'text' | 'message' | 'follow' | 'follow-scan' | 'scan' | 'menu' | 'imported'
  readonly at: number
  /** How their last text began. */
  readonly text: string | null
}

export type BadAlias = 'empty' | 'too-long' | 'control-characters' | 'misleading'

export interface QuotaLeft {
  readonly left: number
  readonly limit: number
}

/** Something that can be put in place of what is missing. */
export type MissingOption =
  | { readonly kind: 'group'; readonly group: GroupRef }
  | { readonly kind: 'person'; readonly openid: string }
  | { readonly kind: 'admin'; readonly openid: string; readonly role: Role }

/** A command as its admin asked for it, for interim answers and lists: the canonical verb and the words as typed or resolved. */
export interface Asked {
  readonly command: string
  /** Names the target as far as it is known: `VIP(108)`, `108`, `老客户`; empty when there is none. */
  readonly target: string
  readonly openid: string | null
  /** How many followers, where it is about several. */
  readonly count?: number
}

export interface CommandHelp {
  /** Canonical Chinese name, unique. */
  readonly name: string
  readonly english: string
  readonly aliases: readonly string[]
  readonly role: LeastRole
  readonly summary: Hint
  /** At least one; each can be sent as it is. */
  readonly examples: readonly string[]
  /** What an account must have for it to do anything; absent where it always does. */
  readonly onlyWith?: 'tags' | 'kept replies'
}

/** Something that people want to do, and the command for it. */
export interface HelpTask {
  readonly command: CommandHelp
  readonly title: Hint
}

/** Why nothing is done about an admin. `not-below`: the role is not below the asker's own. */
export type CannotChangeAdmin = 'no-admin' | 'in-settings' | 'not-below' | 'own-role' | 'last-owner'

/** Why a command can't be taken back. */
export type CannotUndo =
  | 'already-undone'
  | 'changed-nothing'
  | 'too-old'
  | 'deletion'
  | 'origin-unknown'
  | 'group-gone'
  | 'group-not-empty'
  | 'other-api'
  | 'about-admins'
  | 'alias'
  | 'kept-replies'
  | 'rules'
  | 'end-only'
  | 'qr-code'

/** Until when a move lasts. */
export interface Lasting {
  /** The time of day that is told. */
  readonly until: number
  /** The same as a limit by `clock.steady()`. */
  readonly dueAt: number
  /** How long it lasts from its acceptance on, in ms. */
  readonly spanMs: number
}

/** Why a move can't have the end that was named. */
export type BadEnding = 'no-such-day' | 'past' | 'too-long'

/** One kept reply in a list. */
export interface KeptLine {
  readonly number: number
  readonly on: boolean
  readonly trigger: 'follow' | 'any' | 'keyword' | 'click'
  /** The keywords, or the button's name. */
  readonly words: readonly string[]
  /** The kind of its first content, and how that begins if it is a text. */
  readonly shows: 'text' | 'image' | 'voice' | 'video' | 'news'
  readonly text: string
  /** How many contents it has beside the first. */
  readonly more: number
}

/** What somebody is called from now on; null for nothing. */
export interface AliasPlan {
  readonly kind: 'alias'
  readonly openid: string
  readonly alias: string | null
  readonly before: string | null
  /** What their 备注 becomes, and what it was; null where it is left as it is. */
  readonly remark: { readonly remark: string | null; readonly before: string | null } | null
}

/** A plan to be confirmed. It holds the state it was asked about: if that has changed, the question is asked again. */
export type ConfirmablePlan =
  | { readonly kind: 'delete'; readonly group: GroupRef; readonly count: number | null }
  | { readonly kind: 'create-same-name'; readonly name: string; readonly existing: readonly number[] }
  | {
      readonly kind: 'rename-same-name'
      readonly id: number
      readonly from: string
      readonly name: string
      readonly existing: readonly number[]
    }
  | {
      readonly kind: 'blacklist'
      readonly openid: string
      readonly from: GroupRef | null
      readonly lasting?: Lasting
    }
  | {
      readonly kind: 'move-many'
      readonly to: GroupRef
      readonly openids: readonly string[]
      readonly invalid: readonly string[]
      readonly duplicates: number
      /** Everybody in these groups; `known`: in as far as fenzu knows, for the platform has no list; `except`: how many stay. */
      readonly whole?: { readonly from: readonly GroupRef[]; readonly known: boolean; readonly except: number }
      readonly lasting?: Lasting
    }
  | {
      readonly kind: 'label-many'
      readonly label: GroupRef
      readonly added: boolean
      readonly openids: readonly string[]
      readonly invalid: readonly string[]
      readonly duplicates: number
    }
  | {
      readonly kind: 'undo-label'
      readonly number: number
      readonly label: GroupRef
      /** Whether undoing puts it on. */
      readonly added: boolean
      readonly openids: readonly string[]
    }
  /** Whom a rule moved since then and who are still there, so many. */
  | {
      readonly kind: 'undo-rule'
      readonly rule: number
      readonly since: number
      /** Only what stands in this row of the ledger. */
      readonly row?: number
      readonly people: number
    }
  /** `also`: the others, where several are handed over at once; `undoes`: the command that this takes back. */
  | { readonly kind: 'adopt'; readonly group: GroupRef; readonly also?: readonly GroupRef[]; readonly undoes?: number }
  /** The console shows less than what is kept: `replies` of it, in place of `kept`. */
  | { readonly kind: 'keep-less'; readonly replies: number; readonly kept: number }
  /** `changed`: somebody made another menu meanwhile, which is lost. Lines of `differences` begin with + or -. */
  | {
      readonly kind: 'publish-menu'
      readonly changed: boolean
      readonly differences: readonly string[]
      readonly leftOut: readonly string[]
    }
  | { readonly kind: 'remove-admin'; readonly openid: string; readonly role: Role; readonly own: boolean }
  | {
      readonly kind: 'undo-move'
      readonly number: number
      readonly people: readonly {
        readonly openid: string
        readonly now: readonly number[]
        readonly back: readonly number[]
      }[]
      /** How many of them have been moved since. */
      readonly changed: number
      /** Whether the command is an undo itself, so that they are moved as before it. */
      readonly redo?: true
      /** Where the only one of them is, and would go back to; null for several. */
      readonly one: { readonly now: GroupRef; readonly back: GroupRef } | null
    }
  | {
      readonly kind: 'undo-rename'
      readonly number: number
      readonly id: number
      readonly now: string
      readonly back: string
    }
  | { readonly kind: 'undo-create'; readonly number: number; readonly group: GroupRef }
  | { readonly kind: 'undo-alias'; readonly number: number; readonly plan: AliasPlan }

/** The plan of one kind. */
export type PlanOf<Kind extends ConfirmablePlan['kind']> = Extract<ConfirmablePlan, { kind: Kind }>

/** Why a sentence that names a command runs none. */
export type NotRunReason = 'not' | 'if' | 'told' | 'later' | 'each' | 'quoted'

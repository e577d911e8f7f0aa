import { isAhead, type Clock } from '../clock.ts'
import type { Keyword, MenuButton } from './console.ts'
import type { Article, ReplyContent } from '../reply.ts'

/*
 * What fenzu keeps of the console, to play it when the console no longer does: replies by number, and the menu.
 */

/** Until when the platform shows it, by the clock's `steady`; null for good. */
type Until = number | null

export type KeptContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image' | 'voice'; readonly mediaId: string; readonly until: Until }
  | {
      readonly kind: 'video'
      readonly mediaId: string
      readonly title: string
      readonly description: string
      readonly until: Until
    }
  | { readonly kind: 'news'; readonly articles: readonly Article[] }

export type KeptTrigger =
  | { readonly kind: 'follow' }
  /** Any message that no keyword answers, once an hour for each follower. */
  | { readonly kind: 'any' }
  | { readonly kind: 'keyword'; readonly keywords: readonly Keyword[] }
  /** A tap on a button of the kept menu, by the key that fenzu gave it. */
  | { readonly kind: 'click'; readonly key: string }

export interface KeptReply {
  /** From 1, in the order in which they are asked. */
  readonly number: number
  readonly trigger: KeptTrigger
  /** The rule's or the button's; empty for the two that have none. */
  readonly name: string
  /** Of several contents: all of them, or one by chance. */
  readonly mode: 'all' | 'one'
  readonly contents: readonly KeptContent[]
  readonly on: boolean
}

/** Why something is not kept, or not as it was. */
export type LossReason =
  /** The platform describes no such kind; `detail` is its name. */
  | 'unknown-kind'
  /** The platform named no keyword: it answers nothing, since it must not answer everything. */
  | 'no-keywords'
  /** The account may not keep media (48001): it plays for three days. */
  | 'three-days'
  /** Could not be fetched or kept yet; it plays for three days and is tried again. `detail` is the errcode or the failure. */
  | 'not-yet'
  /** The media could not be fetched any more. */
  | 'media-gone'
  /** A video becomes its address. */
  | 'video-as-link'
  /** A text of more than 2047 bytes, cut. */
  | 'cut'
  /** Only the first of several is sent: the account may not send customer-service messages (48001). */
  | 'first-only'
  /** A button whose key another program answered. */
  | 'foreign-key'
  /** The account may not write menus (48001): it comes back by hand, in the console. */
  | 'menu-by-hand'

export interface Loss {
  /** Which reply or button, in words of the console. */
  readonly where: string
  readonly reason: LossReason
  readonly detail: string
}

export interface KeptMenu {
  readonly buttons: readonly MenuButton[]
  /** Names of buttons that can't be published. */
  readonly leftOut: readonly string[]
}

export interface KeptCopy {
  readonly takenAt: number
  readonly replies: readonly KeptReply[]
  readonly menu: KeptMenu | null
  readonly losses: readonly Loss[]
  /** The platform's two answers as they came. */
  readonly raw: { readonly autoreply: unknown; readonly menu: unknown }
}

/** How long media under a temporary id are shown. */
export const TEMPORARY_MS = 3 * 86_400_000

/** What can be sent of a content now; undefined when its media have expired. */
export function playable(content: KeptContent, clock: Clock): ReplyContent | undefined {
  if (!('until' in content)) return content
  if (content.until !== null && !isAhead(clock, content.until, TEMPORARY_MS)) return undefined
  const { until: _until, ...reply } = content
  return reply
}

import type { Article } from '../reply.ts'

/*
 * What an operator entered in the console before there was a server, past the door: in our words, with nothing left out.
 */

/** What one automatic reply, or a message button of the menu, shows. */
export type ConsoleContent =
  | { readonly kind: 'text'; readonly text: string }
  /** The id is temporary: it is good for three days from the reading. */
  | { readonly kind: 'image' | 'voice' | 'video'; readonly mediaId: string }
  /** A video that is told by its address only. */
  | { readonly kind: 'video-link'; readonly url: string }
  | { readonly kind: 'news'; readonly articles: readonly Article[] }
  /** Something that no page of the platform describes; `type` as it came. */
  | { readonly kind: 'unknown'; readonly type: string }

export interface ConsoleReply {
  /** Whether the console plays it. */
  readonly on: boolean
  readonly content: ConsoleContent
}

/** Part of the text (半匹配), or all of it (全匹配). */
export interface Keyword {
  readonly match: 'contain' | 'equal'
  readonly text: string
}

export interface ConsoleRule {
  readonly name: string
  readonly keywords: readonly Keyword[]
  readonly mode: 'all' | 'one'
  readonly contents: readonly ConsoleContent[]
}

export interface ConsoleReplies {
  readonly follow: ConsoleReply | null
  /** To any message that no rule answers. */
  readonly any: ConsoleReply | null
  readonly rules: readonly ConsoleRule[]
}

/** What a tap on a button does. */
export type ButtonAction =
  | { readonly kind: 'view'; readonly url: string }
  | { readonly kind: 'miniprogram'; readonly url: string; readonly appid: string; readonly path: string }
  /** An event with this key goes to the server: click, scancode_…, pic_…, location_select. */
  | { readonly kind: 'event'; readonly type: string; readonly key: string }
  | { readonly kind: 'material'; readonly type: 'media_id' | 'view_limited'; readonly mediaId: string }
  | { readonly kind: 'article'; readonly type: 'article_id' | 'article_view_limited'; readonly articleId: string }

/** A button of a menu as a server can publish it. */
export type MenuButton = { readonly name: string } & (
  { readonly buttons: readonly MenuButton[]; readonly action?: undefined } | { readonly action: ButtonAction }
)

/** A button as the console holds it: those that show something by themselves exist only there. */
export type ConsoleButton = { readonly name: string } & (
  | { readonly buttons: readonly ConsoleButton[]; readonly action?: undefined }
  | { readonly action: ButtonAction | { readonly kind: 'show'; readonly content: ConsoleContent } }
)

/** One article of a news reply (图文). */
export interface Article {
  readonly title: string
  readonly description: string
  /** Of the picture, JPG or PNG; empty for none. */
  readonly pictureUrl: string
  readonly url: string
}

/** What a follower can be shown in answer to a push. Media are named by an id of the account's own material. */
export type ReplyContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image' | 'voice'; readonly mediaId: string }
  | { readonly kind: 'video'; readonly mediaId: string; readonly title: string; readonly description: string }
  | {
      readonly kind: 'music'
      readonly title: string
      readonly description: string
      readonly url: string
      /** For wireless networks; empty for the same as `url`. */
      readonly highQualityUrl: string
      /** Empty for no picture. */
      readonly thumbMediaId: string
    }
  | { readonly kind: 'news'; readonly articles: readonly Article[] }

/** What the door does with a push that was opened. */
export type Reply =
  | { readonly kind: 'success' }
  | { readonly kind: 'transfer' }
  /** None: the connection is closed, and the platform delivers again. */
  | { readonly kind: 'unanswered' }
  /** It turned out not to be proven: its signature came with another message at another process. */
  | { readonly kind: 'refused' }
  | (ReplyContent & {
      /** Called once: true when the response with it ended on an open socket. */
      readonly delivered?: (ok: boolean) => void
    })
  /** Another system's whole answer, checked: it is sealed as this delivery demands, and not a byte of it changed. */
  | { readonly kind: 'relayed'; readonly xml: string }

/** What the sandbox sends to the page, as event-stream.ts and watching.ts make it. */
import type { Words } from '../words/language.ts'

export type { Words }

export interface Group {
  readonly id: number
  readonly name: string
  readonly count: number
}

export interface Follower {
  readonly openid: string
  readonly groupid: number
  readonly tagid_list: readonly number[]
  readonly remark: string
  readonly subscribe: 0 | 1
}

export interface World {
  readonly groups: readonly Group[]
  readonly tags: readonly Group[]
  readonly following: number
  readonly known: number
}

export type Change = { readonly seq: number; readonly at: number } & (
  | { readonly kind: 'moved'; readonly openid: string; readonly from: number; readonly to: number }
  | { readonly kind: 'came' | 'left'; readonly openid: string }
  | { readonly kind: 'made' | 'deleted'; readonly id: number; readonly name: string }
  | { readonly kind: 'renamed'; readonly id: number; readonly name: string; readonly from: string }
  | { readonly kind: 'reset'; readonly followers: number }
)

export interface Delivery {
  readonly seq: number
  readonly push: number
  readonly attempt: number
  readonly at: number
  readonly openid: string
  readonly title: string
  readonly ms: number | null
  readonly status: number | null
  readonly failure: string | null
}

/** A delivery as `GET /sandbox/deliveries` has it. */
export interface WholeDelivery extends Delivery {
  readonly query: string
  readonly sent: string
  readonly opened: string
  readonly answer: string | null
  readonly answerOpened: string | null
}

export type FaultKind = keyof Words['met']

export interface Call {
  readonly seq: number
  readonly at: number
  readonly path: string
  readonly body: unknown
  readonly applied: boolean
  readonly errcode: number | null
  readonly met: { readonly kind: FaultKind | null; readonly delayMs: number }
}

export interface Article {
  readonly title?: string
  readonly description?: string
  readonly url?: string
}

/** A passive reply that is no text. */
export interface MediaMessage {
  readonly type: string
  readonly mediaId?: string
  readonly articles?: readonly Article[]
}

export interface MenuButton {
  readonly name: string
  readonly type?: string
  readonly key?: string
  readonly url?: string
  readonly sub_button?: readonly MenuButton[]
}

export interface Menus {
  readonly button: readonly MenuButton[]
  readonly forTags: readonly { readonly tagId?: string; readonly button: readonly MenuButton[] }[]
  /** A menu that was made in the console, which nobody sees while a callback is set. */
  readonly consoleHasOne: boolean
}

/** A customer-service message; which of the objects is there depends on `msgtype`. */
export interface Message {
  readonly msgtype: string
  readonly text?: { readonly content: string }
  readonly msgmenu?: {
    readonly head_content?: string
    readonly list: readonly { readonly id: string | number; readonly content: string }[]
    readonly tail_content?: string
  }
  readonly news?: { readonly articles: readonly Article[] }
  readonly image?: { readonly media_id: string }
  readonly voice?: { readonly media_id: string }
  readonly video?: { readonly media_id: string }
  readonly music?: { readonly title?: string; readonly musicurl: string }
}

export type TalkEntry = { readonly seq: number; readonly at: number; readonly openid: string } & (
  | { readonly kind: 'said'; readonly text: string; readonly push: number }
  | { readonly kind: 'did'; readonly event: string; readonly eventKey: string; readonly push: number }
  | { readonly kind: 'shown'; readonly text: string; readonly push: number; readonly message?: MediaMessage }
  | { readonly kind: 'failed'; readonly text: string; readonly reason: string; readonly push: number }
  | { readonly kind: 'message'; readonly message: Message }
)

export interface Knobs {
  readonly faults: readonly {
    readonly path: string
    readonly kind: FaultKind
    readonly ms: number
    readonly errcode: number
    readonly timesLeft: number
  }[]
  readonly offsetMs: number
  readonly quotaIsOn: boolean
}

export interface News {
  readonly begin: boolean
  /** The platform's time. */
  readonly now: number
  readonly world?: World
  readonly changes?: readonly Change[]
  readonly deliveries?: readonly Delivery[]
  /** What came to the old system that is relayed to. */
  readonly relayed?: readonly Delivery[]
  readonly calls?: readonly Call[]
  readonly talk?: readonly TalkEntry[]
  readonly knobs?: Knobs
  readonly menus?: Menus
  /** Scenes of QR codes that were made by the API. */
  readonly codes?: readonly string[]
}

/**
 * The record of deliveries: each push as it went over the wire and as it reads when opened, and what came back. It is for
 * people to look at; the sandbox itself decides nothing by it. Only the latest are kept.
 */
import type { ChangeSignal } from './change-signal.ts'

/** What was delivered. Those of one push share `push`, `opened` and `msgId`; each is signed and sealed for itself. */
export interface DeliveryHead {
  /** Numbers pushes, not deliveries. */
  readonly push: number
  /** 1 to 3. */
  readonly attempt: number
  /** On the platform's clock, milliseconds. */
  readonly at: number
  readonly openid: string
  /** null for events, which have none. */
  readonly msgId: string | null
  /** The text, or the event's name and key: what a line in a list shows. */
  readonly title: string
  /** The query as it was sent, with its signatures: they open nothing but a sandbox. */
  readonly query: string
  /** The body as it was sent. */
  readonly sent: string
  /** The push as it reads once opened; the same as `sent` in plain mode. */
  readonly opened: string
}

export interface DeliveryEnd {
  readonly ms: number
  /** null when there was no HTTP answer; then `failure` says why. */
  readonly status: number | null
  readonly failure: string | null
  /** The answer as it came. */
  readonly answer: string | null
  /** The answer as it reads once opened; the same as `answer` when it was not sealed or can't be opened. */
  readonly answerOpened: string | null
}

export type LoggedDelivery = { readonly seq: number } & DeliveryHead & (DeliveryEnd | Record<keyof DeliveryEnd, null>)

const KEPT_DELIVERIES = 200
/** In characters. What is longer is cut: 200 answers of a megabyte must not stay in the memory. */
const LONGEST_KEPT_TEXT = 20_000
const NOT_OVER = { ms: null, status: null, failure: null, answer: null, answerOpened: null }

export class DeliveryLog {
  readonly #changeSignal: ChangeSignal
  #kept: { changed: number; entry: LoggedDelivery }[] = []
  #seq = 0
  #changes = 0

  constructor(changeSignal: ChangeSignal) {
    this.#changeSignal = changeSignal
  }

  /** Numbers this delivery: `seq` begins at 1 and never restarts. */
  begin(head: DeliveryHead): number {
    this.#seq++
    this.#changes++
    const { query, sent, opened } = head
    const entry = { seq: this.#seq, ...head, query: cut(query), sent: cut(sent), opened: cut(opened), ...NOT_OVER }
    this.#kept.push({ changed: this.#changes, entry })
    if (this.#kept.length > KEPT_DELIVERIES) this.#kept.shift()
    this.#changeSignal.emit()
    return this.#seq
  }

  end(seq: number, end: DeliveryEnd): void {
    const kept = this.#kept.find(({ entry }) => entry.seq === seq)
    if (kept === undefined) return
    this.#changes++
    kept.changed = this.#changes
    const answer = end.answer === null ? null : cut(end.answer)
    const answerOpened = end.answerOpened === null ? null : cut(end.answerOpened)
    kept.entry = { ...kept.entry, ...end, answer, answerOpened }
    this.#changeSignal.emit()
  }

  /** Those numbered after `seq`, oldest first. */
  since(seq: number): readonly LoggedDelivery[] {
    return this.#kept.map(({ entry }) => entry).filter((entry) => entry.seq > seq)
  }

  /** How many changes there have been: a mark for `changedSince`. */
  get changes(): number {
    return this.#changes
  }

  /** Those that began or ended after that mark, oldest first. */
  changedSince(mark: number): readonly LoggedDelivery[] {
    return this.#kept.filter(({ changed }) => changed > mark).map(({ entry }) => entry)
  }
}

function cut(text: string): string {
  return text.length > LONGEST_KEPT_TEXT ? `${text.slice(0, LONGEST_KEPT_TEXT)}…` : text
}

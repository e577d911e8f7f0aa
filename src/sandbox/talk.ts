/**
 * What the followers' phones showed: what people said and did, and what they saw of the account, in the order in which it
 * happened. Only the latest entries are kept.
 */
import type { ChangeSignal } from './change-signal.ts'
import type { PlatformClock } from './platform-clock.ts'
import type { ShownMessage } from './shown-message.ts'

export type TalkLine =
  | { readonly kind: 'said'; readonly text: string; readonly push: number }
  | { readonly kind: 'did'; readonly event: string; readonly eventKey: string; readonly push: number }
  /** A passive reply; `message` is there when it is no text. */
  | { readonly kind: 'shown'; readonly text: string; readonly push: number; readonly message?: ShownMessage }
  /** The grey line, and why it is there. */
  | { readonly kind: 'failed'; readonly text: string; readonly reason: string; readonly push: number }
  /** A customer-service message, as it was sent. */
  | { readonly kind: 'message'; readonly message: { readonly msgtype: string } & Record<string, unknown> }

export type TalkEntry = { readonly seq: number; readonly at: number; readonly openid: string } & TalkLine

const KEPT_ENTRIES = 1000

export class Talk {
  readonly #changeSignal: ChangeSignal
  readonly #clock: PlatformClock
  #entries: TalkEntry[] = []
  #seq = 0
  #pushes = 0
  /** Grows when everything is forgotten. */
  era = 0

  constructor(changeSignal: ChangeSignal, clock: PlatformClock) {
    this.#changeSignal = changeSignal
    this.#clock = clock
  }

  /** The number of the next push: it ties what was said to its deliveries and to what was shown. */
  nextPush(): number {
    this.#pushes++
    return this.#pushes
  }

  add(openid: string, line: TalkLine): void {
    this.#seq++
    this.#entries.push({ seq: this.#seq, at: this.#clock.now(), openid, ...line })
    if (this.#entries.length > KEPT_ENTRIES) this.#entries.shift()
    this.#changeSignal.emit()
  }

  /** Those numbered after `seq`, oldest first. */
  since(seq: number): readonly TalkEntry[] {
    const first = this.#entries[0]
    return first === undefined ? [] : this.#entries.slice(Math.max(0, seq + 1 - first.seq))
  }

  get lastSeq(): number {
    return this.#seq
  }

  /** Forgets everything; numbers go on. */
  reset(): void {
    this.#entries = []
    this.era++
    this.#changeSignal.emit()
  }
}

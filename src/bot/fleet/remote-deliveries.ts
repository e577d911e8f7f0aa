import { adminOf } from '../../domain/actor.ts'
import { later, type Clock, type Monotonic } from '../../domain/clock.ts'
import type { InboxRow, DeliveryReport } from '../../store/fleet.ts'
import type { AnswerDelivery } from '../answer-delivery.ts'

/** Three deliveries five seconds apart, each cut after five; then none is open any more, at whichever process. */
export const REMOTE_WINDOW_MS = 21_000

interface Remote {
  readonly from: string
  /** The command whose end is told by it; null for what has no number. */
  number: number | null
  tells: readonly number[]
  unread: readonly number[]
  /** Whether its deliveries may still take the answer. */
  open: boolean
  readonly cancel: () => void
}

/**
 * The deliveries of messages at other processes, as AnswerDelivery sees them: one for each message, which is over when a process
 * reports that an answer was taken, or when the platform delivers it no more.
 */
export class RemoteDeliveries {
  readonly #answerDelivery: AnswerDelivery
  readonly #clock: Clock
  readonly #remote = new Map<string, Remote>()

  constructor({ answerDelivery, clock }: { readonly answerDelivery: AnswerDelivery; readonly clock: Clock }) {
    this.#answerDelivery = answerDelivery
    this.#clock = clock
  }

  /** Somebody may wait for the end of that command. */
  opened(row: InboxRow, number: number, arrivedAt: Monotonic): void {
    const known = this.#remote.get(row.dedupeKey)
    if (known?.number === number) return
    this.#watch(row, arrivedAt).number = number
    this.#answerDelivery.opened(number)
  }

  /** It was answered: `tells` are the commands whose ends are told by that, `unread` those that it mentions. */
  answered(row: InboxRow, tells: readonly number[], unread: readonly number[]): void {
    const remote = this.#remote.get(row.dedupeKey) ?? this.#watch(row, later(this.#clock.elapsed(), -row.ageMs))
    remote.tells = tells
    remote.unread = unread
  }

  /** Returns whether it is of a message that was taken up here. */
  reported({ dedupeKey, taken }: DeliveryReport): boolean {
    const remote = this.#remote.get(dedupeKey)
    if (remote === undefined) return false
    if (taken === 'failed') return true
    if (taken === 'interim') {
      this.#close(remote, 'interim', true)
      return true
    }
    // What is told below is written down once, and over by that.
    if (remote.tells.some((number) => number === remote.number)) remote.open = false
    this.#close(remote, 'final', true)
    for (const number of remote.tells) this.#answerDelivery.told(number, number === remote.number ? 'passive' : 'read')
    this.#answerDelivery.mentioned(adminOf(remote.from), remote.unread)
    remote.cancel()
    this.#remote.delete(dedupeKey)
    return true
  }

  close(): void {
    for (const { cancel } of this.#remote.values()) cancel()
    this.#remote.clear()
  }

  #watch({ dedupeKey, from }: InboxRow, arrivedAt: Monotonic): Remote {
    const known = this.#remote.get(dedupeKey)
    if (known !== undefined) return known
    const leftMs = Math.max(0, later(arrivedAt, REMOTE_WINDOW_MS) - this.#clock.elapsed())
    const cancel = this.#clock.setTimer(leftMs, () => {
      this.#close(remote, 'final', false)
      // What its process reports late is found by the ledger.
      this.#remote.delete(dedupeKey)
    })
    const remote: Remote = { from, number: null, tells: [], unread: [], open: true, cancel }
    this.#remote.set(dedupeKey, remote)
    return remote
  }

  #close(remote: Remote, word: 'interim' | 'final', ok: boolean): void {
    if (!remote.open || remote.number === null) return
    remote.open = false
    this.#answerDelivery.closed(remote.number, word, ok)
  }
}

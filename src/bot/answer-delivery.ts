import { toldTo } from '../commands/timed/told-to.ts'
import { writeActor, type Actor } from '../domain/actor.ts'
import type { Answer, Asked } from '../domain/answer.ts'
import { later, storedAgeMs, type Clock, type Monotonic } from '../domain/clock.ts'
import type { Ledger, HowTold } from '../store/ledger.ts'

/**
 * When a delivery's response with the final answer was cut off, or none was ever sent, the platform delivers again: three
 * times in all, five seconds apart, each cut after five. Until then no push is needed.
 */
export const REDELIVERY_WINDOW_MS = 16_000

/** What is to be known of a command to tell its end. */
export interface ToldCommand {
  readonly number: number
  readonly actor: Actor
  readonly asked: Asked
  readonly acceptedAt: number
}

interface Watched {
  readonly command: ToldCommand
  /** Until then the platform may deliver again. */
  readonly redeliveredUntil: Monotonic
  /** Deliveries whose response has not ended. */
  open: number
  /** Whether a response with the interim answer ended: the platform will then not deliver again. */
  interimTaken: boolean
  /** Whether an answer with the final word reached the admin, or a late answer is on its way. */
  told: boolean
  final: Answer | undefined
  cancelTimer: (() => void) | undefined
}

export interface LateAnswers {
  /** Sends one customer-service message; false when the platform would not have it or did not take it. */
  send(command: ToldCommand, answer: Answer): Promise<boolean>
}

export interface AnswerDeliveryEvents {
  late(number: number, outcome: 'sent' | 'refused'): void
  failed(error: unknown): void
}

/**
 * Sees to it that each final answer is told once. It rides home on a delivery that is still open; if that response does not
 * end on an open socket, on the next delivery; and if none comes or the interim answer was already taken, it is pushed
 * once. The intention to push is on disk before the push: after a crash between the two there is no second one, and 结果
 * still tells it.
 */
export class AnswerDelivery {
  readonly #ledger: Ledger
  readonly #clock: Clock
  readonly #late: LateAnswers
  readonly #events: AnswerDeliveryEvents
  readonly #windowMs: number
  readonly #watched = new Map<number, Watched>()
  readonly #pushes = new Set<Promise<void>>()
  /** By actor: commands whose late answer did not reach them, or may not have. */
  readonly #unread = new Map<string, Set<number>>()

  /** @param windowMs how long after its acceptance a command's answer may still be taken by a delivery */
  constructor(
    ledger: Ledger,
    clock: Clock,
    late: LateAnswers,
    events: AnswerDeliveryEvents,
    windowMs = REDELIVERY_WINDOW_MS,
  ) {
    this.#windowMs = windowMs
    this.#ledger = ledger
    this.#clock = clock
    this.#late = late
    this.#events = events
  }

  /**
   * Watches a command from its acceptance on, if it came by chat, or ends what came by chat: who commands in another way waits
   * for the answer there.
   */
  watch(command: ToldCommand): void {
    const { kind } = command.actor
    if ((kind !== 'admin' && kind !== 'scheduler') || this.#watched.has(command.number)) return
    this.#watched.set(command.number, {
      command,
      redeliveredUntil: later(this.#clock.elapsed(), this.#windowMs - storedAgeMs(this.#clock, command.acceptedAt)),
      open: 0,
      interimTaken: false,
      told: false,
      final: undefined,
      cancelTimer: undefined,
    })
  }

  /** What an earlier process could not bring to its admins. */
  async recall(commands: readonly ToldCommand[]): Promise<void> {
    for (const { number, actor } of commands) this.#keepUnread(await toldTo(actor, this.#ledger), number)
  }

  /** Numbers of this actor's commands whose end is to be mentioned. */
  unread(actor: Actor): number[] {
    return [...(this.#unread.get(writeActor(actor)) ?? [])]
  }

  /** They were mentioned in an answer that arrived: once is enough, 结果 tells them. */
  mentioned(actor: Actor, numbers: readonly number[]): void {
    for (const number of numbers) this.#unread.get(writeActor(actor))?.delete(number)
  }

  /** A delivery waits for this command's answer. */
  opened(number: number): void {
    const watched = this.#watched.get(number)
    if (watched !== undefined) watched.open += 1
  }

  /** That delivery's response is over: `ok` when it ended on an open socket. */
  closed(number: number, word: 'interim' | 'final', ok: boolean): void {
    const watched = this.#watched.get(number)
    if (watched === undefined) return
    watched.open -= 1
    if (ok && word === 'final') this.told(number, 'passive')
    else {
      if (ok) watched.interimTaken = true
      this.#consider(number, watched)
    }
  }

  /** The command has ended with this answer, and that is on disk. */
  ended(number: number, answer: Answer): void {
    const watched = this.#watched.get(number)
    if (watched === undefined) return
    watched.final = answer
    this.#consider(number, watched)
  }

  /** The final answer reached its admin on some way. */
  told(number: number, how: HowTold): void {
    const watched = this.#watched.get(number)
    if (watched !== undefined) this.#forget(number, watched)
    for (const numbers of this.#unread.values()) numbers.delete(number)
    this.#track(this.#ledger.markTold(number, how, this.#clock.now()))
  }

  /** Resolves when no push or record of one is under way. */
  async idle(): Promise<void> {
    while (this.#pushes.size > 0) await Promise.all(this.#pushes)
  }

  close(): void {
    for (const watched of this.#watched.values()) watched.cancelTimer?.()
    this.#watched.clear()
  }

  #consider(number: number, watched: Watched): void {
    if (watched.final === undefined || watched.told || watched.open > 0) return
    const waitMs = watched.interimTaken ? 0 : watched.redeliveredUntil - this.#clock.elapsed()
    if (waitMs <= 0) {
      const { final } = watched
      this.#forget(number, watched)
      this.#track(this.#push(watched.command, final))
      return
    }
    watched.cancelTimer ??= this.#clock.setTimer(waitMs, () => {
      watched.cancelTimer = undefined
      this.#consider(number, watched)
    })
  }

  #forget(number: number, watched: Watched): void {
    watched.told = true
    watched.cancelTimer?.()
    this.#watched.delete(number)
  }

  async #push(command: ToldCommand, answer: Answer): Promise<void> {
    const { number } = command
    const actor = await toldTo(command.actor, this.#ledger)
    if (!(await this.#ledger.startLateAnswer(number, this.#clock.now()))) return
    const sent = await this.#late.send({ ...command, actor }, answer)
    await this.#ledger.markTold(number, sent ? 'late' : 'late-refused', this.#clock.now())
    if (!sent) this.#keepUnread(actor, number)
    this.#events.late(number, sent ? 'sent' : 'refused')
  }

  #keepUnread(actor: Actor, number: number): void {
    const numbers = this.#unread.get(writeActor(actor)) ?? new Set()
    this.#unread.set(writeActor(actor), numbers.add(number))
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#events.failed(error)
      })
      .finally(() => {
        this.#pushes.delete(tracked)
      })
    this.#pushes.add(tracked)
  }
}

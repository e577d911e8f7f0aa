import { personOf, writeActor } from '../../domain/actor.ts'
import type { Answer } from '../../domain/answer.ts'
import type { Clock } from '../../domain/clock.ts'
import { timeUp } from '../../commands/catalog/people/time-up.ts'
import type { Registry } from '../../commands/registry.ts'
import type { Runner } from '../../commands/running/runner.ts'
import { pauseAfter } from '../../commands/timed/attempts.ts'
import type { TimedMoves } from '../../commands/timed/timed-moves.ts'
import { LeaseLostError, StoreUnavailableError } from '../../store/errors.ts'
import type { CommandRow, Ledger } from '../../store/ledger.ts'
import type { DueEnd, MoveEnd } from '../../store/move-ends.ts'
import type { AnswerDelivery } from '../answer-delivery.ts'

/** While an end waits, the machine's time is looked at so often; nothing happens otherwise until the first is due. */
const LOOK_EVERY_MS = 60_000
/** How soon it is looked again after the store has refused, and for ends whose command has not ended. */
const AGAIN_MS = 5_000
/** Ends of so many commands are looked for at once. */
const MOST_AT_ONCE = 100

export interface SchedulerParts {
  readonly timed: TimedMoves
  readonly registry: Registry
  readonly runner: Runner
  readonly ledger: Ledger
  readonly answerDelivery: AnswerDelivery
  readonly clock: Clock
  /** Whoever is none any more is told nothing. */
  isAdmin(openid: string): boolean
  events: {
    accepted(row: CommandRow): void
    /** Something went wrong that is looked at again; the operator may want to know. */
    defect(error: unknown): void
  }
}

/**
 * Ends moves for a time when they are due, each by a command of its own that is accepted, run and told like any other. What
 * came due while no process ran is due at the start. The ends themselves wait in the store, so nothing is lost with this.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  readonly #underWay = new Set<string>()
  readonly #work = new Set<Promise<void>>()
  #cancel: (() => void) | undefined
  #looking = false
  #lookAgain = false
  #started = false
  #opened = false
  #closed = false

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    parts.timed.onChange(() => {
      this.#look()
    })
  }

  /** To be called when what an earlier process left is back in its place. */
  start(): void {
    this.#started = true
    this.#look()
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  /** Resolves when nothing is looked for and nobody is being moved back. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work)
  }

  #look(): void {
    if (this.#closed || !this.#started) return
    if (this.#looking) {
      this.#lookAgain = true
      return
    }
    this.#looking = true
    this.#lookAgain = false
    this.#cancel?.()
    const looked = this.#begin().then(
      (nextMs) => {
        this.#looking = false
        if (this.#lookAgain) this.#look()
        else if (nextMs !== null) this.#in(nextMs)
      },
      (error: unknown) => {
        this.#looking = false
        if (!this.#isOver(error)) this.#in(AGAIN_MS)
      },
    )
    this.#track(looked)
  }

  #in(ms: number): void {
    if (this.#closed) return
    this.#cancel = this.#parts.clock.setTimer(ms, () => {
      this.#look()
    })
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#work.delete(tracked)
    })
    this.#work.add(tracked)
  }

  /** Begins what is due; returns in how many ms to look again, null for not before there is another end. */
  async #begin(): Promise<number | null> {
    const { timed } = this.#parts
    if (!this.#opened) await timed.open()
    this.#opened = true
    await timed.follow()
    const due = await timed.store.due(timed.now, MOST_AT_ONCE)
    for (const end of due) if (!this.#underWay.has(keyOf(end))) this.#track(this.#end(end))
    if (due.length === MOST_AT_ONCE) return AGAIN_MS
    const firstDue = await timed.store.firstDue()
    if (firstDue === null) return null
    const leftMs = firstDue - timed.now
    // What is under way says when it has ended.
    return leftMs <= 0 ? AGAIN_MS : Math.min(leftMs, LOOK_EVERY_MS)
  }

  async #end(due: DueEnd): Promise<void> {
    const key = keyOf(due)
    this.#underWay.add(key)
    let ended = false
    try {
      const { timed } = this.#parts
      const all = await timed.store.ofMove(due.number)
      const ends = all.filter(({ attempts, dueAt }) => attempts === due.attempts && dueAt <= timed.now)
      if (ends.length === 0) return
      const row = await this.#moveBack(due, ends)
      // One that an earlier process accepted is still being run: it is looked at again.
      if (row === undefined) return
      // Whoever could not be moved back waits for the next attempt.
      await timed.store.postpone(due, timed.now + pauseAfter(due.attempts))
      ended = true
    } catch (error) {
      this.#isOver(error)
    } finally {
      this.#underWay.delete(key)
      // What has not ended is looked at again in a while, as long as it is due.
      if (ended) this.#look()
    }
  }

  /** The ledger's row when it has ended. */
  async #moveBack(due: DueEnd, ends: readonly MoveEnd[]): Promise<CommandRow | undefined> {
    const { registry, runner, ledger, answerDelivery, clock, isAdmin, events } = this.#parts
    const { number, attempts } = due
    const actor = { kind: 'scheduler', command: number } as const
    const command = registry.find(timeUp.spec.name)
    if (command?.kind !== 'change') throw new TypeError('nothing moves anybody back')
    const wish = { move: number, openids: ends.map(({ openid }) => openid), attempt: attempts }
    const prepared = await command.prepare(wish, actor)
    if (prepared.kind === 'answer') throw new TypeError('a move back was answered before it was accepted')
    const move = await ledger.find(number)
    const { row, fresh } = await ledger.accept({
      kind: 'change',
      actor,
      // The same after a restart, so that it is accepted once.
      dedupeKey: `${writeActor(actor)}:${attempts}`,
      // As old as the move itself: whatever an admin has written since goes before it.
      writtenAt: move?.writtenAt ?? 0,
      acceptedAt: clock.now(),
      command: command.spec.name,
      args: prepared.args,
      asked: prepared.asked,
      openids: prepared.scope.openids,
    })
    if (!fresh) return row.state === 'ended' ? row : undefined
    events.accepted(row)
    const answer = await runner.start(row, command.accepted(row.args))
    const giver = move === undefined ? undefined : personOf(move.actor)
    if (giver !== undefined && isAdmin(giver) && isNews(answer, attempts)) {
      // No delivery will come to take it home.
      answerDelivery.watch({ number: row.number, actor, asked: row.asked, acceptedAt: 0 })
      answerDelivery.ended(row.number, answer)
    } else answerDelivery.told(row.number, 'read')
    return row
  }

  /** Whether another process goes on from here, or this one ends; what else went wrong is told. */
  #isOver(error: unknown): boolean {
    if (this.#closed || error instanceof LeaseLostError) return true
    if (!(error instanceof StoreUnavailableError)) this.#parts.events.defect(error)
    return false
  }
}

function keyOf({ number, attempts }: DueEnd): string {
  return `${number} ${attempts}`
}

/** The admin hears of the first attempt and of how it ended in the end, not of every failure in between. */
function isNews(answer: Answer, attempts: number): boolean {
  return answer.kind === 'time-up' ? answer.answer !== null && (attempts === 0 || !answer.again) : attempts === 0
}

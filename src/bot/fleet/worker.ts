import { adminOf } from '../../domain/actor.ts'
import { toError } from '../../domain/errors.ts'
import type { Answer } from '../../domain/answer.ts'
import type { Role } from '../../domain/role.ts'
import { before, later, LONG_AGO, type Clock, type Monotonic } from '../../domain/clock.ts'
import { retryEvery } from '../../domain/retry.ts'
import type { Claims } from '../../admins/claims.ts'
import { LeaseLostError } from '../../store/errors.ts'
import type { ExecutorInbox, FinalAnswer, InboxRow, DeliveryReport } from '../../store/fleet.ts'
import type { Ledger } from '../../store/ledger.ts'
import type { Intake } from '../intake.ts'
import type { MessageWindows } from '../message-window.ts'
import type { AnswerDelivery } from '../answer-delivery.ts'
import type { Begun, Running } from '../in-flight.ts'
import type { Pulse } from './pulse.ts'
import { RemoteDeliveries } from './remote-deliveries.ts'

const AT_ONCE = 200
/** How long before a delivery's deadline the interim answer is written, so that its process can still read it. */
const MARGIN_MS = 500
const RETRY_MS = 500
const SWEEP_EVERY_MS = 60_000

export interface WorkerParts {
  readonly clock: Clock
  readonly inbox: ExecutorInbox
  readonly ledger: Ledger
  readonly intake: Intake
  readonly claims: Claims
  readonly answerDelivery: AnswerDelivery
  readonly windows: MessageWindows
  readonly replyDeadlineMs: number
  readonly pulse: Pulse
  /** An admin is never met with silence. */
  isAdmin(openid: string): boolean
  /** What somebody is told who got a role by a code. */
  welcome(role: Role): Promise<Answer>
  say(admin: string, answer: Answer, unread: readonly number[]): Promise<string>
  /** Sends these to a follower, behind the answer to that message. */
  follow(openid: string, message: string, contents: InboxRow['contents']): void
  /** Somebody left, at a moment in ms; resolves when it is on disk that they are to be forgotten. */
  forget(openid: string, at: number): Promise<void>
  /** The term is over. */
  lost(): void
  events: { interim(): void; defect(error: unknown): void }
}

/**
 * What whoever executes does with the inbox: takes the messages up in their order, has them done as if they had come here, and
 * writes back what each is answered. What an earlier holder of the lease took up and did not answer is taken up again; what it
 * accepted is then joined by its key.
 */
export class Worker {
  readonly #parts: WorkerParts
  readonly #deliveries: RemoteDeliveries
  #seen = 0
  #sweptAt = LONG_AGO
  #closed = false

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.#deliveries = new RemoteDeliveries(parts)
  }

  /** What was reported to an earlier holder; before any late answer of its commands is thought of. */
  async catchUp(): Promise<void> {
    const { inbox, ledger, clock } = this.#parts
    const reports = await inbox.reports()
    for (const { dedupeKey, taken } of reports) {
      const row = taken === 'final' ? await ledger.findByDedupeKey(dedupeKey) : undefined
      if (row !== undefined) await ledger.markTold(row.number, 'passive', clock.now())
    }
    if (reports.length > 0) await inbox.acknowledge(reports)
  }

  start(): void {
    void this.#run()
  }

  /** Takes up nothing more. */
  close(): void {
    this.#closed = true
    this.#deliveries.close()
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const changed = this.#parts.pulse.next()
      try {
        await this.#round()
      } catch (error) {
        this.#failed(error)
      }
      await changed
    }
  }

  async #round(): Promise<void> {
    const { inbox, clock } = this.#parts
    for (let isMore = true; isMore;) {
      const { messages, reports } = await inbox.look(this.#seen, AT_ONCE)
      if (this.#closed) return
      // What was told already is not mentioned in the answers to these messages.
      for (const report of reports) await this.#reported(report)
      for (const row of messages) {
        this.#seen = row.seq
        void this.#takeUp(row, later(clock.elapsed(), -row.ageMs))
      }
      if (reports.length > 0) await inbox.acknowledge(reports)
      isMore = messages.length === AT_ONCE
    }
    if (clock.elapsed() - this.#sweptAt < SWEEP_EVERY_MS) return
    this.#sweptAt = clock.elapsed()
    await inbox.sweep()
  }

  /** Until it is answered: while the store refuses, what was said waits in it. */
  async #takeUp(row: InboxRow, arrivedAt: Monotonic): Promise<void> {
    const { clock, windows } = this.#parts
    if (row.kind === 'text') windows.opened(row.from, row.fromMenu)
    let begun: Begun | undefined
    // What is tried again may have been accepted by the attempt that failed.
    let isNew = !row.isAccepted
    const takeUp = async (): Promise<void> => {
      if (this.#closed) return
      if (row.kind === 'gone') return this.#forget(row)
      if (row.kind === 'others') return this.#follow(row)
      if (begun === undefined) {
        const beginning = this.#begin(row, isNew)
        isNew = false
        begun = await beginning
      }
      await this.#answer(row, begun, arrivedAt)
    }
    // What ends it has been told by then.
    await retryEvery(clock, RETRY_MS, takeUp, (error) => !this.#failed(error)).catch(() => undefined)
  }

  /** The row stays for a while: other processes hear of it by that. */
  async #forget(row: InboxRow): Promise<void> {
    await this.#parts.forget(row.from, row.writtenAt)
    await this.#final(row, { kind: 'ordinary' })
  }

  /** Sent once at most: an executor that ends in between leaves it unsent. */
  async #follow(row: InboxRow): Promise<void> {
    await this.#final(row, { kind: 'ordinary' })
    this.#parts.follow(row.from, row.dedupeKey, row.contents)
  }

  async #answer(row: InboxRow, begun: Begun, arrivedAt: Monotonic): Promise<void> {
    if (begun.kind === 'ordinary') {
      if (row.kind === 'text' && this.#parts.isAdmin(row.from)) return this.#tell(row, { kind: 'not-understood' }, [])
      return this.#final(row, { kind: 'ordinary' })
    }
    if (begun.kind === 'running') return this.#await(row, begun, arrivedAt)
    const { answer, tells = [] } = begun
    await this.#tell(row, answer, tells)
  }

  async #begin({ kind, from, text, dedupeKey, writtenAt }: InboxRow, isNew: boolean): Promise<Begun> {
    const { intake, claims } = this.#parts
    if (kind === 'text') return intake.begin({ admin: from, text, dedupeKey, writtenAt, ...(isNew ? { isNew } : {}) })
    const redeemed = await claims.redeemHashed(from, text, { dedupeKey, writtenAt })
    if (redeemed.kind !== 'joined') return { kind: 'ordinary' }
    return { kind: 'answer', answer: await this.#parts.welcome(redeemed.role) }
  }

  async #await(row: InboxRow, running: Running, arrivedAt: Monotonic): Promise<void> {
    const { clock, inbox, replyDeadlineMs, say, answerDelivery, events } = this.#parts
    let { number } = running
    if (number !== null) this.#deliveries.opened(row, number, arrivedAt)
    const dueAt = later(arrivedAt, replyDeadlineMs - Math.min(MARGIN_MS, replyDeadlineMs / 4))
    if ((await before(clock, dueAt, running.final)).late) {
      number ??= await running.numbered()
      this.#deliveries.opened(row, number, arrivedAt)
      events.interim()
      const unread = answerDelivery.unread(adminOf(row.from)).filter((one) => one !== number)
      const interim = await say(row.from, { kind: 'accepted', number, asked: running.asked }, unread)
      await inbox.putInterim(row.dedupeKey, interim)
    }
    await this.#tell(row, await running.final, number === null ? [] : [number])
  }

  async #tell(row: InboxRow, answer: Answer, tells: readonly number[]): Promise<void> {
    const { answerDelivery, say } = this.#parts
    const unread = answerDelivery.unread(adminOf(row.from)).filter((number) => !tells.includes(number))
    this.#deliveries.answered(row, tells, unread)
    await this.#final(row, { kind: 'text', text: await say(row.from, answer, unread) })
  }

  #final({ dedupeKey }: InboxRow, final: FinalAnswer): Promise<void> {
    return this.#parts.inbox.putFinal(dedupeKey, final)
  }

  async #reported(report: DeliveryReport): Promise<void> {
    if (this.#deliveries.reported(report)) return
    const row = await this.#parts.ledger.findByDedupeKey(report.dedupeKey)
    if (row === undefined) return
    const { answerDelivery } = this.#parts
    if (report.taken === 'final') answerDelivery.told(row.number, 'passive')
    if (report.taken === 'interim') {
      answerDelivery.opened(row.number)
      answerDelivery.closed(row.number, 'interim', true)
    }
  }

  /** Whether to give up. */
  #failed(error: unknown): boolean {
    if (!(error instanceof LeaseLostError)) {
      if (toError(error).name !== 'StoreUnavailableError') this.#parts.events.defect(error)
      return false
    }
    this.#parts.lost()
    return true
  }
}

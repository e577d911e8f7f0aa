import { before, later, type Clock } from '../domain/clock.ts'
import type { Answer } from '../domain/answer.ts'
import type { Reply } from '../domain/reply.ts'
import type { Role } from '../domain/role.ts'
import type { Roster } from '../admins/roster.ts'
import type { Claims } from '../admins/claims.ts'
import { readText } from '../commands/reading/grammar.ts'
import { claim } from '../commands/catalog/admins/claim.ts'
import { codeIn } from '../commands/schemas.ts'
import type { Delivery } from './delivery.ts'
import { identityOf, type Push } from '../protocol/message.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { PeopleBook } from '../people/book.ts'
import type { ContactKind } from '../store/people.ts'
import type { Answering } from './answering.ts'
import { contactOf } from './contact-of.ts'
import { Floods } from './floods.ts'
import type { Forgetting } from './forgetting/forgetting.ts'
import type { Intake } from './intake.ts'
import type { FollowerTally } from '../rules/follower-tally.ts'
import type { RuleIntake } from '../rules/intake.ts'
import type { MessageWindows } from './message-window.ts'
import { InFlightMessages, type Begun } from './in-flight.ts'

export interface BotParts {
  readonly clock: Clock
  readonly admins: Roster
  readonly claims: Claims
  readonly intake: Intake
  readonly answering: Answering
  readonly windows: MessageWindows
  /** What everybody gets whose push is no command. */
  everybody(push: Push, delivery: Delivery): Reply | Promise<Reply>
  /** What somebody is told who got a role by a code. */
  welcome(role: Role): Promise<Answer>
  readonly replyDeadlineMs: number
  readonly forgetting: Pick<Forgetting, 'left' | 'judge'>
  readonly people: Pick<PeopleBook, 'noted'>
  readonly rules: Pick<RuleIntake, 'meet'>
  readonly tally: Pick<FollowerTally, 'followed'>
  /** An admin sent a text: it shows in which language they are answered. */
  heard(admin: string, text: string): void
  events: { repeated(): void; defect(error: unknown): void }
}

/**
 * One push from arrival to answer. A follower's ordinary message passes through without touching anything. An admin's text
 * becomes work; each delivery of it waits until its own deadline and takes the final answer home if there is one by then,
 * and the interim one if not.
 */
export class Bot {
  readonly #parts: BotParts
  readonly #inFlight: InFlightMessages
  readonly #floods: Floods

  constructor(parts: BotParts) {
    this.#parts = parts
    this.#inFlight = new InFlightMessages(parts.clock, () => {
      parts.events.repeated()
    })
    this.#floods = new Floods(parts.clock)
  }

  receive(push: Push, delivery: Delivery): Reply | Promise<Reply> {
    const { admins, everybody, forgetting } = this.#parts
    if (push.kind === 'event' && push.event === 'unsubscribe') return this.#left(push, delivery)
    const kind = contactOf(push)
    const isFollow = kind === 'follow' || kind === 'follow-scan'
    const judged = forgetting.judge(push.from, push.createdAt, isFollow)
    if (judged === 'before') return everybody(push, delivery)
    if (isFollow) this.#parts.tally.followed(push.from, push.createdAt)
    if (kind !== undefined) this.#note(push, kind, isFollow || judged === 'returned')
    if (push.kind !== 'text') return this.#public(push, delivery)
    const begun = admins.has(push.from) ? this.#fromAdmin(push) : this.#fromAnybody(push)
    return begun === undefined ? this.#public(push, delivery) : this.#answer(push, begun, delivery)
  }

  /**
   * Answered when it is on disk who left. While that can't be, there is no answer at all: the platform then delivers again,
   * and whoever left sees neither.
   */
  #left(push: Push, delivery: Delivery): Reply | Promise<Reply> {
    const { clock, forgetting, everybody, replyDeadlineMs } = this.#parts
    const recorded = forgetting.left(push.from, push.createdAt)
    if (recorded === undefined) return everybody(push, delivery)
    return before(clock, later(delivery.receivedAt, replyDeadlineMs), recorded).then(
      ({ late }) => (late ? { kind: 'unanswered' } : everybody(push, delivery)),
      () => ({ kind: 'unanswered' }),
    )
  }

  /**
   * What everybody gets; a rule that the push meets is written down beside it, before the answer leaves. If the store takes
   * longer than there is time, the answer leaves all the same.
   */
  #public(push: Push, delivery: Delivery): Reply | Promise<Reply> {
    const { clock, rules, everybody, replyDeadlineMs } = this.#parts
    const recorded = rules.meet(push)
    const reply = everybody(push, delivery)
    if (recorded === undefined) return reply
    return before(clock, later(delivery.receivedAt, replyDeadlineMs), recorded).then(() => reply)
  }

  #fromAdmin(push: Extract<Push, { kind: 'text' }>): Promise<Begun> {
    this.#parts.windows.opened(push.from, push.menuId !== undefined)
    this.#parts.heard(push.from, push.text)
    const dedupeKey = identityOf(push)
    return this.#inFlight.join(dedupeKey, () =>
      this.#parts.intake.begin({ admin: push.from, text: push.text, dedupeKey, writtenAt: push.createdAt * 1000 }),
    )
  }

  /** Only while a one-time code waits for somebody is there anything in an ordinary text to look for. */
  #fromAnybody(push: Extract<Push, { kind: 'text' }>): Promise<Begun> | undefined {
    const { claims } = this.#parts
    if (!claims.open || !this.#floods.admits(push.from)) return undefined
    const reading = readText(push.text, [claim.spec])
    const code = reading.kind === 'command' ? codeIn(reading.args) : undefined
    if (code === undefined) return undefined
    const dedupeKey = identityOf(push)
    return this.#inFlight.join(dedupeKey, async () => {
      const redeemed = await claims.redeem(push.from, code, { dedupeKey, writtenAt: push.createdAt * 1000 })
      if (redeemed.kind !== 'joined') return { kind: 'ordinary' }
      return { kind: 'answer', answer: await this.#parts.welcome(redeemed.role) }
    })
  }

  async #answer(push: Push, work: Promise<Begun>, delivery: Delivery): Promise<Reply> {
    const { answering, events, replyDeadlineMs } = this.#parts
    const admin = push.from
    try {
      const deadlineAt = later(delivery.receivedAt, replyDeadlineMs)
      return await answering.reply(admin, work, deadlineAt, () => this.#public(push, delivery))
    } catch (error) {
      if (error instanceof StoreUnavailableError) return await answering.text(admin, { kind: 'store-down' })
      events.defect(error)
      return await answering.text(admin, { kind: 'broken' })
    }
  }

  #note(push: Push, kind: ContactKind, follows: boolean): void {
    const said = push.kind === 'text' && !this.#parts.admins.has(push.from) ? push.text : undefined
    this.#parts.people.noted(push.from, kind, said, follows ? push.createdAt : undefined)
  }
}

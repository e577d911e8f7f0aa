import { randomBytes } from 'node:crypto'
import type { Answer } from '../domain/answer.ts'
import type { Clock } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import { before } from '../dispatch/deadline.ts'
import type { AdminBook } from '../commands/admin-book.ts'
import { readText } from '../commands/grammar.ts'
import { CLAIM } from '../commands/specs.ts'
import { identityOf, type Push } from '../protocol/message.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { Enrolment } from './enrolment.ts'
import { Floods } from './floods.ts'
import type { Intake } from './intake.ts'
import type { MessageWindows } from './message-window.ts'
import type { Telling } from './telling.ts'
import { Works, type Begun, type Running } from './works.ts'

export interface BotParts {
  readonly clock: Clock
  readonly admins: AdminBook
  readonly enrolment: Enrolment
  readonly intake: Intake
  readonly telling: Telling
  readonly windows: MessageWindows
  /** What everybody's other messages get. */
  readonly publicReply: Reply
  readonly replyDeadlineMs: number
  /** One page of what is to be said, in the admin's language, with a mention of results that were not seen. */
  say(admin: string, answer: Answer, unread: readonly number[]): string
  /** A follower is gone: takes them out of the books, in their turn. */
  forget(openid: string, pseudonym: string): void
  events: { interim(): void; defect(error: unknown): void }
}

/**
 * One push from arrival to answer. A follower's ordinary message passes through without touching anything. An admin's text
 * becomes work; each delivery of it waits until its own deadline and takes the final answer home if there is one by then,
 * and the interim one if not.
 */
export class Bot {
  readonly #parts: BotParts
  readonly #works = new Works()
  readonly #floods: Floods

  constructor(parts: BotParts) {
    this.#parts = parts
    this.#floods = new Floods(parts.clock)
  }

  receive(push: Push, delivery: { readonly receivedAt: number }): Reply | Promise<Reply> {
    const { admins, publicReply } = this.#parts
    if (push.kind === 'event' && push.event === 'unsubscribe') this.#forget(push.from)
    if (push.kind !== 'text') return publicReply
    const begun = admins.has(push.from) ? this.#fromAdmin(push) : this.#fromAnybody(push)
    return begun === undefined
      ? publicReply
      : this.#answer(push.from, begun, delivery.receivedAt + this.#parts.replyDeadlineMs)
  }

  #fromAdmin(push: Extract<Push, { kind: 'text' }>): Promise<Begun> {
    this.#parts.windows.opened(push.from, push.menuId !== undefined)
    const dedupeKey = identityOf(push)
    return this.#works.join(dedupeKey, () =>
      this.#parts.intake.begin({ admin: push.from, text: push.text, dedupeKey, writtenAt: push.createdAt * 1000 }),
    )
  }

  /** Only while nobody owns the account is there anything in an ordinary text to look for: the one-time code. */
  #fromAnybody(push: Extract<Push, { kind: 'text' }>): Promise<Begun> | undefined {
    const { admins, enrolment, clock } = this.#parts
    if (admins.size > 0 || !enrolment.open || !this.#floods.admits(push.from)) return undefined
    const reading = readText(push.text, [CLAIM])
    if (reading.kind !== 'command' || reading.args.code === undefined) return undefined
    if (!enrolment.redeem(push.from, reading.args.code)) return undefined
    return this.#works.join(identityOf(push), async () => {
      const claimed = await admins.claim(push.from, clock.now())
      return claimed ? { kind: 'answer', answer: { kind: 'claimed' } } : { kind: 'ordinary' }
    })
  }

  async #answer(admin: string, work: Promise<Begun>, deadlineAt: number): Promise<Reply> {
    const { clock, telling, publicReply, events } = this.#parts
    try {
      const begun = await before(clock, deadlineAt, work)
      if (begun.late) return this.#text(admin, { kind: 'slow-intake' })
      if (begun.value.kind === 'ordinary') return publicReply
      if (begun.value.kind === 'running') return await this.#await(admin, begun.value, deadlineAt)
      const { answer, tells = [] } = begun.value
      return this.#text(
        admin,
        answer,
        (ok) => {
          if (ok) for (const number of tells) telling.told(number, 'read')
        },
        tells,
      )
    } catch (error) {
      if (error instanceof StoreUnavailableError) return this.#text(admin, { kind: 'store-down' })
      events.defect(error)
      return this.#text(admin, { kind: 'broken' })
    }
  }

  async #await(admin: string, running: Running, deadlineAt: number): Promise<Reply> {
    const { clock, telling, events } = this.#parts
    if (running.number !== null) telling.opened(running.number)
    const inTime = await before(clock, deadlineAt, running.final)
    if (!inTime.late) {
      return this.#text(
        admin,
        inTime.value,
        (ok) => {
          if (running.number !== null) telling.closed(running.number, 'final', ok)
        },
        running.number === null ? [] : [running.number],
      )
    }
    const number = await running.numbered()
    if (running.number === null) telling.opened(number)
    events.interim()
    return this.#text(admin, { kind: 'accepted', number, asked: running.asked }, (ok) => {
      telling.closed(number, 'interim', ok)
    })
  }

  /** An answer, with a mention of results that its admin has not seen; those that it `tells` need none. */
  #text(admin: string, answer: Answer, delivered?: (ok: boolean) => void, tells: readonly number[] = []): Reply {
    const { say, telling } = this.#parts
    const unread = telling.unread(admin).filter((number) => !tells.includes(number))
    return {
      kind: 'text',
      text: say(admin, answer, unread),
      delivered: (ok) => {
        delivered?.(ok)
        if (ok) telling.mentioned(admin, unread)
      },
    }
  }

  #forget(openid: string): void {
    this.#parts.forget(openid, `gone-${randomBytes(6).toString('hex')}`)
  }
}

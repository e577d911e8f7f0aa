import { hashOf } from '../../admins/one-time-code.ts'
import { claim } from '../../commands/catalog/admins/claim.ts'
import { readText } from '../../commands/reading/grammar.ts'
import { codeIn } from '../../commands/schemas.ts'
import type { Language } from '../../domain/answer.ts'
import { before, inWireSecond, later, storedAgeMs, type Clock, type Monotonic } from '../../domain/clock.ts'
import { retryEvery } from '../../domain/retry.ts'
import type { Reply } from '../../domain/reply.ts'
import type { CommandNames } from '../../phrasebook/english-commands.ts'
import { createPhrasebook, type Phrasebook } from '../../phrasebook/phrasebook.ts'
import { identityOf, type Push } from '../../protocol/message.ts'
import type { Inbox, InboxMessage, Put, DeliveryOutcome } from '../../store/fleet.ts'
import type { ContactKind } from '../../store/people.ts'
import { contactOf } from '../contact-of.ts'
import type { Delivery } from '../delivery.ts'
import { Floods } from '../floods.ts'
import type { Answers, Expected } from './answers.ts'
import type { KnownAdmins } from './known-admins.ts'
import type { Leavers } from './leavers.ts'

/** How often what the database did not take is offered again. */
const RETRY_MS = 200
/** How long a delivery for which there is nothing yet is held beyond its deadline: the platform cuts it in that time. */
const HELD_MS = 900
/** Deliveries that may be left without an answer, because another follows. */
const DELIVERIES_BEFORE_LAST = 2
/** A delivery of a message that was written so long ago is the last, also where a process died with an earlier one. */
const LAST_DELIVERY_MS = 9_000
/** A message that was written longer ago may have been delivered before. */
const FIRST_DELIVERY_MS = 4_000
/** For how long a report is offered. */
const REPORT_MS = 30_000

type TextPush = Extract<Push, { kind: 'text' }>

export interface FrontDelivery extends Delivery {
  /** In plain mode: what was signed. */
  readonly proof?: () => NonNullable<InboxMessage['proof']>
}

/** That somebody was active, and how. */
export interface Heard {
  readonly kind: ContactKind
  /** In ms since 1970. */
  readonly at: number
  /** CreateTime, in seconds, of what shows that they follow since then. */
  readonly followedAt: number | undefined
  /** What they wrote, of whoever is no admin. */
  readonly text: string | undefined
}

export interface FrontParts {
  readonly clock: Clock
  readonly admins: KnownAdmins
  readonly inbox: Inbox
  readonly answers: Answers
  /** The commands' English names, by the canonical ones. */
  readonly commands: CommandNames
  /** What everybody gets whose push is no command. */
  everybody(push: Push, delivery: FrontDelivery): Reply | Promise<Reply>
  readonly replyDeadlineMs: number
  readonly leavers: Pick<Leavers, 'left' | 'judge'>
  noted(openid: string, heard: Heard): void
  events: { repeated(): void; interim(): void; unreported(error: unknown): void }
}

/**
 * The front of one account in one of several processes: answers everybody's pushes by itself, and lets what an admin writes
 * cross the store to whoever executes the account's commands. It decides nothing and calls nobody.
 */
export class Front {
  readonly #parts: FrontParts
  readonly #floods: Floods
  readonly #phrasebooks: Readonly<Record<Language, Phrasebook>>

  constructor(parts: FrontParts) {
    this.#parts = parts
    const { commands } = parts
    this.#phrasebooks = { zh: createPhrasebook('zh', commands), en: createPhrasebook('en', commands) }
    this.#floods = new Floods(parts.clock)
  }

  receive(push: Push, delivery: FrontDelivery): Reply | Promise<Reply> {
    const { admins, everybody } = this.#parts
    if (push.kind === 'event' && push.event === 'unsubscribe') return this.#left(push, delivery)
    if (this.#note(push) === 'before' || push.kind !== 'text') return everybody(push, delivery)
    const message = admins.has(push.from) ? toMessage(push, 'text', push.text) : this.#codeIn(push)
    return message === undefined ? everybody(push, delivery) : this.#ask(push, message, delivery)
  }

  /** Answered when it is on disk who left; while that can't be, there is no answer at all, and the platform delivers again. */
  async #left(push: Push, delivery: FrontDelivery): Promise<Reply> {
    const { leavers, everybody, replyDeadlineMs } = this.#parts
    const deadlineAt = later(delivery.receivedAt, replyDeadlineMs)
    const isRecorded = await leavers.left(push.from, push.createdAt, identityOf(push), deadlineAt)
    return isRecorded ? everybody(push, delivery) : { kind: 'unanswered' }
  }

  /** Only while a one-time code waits for somebody is there anything in an ordinary text to look for. */
  #codeIn(push: TextPush): InboxMessage | undefined {
    if (!this.#parts.admins.codeWaits || !this.#floods.admits(push.from)) return undefined
    const reading = readText(push.text, [claim.spec])
    const code = reading.kind === 'command' ? codeIn(reading.args) : undefined
    return code === undefined ? undefined : toMessage(push, 'code', hashOf(code))
  }

  async #ask(push: Push, message: InboxMessage, delivery: FrontDelivery): Promise<Reply> {
    const expected = this.#parts.answers.expect(message.dedupeKey)
    try {
      return await this.#answer(push, message, delivery, expected)
    } finally {
      expected.close()
    }
  }

  async #answer(push: Push, message: InboxMessage, delivery: FrontDelivery, expected: Expected): Promise<Reply> {
    const { clock, events, everybody, replyDeadlineMs } = this.#parts
    const { receivedAt, proof } = delivery
    const deadlineAt = later(receivedAt, replyDeadlineMs)
    const put = await this.#put({ ...message, proof: proof?.() }, deadlineAt)
    if (put === undefined) {
      if (message.kind === 'code') return everybody(push, delivery)
      const isFirst = this.#ageMs(message) < FIRST_DELIVERY_MS
      return this.#sentence(message.from, isFirst ? 'store-down' : 'slow-intake')
    }
    if (put.kind === 'replayed') return { kind: 'refused' }
    if (put.deliveries > 1) {
      events.repeated()
      expected.look()
    }
    let answered = await expected.by(deadlineAt)
    if (answered.kind === 'nothing') {
      const isLast = put.deliveries > DELIVERIES_BEFORE_LAST || this.#ageMs(message) >= LAST_DELIVERY_MS
      if (isLast) return this.#sentence(message.from, 'slow-intake')
      // Nobody executes just now: the platform delivers again, and then there is a true answer.
      answered = await expected.by(later(clock.elapsed(), HELD_MS))
      if (answered.kind === 'nothing') return { kind: 'unanswered' }
    }
    if (answered.kind === 'ordinary') return everybody(push, delivery)
    const word = answered.kind === 'interim' ? 'interim' : 'final'
    if (word === 'interim') events.interim()
    return {
      kind: 'text',
      text: answered.text,
      delivered: (ok) => {
        if (ok || word === 'final') void this.#report(message.dedupeKey, ok ? word : 'failed')
      },
    }
  }

  /** undefined when the database took it at no time before the deadline. */
  async #put(message: InboxMessage, deadlineAt: Monotonic): Promise<Put | undefined> {
    const { clock, inbox } = this.#parts
    const inTime = () => deadlineAt - clock.elapsed() > RETRY_MS
    try {
      const put = await retryEvery(clock, RETRY_MS, () => before(clock, deadlineAt, inbox.put(message)), inTime)
      return put.late ? undefined : put.value
    } catch {
      return undefined
    }
  }

  async #report(dedupeKey: string, taken: DeliveryOutcome): Promise<void> {
    const { clock, inbox, events } = this.#parts
    const giveUpAt = later(clock.elapsed(), REPORT_MS)
    const report = () => inbox.report(dedupeKey, taken)
    await retryEvery(clock, RETRY_MS, report, () => clock.elapsed() < giveUpAt).catch((error: unknown) => {
      events.unreported(error)
    })
  }

  /** How old a message was when the delivery came whose deadline is now. */
  #ageMs({ writtenAt }: InboxMessage): number {
    const { clock, replyDeadlineMs } = this.#parts
    return storedAgeMs(clock, writtenAt) - replyDeadlineMs
  }

  #sentence(admin: string, kind: 'store-down' | 'slow-intake'): Reply {
    return { kind: 'text', text: this.#phrasebooks[this.#parts.admins.languageOf(admin)].say({ kind }) }
  }

  /** `before`: sent before they left; it tells nothing of anybody who follows. */
  #note(push: Push): 'before' | 'returned' | 'follows' {
    const { leavers, noted, admins, clock } = this.#parts
    const { from, createdAt } = push
    const kind = contactOf(push)
    const isFollow = kind === 'follow' || kind === 'follow-scan'
    const judged = leavers.judge(from, createdAt, isFollow)
    if (judged === 'before' || kind === undefined) return judged
    noted(from, {
      kind,
      at: inWireSecond(clock, createdAt),
      followedAt: isFollow || judged === 'returned' ? createdAt : undefined,
      text: push.kind === 'text' && !admins.has(from) ? push.text : undefined,
    })
    return judged
  }
}

function toMessage(push: TextPush, kind: 'text' | 'code', text: string): InboxMessage {
  return {
    dedupeKey: identityOf(push),
    kind,
    from: push.from,
    text,
    fromMenu: push.menuId !== undefined,
    writtenAt: push.createdAt * 1000,
    proof: undefined,
  }
}

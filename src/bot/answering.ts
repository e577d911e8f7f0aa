import { adminOf } from '../domain/actor.ts'
import type { Answer } from '../domain/answer.ts'
import { before, type Clock, type Monotonic } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import { RESTORED } from '../store/ledger.ts'
import type { AnswerDelivery } from './answer-delivery.ts'
import type { Begun, Running } from './in-flight.ts'

export interface AnsweringParts {
  readonly clock: Clock
  readonly answerDelivery: AnswerDelivery
  /** An admin is never met with silence. */
  isAdmin(openid: string): boolean
  isOwner(openid: string): boolean
  /**
   * One page of what is to be said, in the admin's language, with a mention of results that were not seen, and of who the
   * admins are if `restored`.
   */
  say(admin: string, answer: Answer, unread: readonly number[], restored: boolean): Promise<string>
  events: { interim(): void }
}

/** What one delivery is answered, of the work that its text became. */
export class Answering {
  readonly #parts: AnsweringParts

  constructor(parts: AnsweringParts) {
    this.#parts = parts
  }

  /**
   * The final answer if there is one by the deadline, else the interim one; what everybody gets (`ordinary`) for what is no
   * command. Rejects with what the work or the store failed with.
   */
  async reply(
    admin: string,
    work: Promise<Begun>,
    deadlineAt: Monotonic,
    ordinary: () => Reply | Promise<Reply>,
  ): Promise<Reply> {
    const { clock, answerDelivery, isAdmin } = this.#parts
    const begun = await before(clock, deadlineAt, work)
    if (begun.late) return this.text(admin, { kind: 'slow-intake' })
    if (begun.value.kind === 'ordinary') {
      const reply = await ordinary()
      // Nothing answers: of all people, an admin is told so.
      return reply.kind === 'success' && isAdmin(admin) ? this.text(admin, { kind: 'not-understood' }) : reply
    }
    if (begun.value.kind === 'running') return this.#await(admin, begun.value, deadlineAt)
    const { answer, tells = [] } = begun.value
    return this.text(
      admin,
      answer,
      (ok) => {
        if (ok) for (const number of tells) answerDelivery.told(number, 'read')
      },
      tells,
    )
  }

  /**
   * An answer, with a mention of results that its admin has not seen; those that it `tells` need none. The first owner who is
   * answered after a restore is told who the admins are.
   */
  async text(
    admin: string,
    answer: Answer,
    delivered?: (ok: boolean) => void,
    tells: readonly number[] = [],
  ): Promise<Reply> {
    const { say, answerDelivery, isOwner } = this.#parts
    const restores = isOwner(admin) ? answerDelivery.unread(RESTORED) : []
    const unread = answerDelivery.unread(adminOf(admin)).filter((number) => !tells.includes(number))
    return {
      kind: 'text',
      text: await say(admin, answer, unread, restores.length > 0),
      delivered: (ok) => {
        delivered?.(ok)
        if (!ok) return
        answerDelivery.mentioned(adminOf(admin), unread)
        for (const number of restores) answerDelivery.told(number, 'read')
      },
    }
  }

  async #await(admin: string, running: Running, deadlineAt: Monotonic): Promise<Reply> {
    const { clock, answerDelivery, events } = this.#parts
    if (running.number !== null) answerDelivery.opened(running.number)
    const inTime = await before(clock, deadlineAt, running.final)
    if (!inTime.late) {
      return this.text(
        admin,
        inTime.value,
        (ok) => {
          if (running.number !== null) answerDelivery.closed(running.number, 'final', ok)
        },
        running.number === null ? [] : [running.number],
      )
    }
    const number = await running.numbered()
    if (running.number === null) answerDelivery.opened(number)
    events.interim()
    return this.text(admin, { kind: 'accepted', number, asked: running.asked }, (ok) => {
      answerDelivery.closed(number, 'interim', ok)
    })
  }
}

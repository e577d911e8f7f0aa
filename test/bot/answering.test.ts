import { beforeEach, describe, expect, it } from 'vitest'
import type { AnswerDelivery } from '../../src/bot/answer-delivery.ts'
import { Answering } from '../../src/bot/answering.ts'
import type { Begun } from '../../src/bot/in-flight.ts'
import { adminOf, writeActor, type Actor } from '../../src/domain/actor.ts'
import { later } from '../../src/domain/clock.ts'
import type { Answer } from '../../src/domain/answer.ts'
import type { Reply } from '../../src/domain/reply.ts'
import { RESTORED } from '../../src/store/ledger.ts'
import { ManualClock } from '../support/manual-clock.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const ADMIN = 'oAdmin_Sandbox_0000000000002'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const DEADLINE_MS = 4_500
const DONE: Answer = { kind: 'nothing-to-undo' }
const ASKED = { command: '移动', target: 'VIP(108)', openid: P }

let clock: ManualClock
let told: string[]
let unread: Map<string, number[]>
let answering: Answering

beforeEach(() => {
  clock = new ManualClock()
  told = []
  unread = new Map()
  const answerDelivery = {
    unread: (actor: Actor) => unread.get(writeActor(actor)) ?? [],
    mentioned: (actor: Actor, numbers: readonly number[]) =>
      void told.push(`mentioned ${writeActor(actor)} ${numbers.join(' ')}`),
    told: (number: number, how: string) => void told.push(`told ${number} ${how}`),
    opened: (number: number) => void told.push(`opened ${number}`),
    closed: (number: number, word: string, ok: boolean) => void told.push(`closed ${number} ${word} ${ok}`),
  }
  answering = new Answering({
    clock,
    answerDelivery: answerDelivery as unknown as AnswerDelivery,
    isAdmin: (openid) => openid !== P,
    isOwner: (openid) => openid === OWNER,
    say: (admin, answer, numbers, restored) =>
      Promise.resolve([admin, answer.kind, ...numbers, ...(restored ? ['restored'] : [])].join(' ')),
    events: { interim: () => void told.push('interim') },
  })
})

const reply = (begun: Begun | Promise<Begun>, admin = OWNER, ordinary: Reply = { kind: 'success' }) =>
  answering.reply(admin, Promise.resolve(begun), later(clock.elapsed(), DEADLINE_MS), () => ordinary)
const running = (final: Promise<Answer>, number: number | null = 7): Begun => {
  return { kind: 'running', asked: ASKED, final, number, numbered: () => Promise.resolve(number ?? 9) }
}
function delivered(given: Reply, ok: boolean): string[] {
  told = []
  if ('delivered' in given) given.delivered(ok)
  return told
}
const never = new Promise<never>(() => undefined)

describe('one delivery is answered', () => {
  it('with the end when it comes in time, which is then told by it', async () => {
    const answer = await reply(running(Promise.resolve(DONE)))
    expect(answer).toMatchObject({ kind: 'text', text: `${OWNER} nothing-to-undo` })
    expect(told).toEqual(['opened 7'])
    expect(delivered(answer, true)).toEqual(['closed 7 final true', `mentioned ${writeActor(adminOf(OWNER))} `])
    expect(delivered(await reply(running(Promise.resolve(DONE))), false)).toEqual(['closed 7 final false'])
  })

  it('with the line of what can be done where it is none of ours, and nobody else answers', async () => {
    expect(await reply({ kind: 'ordinary' })).toMatchObject({ text: `${OWNER} not-understood` })
    const kept: Reply = { kind: 'text', text: '在的', delivered: () => undefined }
    expect(await reply({ kind: 'ordinary' }, OWNER, kept)).toBe(kept)
  })

  it('with the number at its deadline, and not before', async () => {
    let answer: Reply | undefined
    void reply(running(never)).then((given) => (answer = given))
    await clock.advance(DEADLINE_MS - 1)
    expect(answer).toBeUndefined()
    await clock.advance(1)
    expect(answer).toMatchObject({ kind: 'text', text: `${OWNER} accepted` })
    expect(told).toEqual(['opened 7', 'interim'])
    expect(delivered(answer ?? { kind: 'success' }, true)[0]).toBe('closed 7 interim true')
  })

  it('of a question that gets a number only when it is late', async () => {
    expect(delivered(await reply(running(Promise.resolve(DONE), null)), true)).toEqual([
      `mentioned ${writeActor(adminOf(OWNER))} `,
    ])
    let answer: Reply | undefined
    void reply(running(never, null)).then((given) => (answer = given))
    told = []
    await clock.advance(DEADLINE_MS)
    expect(told).toEqual(['opened 9', 'interim'])
    expect(delivered(answer ?? { kind: 'success' }, false)).toEqual(['closed 9 interim false'])
  })

  it('with a word of patience when not even the beginning came in time', async () => {
    let answer: Reply | undefined
    void reply(never).then((given) => (answer = given))
    await clock.advance(DEADLINE_MS)
    expect(answer).toMatchObject({ text: `${OWNER} slow-intake` })
  })

  it('with what everybody gets, unless that is nothing and an admin wrote', async () => {
    const ordinary: Begun = { kind: 'ordinary' }
    expect(await reply(ordinary, P)).toEqual({ kind: 'success' })
    expect(await reply(ordinary, ADMIN)).toMatchObject({ text: `${ADMIN} not-understood` })
    expect(await reply(ordinary, ADMIN, { kind: 'text', text: 'kept' })).toEqual({ kind: 'text', text: 'kept' })
  })
})

describe('results that were not seen', () => {
  it('are mentioned once, when the answer has arrived, but for those that it tells', async () => {
    unread.set(writeActor(adminOf(ADMIN)), [3, 4, 5])
    const answer = await reply({ kind: 'answer', answer: DONE, tells: [4] }, ADMIN)
    expect(answer).toMatchObject({ text: `${ADMIN} nothing-to-undo 3 5` })
    expect(delivered(answer, false)).toEqual([])
    expect(delivered(answer, true)).toEqual(['told 4 read', `mentioned ${writeActor(adminOf(ADMIN))} 3 5`])
    expect(await reply(running(Promise.resolve(DONE), 3), ADMIN)).toMatchObject({
      text: `${ADMIN} nothing-to-undo 4 5`,
    })
  })

  it('of a restore are told to an owner alone (F43)', async () => {
    unread.set(writeActor(RESTORED), [11])
    expect(await answering.text(ADMIN, DONE)).toMatchObject({ text: `${ADMIN} nothing-to-undo` })
    const answer = await answering.text(OWNER, DONE)
    expect(answer).toMatchObject({ text: `${OWNER} nothing-to-undo restored` })
    expect(delivered(answer, true)).toContain('told 11 read')
  })
})

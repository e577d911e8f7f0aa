import { afterEach, beforeEach, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { Answer } from '../../src/domain/answer.ts'
import { AnswerDelivery, type ToldCommand } from '../../src/bot/answer-delivery.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ManualClock } from '../support/manual-clock.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const asked = { command: '移动', target: 'VIP(108)', openid: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58' }
const done: Answer = { kind: 'created', group: { id: 112, name: '老客户' } }

let clock: ManualClock
let store: Store
let sent: { number: number; answer: Answer }[]
let taken: boolean
let answerDelivery: AnswerDelivery

beforeEach(async () => {
  clock = new ManualClock()
  store = await openSqliteStore({ path: ':memory:', appid: 'wx', clock })
  sent = []
  taken = true
  const late = {
    send: ({ number }: ToldCommand, answer: Answer) => {
      sent.push({ number, answer })
      return Promise.resolve(taken)
    },
  }
  answerDelivery = new AnswerDelivery(store.ledger, clock, late, {
    late: () => undefined,
    failed: (error) => {
      throw error
    },
  })
})

afterEach(async () => {
  answerDelivery.close()
  await store.close()
})

/** A command that has been accepted just now. */
async function accepted(): Promise<number> {
  const { row } = await store.ledger.accept({
    kind: 'change',
    actor: adminOf(ADMIN),
    dedupeKey: String(clock.now()),
    writtenAt: clock.now(),
    acceptedAt: clock.now(),
    command: '移动',
    args: {},
    asked,
    openids: [],
  })
  answerDelivery.watch(row)
  return row.number
}

async function endsWith(number: number, answer: Answer): Promise<void> {
  await store.ledger.end(number, 'done', answer, clock.now())
  answerDelivery.ended(number, answer)
}

const howTold = async (number: number) => (await store.ledger.find(number))?.telling

it('pushes nothing when the final answer went home on an open response', async () => {
  const number = await accepted()
  answerDelivery.opened(number)
  await endsWith(number, done)
  answerDelivery.closed(number, 'final', true)
  await clock.advance(60_000)
  await answerDelivery.idle()
  expect(sent).toEqual([])
  expect(await howTold(number)).toBe('passive')
})

it('pushes the result once, as soon as it is there, when the interim answer was taken (F01)', async () => {
  const number = await accepted()
  answerDelivery.opened(number)
  answerDelivery.closed(number, 'interim', true)
  await clock.advance(2_000)
  expect(sent).toEqual([])
  await endsWith(number, done)
  await answerDelivery.idle()
  expect(sent).toEqual([{ number, answer: done }])
  expect(await howTold(number)).toBe('late')
})

it('waits for the next delivery when a response with the answer was cut off, and pushes only if none comes (F31)', async () => {
  const number = await accepted()
  answerDelivery.opened(number)
  await endsWith(number, done)
  answerDelivery.closed(number, 'final', false)
  await clock.advance(15_000)
  expect(sent).toEqual([])
  await clock.advance(2_000)
  await answerDelivery.idle()
  expect(sent).toEqual([{ number, answer: done }])
})

it('pushes nothing when the next delivery took the answer home (F25)', async () => {
  const number = await accepted()
  answerDelivery.opened(number)
  await endsWith(number, done)
  answerDelivery.closed(number, 'final', false)
  await clock.advance(5_000)
  answerDelivery.opened(number)
  answerDelivery.closed(number, 'final', true)
  await clock.advance(60_000)
  await answerDelivery.idle()
  expect(sent).toEqual([])
  expect(await howTold(number)).toBe('passive')
})

it('pushes nothing while a delivery is still waiting for the answer', async () => {
  const number = await accepted()
  answerDelivery.opened(number)
  answerDelivery.opened(number)
  answerDelivery.closed(number, 'interim', true)
  await endsWith(number, done)
  await answerDelivery.idle()
  expect(sent).toEqual([])
  answerDelivery.closed(number, 'final', true)
  await answerDelivery.idle()
  expect(await howTold(number)).toBe('passive')
})

it('records that the platform would not have the push, and does not try again', async () => {
  taken = false
  const number = await accepted()
  answerDelivery.opened(number)
  answerDelivery.closed(number, 'interim', true)
  await endsWith(number, done)
  await clock.advance(60_000)
  await answerDelivery.idle()
  expect(sent).toHaveLength(1)
  expect(await howTold(number)).toBe('late-refused')
})

it('sends no second push after a crash between the push and its record', async () => {
  const number = await accepted()
  await store.ledger.end(number, 'done', done, clock.now())
  await store.ledger.startLateAnswer(number, clock.now())
  const row = await store.ledger.find(number)
  answerDelivery.watch(row!)
  answerDelivery.ended(number, done)
  await clock.advance(60_000)
  await answerDelivery.idle()
  expect(sent).toEqual([])
})

it('pushes nothing once the admin has read the result by its number', async () => {
  const number = await accepted()
  await endsWith(number, done)
  answerDelivery.told(number, 'read')
  await clock.advance(60_000)
  await answerDelivery.idle()
  expect(sent).toEqual([])
  expect(await howTold(number)).toBe('read')
})

it.each([-5, 5])(
  'waits as long for the next delivery when the time of day is set by %i hours (F12, F50)',
  async (hours) => {
    const number = await accepted()
    answerDelivery.opened(number)
    await endsWith(number, done)
    clock.jump(hours * 3_600_000)
    answerDelivery.closed(number, 'final', false)
    await clock.advance(15_000)
    expect(sent).toEqual([])
    await clock.advance(2_000)
    await answerDelivery.idle()
    expect(sent).toEqual([{ number, answer: done }])
  },
)

it('waits no longer than that for what was accepted before the time of day was set back and the process started anew (F50)', async () => {
  const number = await accepted()
  const row = (await store.ledger.find(number))!
  await endsWith(number, done)
  answerDelivery.close()
  clock.jump(-5 * 3_600_000)
  clock.restart()
  answerDelivery.watch(row)
  answerDelivery.ended(number, done)
  await clock.advance(17_000)
  await answerDelivery.idle()
  expect(sent).toEqual([{ number, answer: done }])
})

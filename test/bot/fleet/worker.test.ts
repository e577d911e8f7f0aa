import { expect, it, onTestFinished } from 'vitest'
import { Pulse } from '../../../src/bot/fleet/pulse.ts'
import { Worker, type WorkerParts } from '../../../src/bot/fleet/worker.ts'
import { StoreUnavailableError } from '../../../src/store/errors.ts'
import type { FinalAnswer, InboxRow } from '../../../src/store/fleet.ts'
import { ManualClock, turnUntil } from '../../support/manual-clock.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const rowOf = (seq: number, isAccepted: boolean): InboxRow => ({
  dedupeKey: `message ${seq}`,
  seq,
  kind: 'text',
  from: ADMIN,
  text: '移动 小王 VIP',
  fromMenu: false,
  writtenAt: 1_000,
  ageMs: 0,
  contents: [],
  isAccepted,
})

/** A worker whose intake begins what it is given as `begin` says. */
function open(messages: readonly InboxRow[], begin: (attempt: number) => Promise<unknown>) {
  const clock = new ManualClock()
  const begun: (readonly [string, boolean])[] = []
  const order: string[] = []
  const finals = new Map<string, FinalAnswer>()
  const done = Promise.withResolvers<undefined>()
  const worker = new Worker({
    clock,
    pulse: new Pulse(clock, 250),
    inbox: {
      look: (after: number) =>
        Promise.resolve({
          messages: messages.filter(({ seq }) => seq > after),
          reports: after === 0 ? [{ dedupeKey: 'earlier', taken: 'final' }] : [],
        }),
      putFinal: (key: string, final: FinalAnswer) => {
        finals.set(key, final)
        if (finals.size === messages.length) done.resolve(undefined)
        return Promise.resolve()
      },
      acknowledge: () => Promise.resolve(),
      sweep: () => Promise.resolve(),
    },
    intake: {
      begin: ({ dedupeKey, isNew }: { dedupeKey: string; isNew?: true }) => {
        begun.push([dedupeKey, isNew === true])
        order.push('begun')
        return begin(begun.length)
      },
    },
    ledger: {
      findByDedupeKey: () => {
        order.push('reported')
        return Promise.resolve(undefined)
      },
    },
    windows: { opened: () => undefined },
    answerDelivery: { unread: () => [] },
    isAdmin: () => true,
    say: () => Promise.resolve('said'),
    lost: () => undefined,
    events: { interim: () => undefined, defect: () => undefined },
  } as unknown as WorkerParts)
  worker.start()
  onTestFinished(() => {
    worker.close()
  })
  return { clock, begun, order, finals, done: done.promise }
}

it('says of a message that the ledger knew none of it, and of the next attempt nothing', async () => {
  const { clock, begun, finals, done } = open([rowOf(1, false), rowOf(2, true)], (attempt) =>
    attempt === 1
      ? Promise.reject(new StoreUnavailableError(new Error('cut off at the commit')))
      : Promise.resolve({ kind: 'answer', answer: { kind: 'interrupted' } }),
  )
  await turnUntil(clock, done, 100)
  expect(begun).toEqual([
    ['message 1', true],
    ['message 2', false],
    ['message 1', false],
  ])
  expect(finals.get('message 1')).toEqual({ kind: 'text', text: 'said' })
})

it('hears what was told before it takes up what came after', async () => {
  const { clock, order, done } = open([rowOf(1, false)], () =>
    Promise.resolve({ kind: 'answer', answer: { kind: 'interrupted' } }),
  )
  await turnUntil(clock, done, 100)
  expect(order).toEqual(['reported', 'begun'])
})

import { describe, expect, it } from 'vitest'
import { AnswerDelivery } from '../../../src/bot/answer-delivery.ts'
import { REMOTE_WINDOW_MS, RemoteDeliveries } from '../../../src/bot/fleet/remote-deliveries.ts'
import { adminOf } from '../../../src/domain/actor.ts'
import type { InboxRow } from '../../../src/store/fleet.ts'
import type { Ledger } from '../../../src/store/ledger.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const ROW: InboxRow = {
  dedupeKey: 'a',
  seq: 1,
  kind: 'text',
  from: ADMIN,
  text: '移动 小王 VIP',
  fromMenu: false,
  writtenAt: 1_000,
  ageMs: 0,
  isAccepted: false,
  contents: [],
}

function open() {
  const clock = new ManualClock()
  const marked: [number, string][] = []
  const ledger = {
    markTold: (number: number, telling: string) => {
      marked.push([number, telling])
      return Promise.resolve()
    },
    startLateAnswer: () => Promise.resolve(true),
  } as unknown as Ledger
  const late = { send: () => Promise.resolve(true) }
  const events = { late: () => undefined, failed: () => undefined }
  const answerDelivery = new AnswerDelivery(ledger, clock, late, events, REMOTE_WINDOW_MS)
  answerDelivery.watch({
    number: 7,
    actor: adminOf(ADMIN),
    asked: { command: '移动', target: 'VIP(108)', openid: null },
    acceptedAt: clock.now(),
  })
  const deliveries = new RemoteDeliveries({ answerDelivery, clock })
  deliveries.opened(ROW, 7, clock.elapsed())
  const end = () => {
    answerDelivery.ended(7, { kind: 'interrupted' })
    deliveries.answered(ROW, [7], [])
  }
  return { clock, marked, answerDelivery, deliveries, end }
}

describe('an answer that a delivery at another process took home', () => {
  it('is written down as told once', async () => {
    const { marked, answerDelivery, deliveries, end } = open()
    end()
    expect(deliveries.reported({ dedupeKey: 'a', taken: 'final' })).toBe(true)
    await answerDelivery.idle()
    expect(marked).toEqual([[7, 'passive']])
  })

  it('is written down also when the interim answer was taken before', async () => {
    const { marked, answerDelivery, deliveries, end } = open()
    deliveries.reported({ dedupeKey: 'a', taken: 'interim' })
    end()
    await answerDelivery.idle()
    expect(marked).toEqual([[7, 'late']])
    deliveries.reported({ dedupeKey: 'a', taken: 'final' })
    await answerDelivery.idle()
    // A command that was told once stays told as it was first.
    expect(marked).toEqual([
      [7, 'late'],
      [7, 'passive'],
    ])
  })

  it('is pushed late when no delivery reported that it took it', async () => {
    const { clock, marked, answerDelivery, end } = open()
    end()
    await clock.advance(REMOTE_WINDOW_MS)
    await answerDelivery.idle()
    expect(marked).toEqual([[7, 'late']])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import type { Answering } from '../../src/bot/answering.ts'
import { Bot, type BotParts } from '../../src/bot/bot.ts'
import type { Begun } from '../../src/bot/in-flight.ts'
import type { Roster } from '../../src/admins/roster.ts'
import type { Claims, Redeemed } from '../../src/admins/claims.ts'
import type { Intake } from '../../src/bot/intake.ts'
import type { MessageWindows } from '../../src/bot/message-window.ts'
import type { Reply } from '../../src/domain/reply.ts'
import type { Push } from '../../src/protocol/message.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const DEADLINE_MS = 4_500
const PUBLIC: Reply = { kind: 'text', text: 'for everybody' }

let clock: ManualClock
/** What the parts were told, one after the other. */
let told: string[]
let left: Promise<void> | undefined
let judged: 'before' | 'returned' | 'follows'
let met: Promise<void> | undefined
let codeWaits: boolean
let redeemed: Redeemed['kind']
let answered: (work: Promise<Begun>) => Promise<Reply>
let bot: Bot

beforeEach(() => {
  clock = new ManualClock()
  told = []
  left = undefined
  judged = 'follows'
  met = undefined
  codeWaits = false
  redeemed = 'wrong'
  answered = async (work) => {
    const begun = await work
    return { kind: 'text', text: begun.kind === 'answer' ? begun.answer.kind : begun.kind }
  }
  const answering: Pick<Answering, 'reply' | 'text'> = {
    reply: (admin, work, deadlineAt, ordinary) => {
      told.push(`reply ${admin} ${deadlineAt - clock.elapsed()}`)
      return answered(work.then((begun) => begun)).then((reply) =>
        reply.kind === 'text' && reply.text === 'ordinary' ? ordinary() : reply,
      )
    },
    text: (_admin, { kind }) => Promise.resolve({ kind: 'text', text: kind }),
  }
  const claims: Pick<Claims, 'open' | 'redeem'> = {
    get open() {
      return codeWaits
    },
    redeem: (openid, code, { writtenAt }) => {
      told.push(`redeem ${openid} ${code} ${writtenAt}`)
      return Promise.resolve(redeemed === 'wrong' ? { kind: 'wrong' } : { kind: redeemed, role: 'admin' })
    },
  }
  const intake: Pick<Intake, 'begin'> = {
    begin: ({ admin, text, writtenAt }) => {
      told.push(`begin ${admin} ${text} ${writtenAt}`)
      return Promise.resolve({ kind: 'answer', answer: { kind: 'nothing-to-undo' } })
    },
  }
  const parts = {
    clock,
    admins: { has: (openid: string) => openid === OWNER } as unknown as Roster,
    claims: claims as Claims,
    intake: intake as Intake,
    answering: answering as Answering,
    windows: {
      opened: (admin: string, fromMenu: boolean) => void told.push(`window ${admin} ${fromMenu}`),
    } as unknown as MessageWindows,
    everybody: () => PUBLIC,
    welcome: (role) => Promise.resolve({ kind: 'claimed', role } as never),
    replyDeadlineMs: DEADLINE_MS,
    forgetting: { left: () => left, judge: () => judged },
    people: { noted: (...noted) => void told.push(`noted ${noted.join(' ')}`) },
    rules: { meet: () => met },
    tally: { followed: (openid, at) => void told.push(`followed ${openid} ${at}`) },
    heard: (admin, text) => void told.push(`heard ${admin} ${text}`),
    events: {
      repeated: () => void told.push('repeated'),
      defect: (error) => void told.push(`defect ${String(error)}`),
    },
  } satisfies BotParts
  bot = new Bot(parts)
})

const text = (from: string, said: string, more: object = {}): Push => {
  return { kind: 'text', from, to: 'gh_x', createdAt: 1_000, msgId: `${from} ${said}`, text: said, ...more }
}
const event = (name: string, eventKey = ''): Push => {
  return { kind: 'event', from: P, to: 'gh_x', createdAt: 1_000, event: name, eventKey, ticket: '', details: new Map() }
}
const receive = (push: Push) => bot.receive(push, { receivedAt: clock.elapsed(), xml: '' })
/** What a delivery was answered by then. */
function watch(reply: Reply | Promise<Reply>): { kind: string | undefined } {
  const seen: { kind: string | undefined } = { kind: undefined }
  void Promise.resolve(reply).then(({ kind }) => (seen.kind = kind))
  return seen
}

describe('whoever leaves', () => {
  it('is answered at once where nothing is to be written down, and counts as nobody who wrote', () => {
    expect(receive(event('unsubscribe'))).toBe(PUBLIC)
    expect(told).toEqual([])
  })

  it('is answered when it is on disk', async () => {
    const recorded = Promise.withResolvers<undefined>()
    left = recorded.promise
    const seen = watch(receive(event('unsubscribe')))
    await clock.advance(DEADLINE_MS - 1)
    expect(seen.kind).toBeUndefined()
    recorded.resolve(undefined)
    await clock.advance(0)
    expect(seen.kind).toBe('text')
  })

  it('is not answered at all where that takes too long or is refused, and is delivered again', async () => {
    left = new Promise(() => undefined)
    const seen = watch(receive(event('unsubscribe')))
    await clock.advance(DEADLINE_MS - 1)
    expect(seen.kind).toBeUndefined()
    await clock.advance(1)
    expect(seen.kind).toBe('unanswered')
    left = Promise.reject(new Error('too many wait'))
    expect(await receive(event('unsubscribe'))).toEqual({ kind: 'unanswered' })
  })
})

describe('whoever lets hear of themselves', () => {
  it.each([
    ['a follow', event('subscribe'), 'follows', [`followed ${P} 1000`, `noted ${P} follow  1000`]],
    [
      'a follow by code',
      event('subscribe', 'qrscene_a'),
      'follows',
      [`followed ${P} 1000`, `noted ${P} follow-scan  1000`],
    ],
    ['a scan', event('SCAN'.toLowerCase(), 'a'), 'follows', [`noted ${P} scan  `]],
    ['a tap by who came back unseen', event('click', 'a'), 'returned', [`noted ${P} menu  1000`]],
    ['a location', event('location'), 'follows', []],
    ['a text', text(P, '在吗'), 'follows', [`noted ${P} text 在吗 `]],
    ['what was sent before they left', text(P, '在吗'), 'before', []],
    ['a follow before they left', event('subscribe'), 'before', []],
  ] as const)('is noted as they are: %s', (_name, push, verdict, expected) => {
    judged = verdict
    expect(receive(push)).toBe(PUBLIC)
    expect(told).toEqual(expected)
  })

  it('of an admin’s texts nothing is kept', async () => {
    await receive(text(OWNER, '撤销', { menuId: '1' }))
    expect(told).toEqual([
      `noted ${OWNER} text  `,
      `window ${OWNER} true`,
      `heard ${OWNER} 撤销`,
      `begin ${OWNER} 撤销 1000000`,
      `reply ${OWNER} ${DEADLINE_MS}`,
    ])
    told = []
    await receive(text(OWNER, '撤销 2'))
    expect(told).toContain(`window ${OWNER} false`)
  })

  it('is answered when what a rule has to do is on disk, or in time all the same', async () => {
    const recorded = Promise.withResolvers<undefined>()
    met = recorded.promise
    const first = watch(receive(text(P, '报名')))
    await clock.advance(1_000)
    expect(first.kind).toBeUndefined()
    recorded.resolve(undefined)
    await clock.advance(0)
    expect(first.kind).toBe('text')
    met = new Promise(() => undefined)
    const second = watch(receive(text(P, '报名 ')))
    await clock.advance(DEADLINE_MS - 1)
    expect(second.kind).toBeUndefined()
    await clock.advance(1)
    expect(second.kind).toBe('text')
  })
})

describe('a code', () => {
  const code = (at = 0) => text(P, '认领 K7QD-9M2X', { msgId: String(at) })

  it('is looked for only while one waits, and only in a text that may be one', () => {
    expect(receive(code())).toBe(PUBLIC)
    codeWaits = true
    expect(receive(text(P, '在吗'))).toBe(PUBLIC)
    expect(told.filter((line) => line.startsWith('redeem'))).toEqual([])
  })

  it.each([
    ['wrong', PUBLIC],
    ['kept', PUBLIC],
    ['joined', { kind: 'text', text: 'claimed' }],
  ] as const)('that is %s is answered so', async (kind, reply) => {
    codeWaits = true
    redeemed = kind
    expect(await receive(code())).toEqual(reply)
    expect(told).toContain(`redeem ${P} K7QD-9M2X 1000000`)
  })

  it('is looked at ten times at once and no more, whoever floods (T28)', async () => {
    codeWaits = true
    for (let at = 0; at < 12; at += 1) await receive(code(at))
    expect(told.filter((line) => line.startsWith('redeem'))).toHaveLength(10)
  })
})

describe('what goes wrong', () => {
  it.each([
    [new StoreUnavailableError('full'), 'store-down', []],
    [new TypeError('ours'), 'broken', ['defect TypeError: ours']],
  ] as const)('%s is told to the admin as what it is', async (error, kind, defects) => {
    answered = () => Promise.reject(error)
    expect(await receive(text(OWNER, '撤销'))).toMatchObject({ kind: 'text', text: kind })
    expect(told.filter((line) => line.startsWith('defect'))).toEqual(defects)
  })

  it('a message that is delivered again begins nothing anew', async () => {
    await receive(text(OWNER, '撤销'))
    await receive(text(OWNER, '撤销'))
    expect(told.filter((line) => line.startsWith('begin'))).toHaveLength(1)
    expect(told).toContain('repeated')
  })
})

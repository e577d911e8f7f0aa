import { beforeEach, describe, expect, it } from 'vitest'
import { Breaker } from '../../src/dispatch/breaker.ts'
import { Floods } from '../../src/bot/floods.ts'
import { MessageWindows } from '../../src/bot/message-window.ts'
import { PageCache } from '../../src/bot/page-cache.ts'
import { InFlightMessages, type Begun } from '../../src/bot/in-flight.ts'
import { Tries, TRIES_PER_OPENID } from '../../src/admins/tries.ts'
import { retryAtStart } from '../../src/domain/retry.ts'
import { before, later } from '../../src/domain/clock.ts'
import { GroupList } from '../../src/groups/group-list.ts'
import type { GroupBackend } from '../../src/groups/backend.ts'
import { Sampler } from '../../src/observe/log.ts'
import { QuotaBook } from '../../src/observe/quota-book.ts'
import { LastTexts } from '../../src/people/last-texts.ts'
import { Envelope } from '../../src/protocol/envelope.ts'
import { Health } from '../../src/store/health.ts'
import type { AccountStore } from '../../src/store/store.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { signedQuery, textXml } from '../support/push.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const MOVE = '/cgi-bin/groups/members/update'
const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock

beforeEach(() => {
  clock = new ManualClock()
})

describe.each([-5, 5])('while somebody sets the time of day by %i hours (F12, F50)', (hours) => {
  const jump = (): void => {
    clock.jump(hours * HOUR_MS)
  }

  const isOpen = (breaker: Breaker): boolean => {
    try {
      breaker.check(MOVE)
      return true
    } catch {
      return false
    }
  }

  it('an interface that was refused for good is tried again after half a minute', async () => {
    const breaker = new Breaker(clock)
    const verdict = { kind: 'permanent', reason: '48001', error: new Error('48001') } as const
    for (let times = 0; times < 3; times += 1) breaker.report(MOVE, verdict)
    jump()
    await clock.advance(29_999)
    expect([isOpen(breaker), breaker.stoppedInterfaces]).toEqual([false, [MOVE]])
    await clock.advance(1)
    expect([isOpen(breaker), breaker.stoppedInterfaces]).toEqual([true, []])
  })

  it('a spent quota is probed after an hour, and is over when the day in Shanghai had ended', async () => {
    const breaker = new Breaker(clock)
    breaker.report(MOVE, { kind: 'day-quota' })
    jump()
    await clock.advance(HOUR_MS - 1)
    expect(isOpen(breaker)).toBe(false)
    await clock.advance(1)
    expect([isOpen(breaker), isOpen(breaker)]).toEqual([true, false])
    await clock.advance(13 * HOUR_MS - 1)
    expect(breaker.stoppedInterfaces).toEqual([MOVE])
    await clock.advance(1)
    expect(breaker.stoppedInterfaces).toEqual([])
  })

  it('the list of groups is believed for ten minutes', async () => {
    let reads = 0
    const list = () => {
      reads += 1
      return Promise.resolve([{ id: 108, name: 'VIP', count: 1 }])
    }
    const groups = new GroupList({ list } as Partial<GroupBackend> as GroupBackend, clock)
    await groups.read()
    jump()
    await clock.advance(10 * MINUTE_MS - 1)
    await groups.read()
    expect(reads).toBe(1)
    await clock.advance(1)
    await groups.read()
    expect(reads).toBe(2)
  })

  it('a message is remembered for two minutes', async () => {
    let begun = 0
    const inFlight = new InFlightMessages(clock, () => undefined)
    const begin = (): Promise<Begun> => {
      begun += 1
      return Promise.resolve({ kind: 'ordinary' })
    }
    const passes = async (ms: number) => {
      await clock.advance(ms)
      await inFlight.join(`other after ${ms}`, begin)
      await inFlight.join('message', begin)
    }
    await inFlight.join('message', begin)
    jump()
    await passes(2 * MINUTE_MS - 1)
    expect(begun).toBe(2)
    await passes(1)
    expect(begun).toBe(4)
  })

  it('a bucket that was emptied fills with one a second', async () => {
    const floods = new Floods(clock)
    for (let times = 0; times < 10; times += 1) floods.admits(A)
    jump()
    expect(floods.admits(A)).toBe(false)
    await clock.advance(1_000)
    expect([floods.admits(A), floods.admits(A)]).toEqual([true, false])
  })

  it('the window of a text stays open for 48 hours, and that of a menu message for a minute', async () => {
    const windows = new MessageWindows(clock)
    windows.opened(A, true)
    jump()
    await clock.advance(MINUTE_MS - 1)
    expect(windows.take(A)).toBe(true)
    await clock.advance(1)
    expect(windows.take(A)).toBe(false)
    windows.opened(A, false)
    jump()
    await clock.advance(48 * HOUR_MS - 1)
    expect(windows.take(A)).toBe(true)
    await clock.advance(1)
    expect(windows.take(A)).toBe(false)
  })

  it('the rest of a long answer can be asked for during ten minutes', async () => {
    const pageCache = new PageCache(clock)
    pageCache.keep(A, 'rest')
    jump()
    await clock.advance(10 * MINUTE_MS - 1)
    expect(pageCache.take(A)).toBe('rest')
    pageCache.keep(A, 'rest')
    jump()
    await clock.advance(10 * MINUTE_MS)
    expect(pageCache.take(A)).toBeUndefined()
  })

  it('five wrong codes of somebody are counted for an hour', async () => {
    const tries = new Tries(clock)
    for (let times = 0; times < TRIES_PER_OPENID; times += 1) tries.countWrong(A)
    jump()
    await clock.advance(HOUR_MS - 1)
    expect(tries.admits(A)).toBe(false)
    await clock.advance(1)
    expect(tries.admits(A)).toBe(true)
  })

  it('a reason is logged once a minute', async () => {
    const said: number[] = []
    const sampler = new Sampler(clock)
    const say = () => {
      sampler.say('reason', (suppressed) => said.push(suppressed))
    }
    say()
    jump()
    await clock.advance(MINUTE_MS - 1)
    say()
    expect(said).toEqual([0])
    await clock.advance(1)
    say()
    expect(said).toEqual([0, 1])
  })

  it('the quotas are asked about once an hour, and what was said is good until the day has ended', async () => {
    let left = 101
    const book = new QuotaBook(clock, () => Promise.resolve((left -= 1)))
    book.called(MOVE, false)
    const look = async () => {
      book.look()
      await clock.advance(0)
      return book.look()
    }
    expect(await look()).toEqual([{ path: MOVE, left: 100, ageMs: 0 }])
    jump()
    await clock.advance(HOUR_MS - 1)
    expect(await look()).toEqual([{ path: MOVE, left: 100, ageMs: HOUR_MS - 1 }])
    await clock.advance(1)
    expect(await look()).toEqual([{ path: MOVE, left: 99, ageMs: 0 }])
  })

  it('the store is tried at most once a second', async () => {
    let probes = 0
    const probe = () => Promise.resolve(void (probes += 1))
    const health = new Health({ probe } as Partial<AccountStore> as AccountStore, clock)
    await health.check()
    jump()
    await clock.advance(999)
    await health.check()
    expect(probes).toBe(1)
    await clock.advance(1)
    await health.check()
    expect(probes).toBe(2)
  })

  it('the last text of a follower is shown for 48 hours', async () => {
    const texts = new LastTexts(clock, true)
    texts.note(A, '你好')
    jump()
    await clock.advance(48 * HOUR_MS - 1)
    expect(texts.of(A)).toBe('你好')
    await clock.advance(1)
    expect(texts.of(A)).toBeNull()
  })

  it('a delivery waits until its own deadline', async () => {
    const deadlineAt = later(clock.elapsed(), 4_500)
    jump()
    const result = before(clock, deadlineAt, new Promise<never>(() => undefined))
    const startedAt = clock.elapsed()
    expect(await turnUntil(clock, result, 100)).toEqual({ late: true })
    expect(clock.elapsed() - startedAt).toBe(4_500)
  })

  it('a start waits three seconds for what another process still holds', async () => {
    const startedAt = clock.elapsed()
    let attempts = 0
    const attempt = () => {
      if (attempts === 0) jump()
      attempts += 1
      return Promise.reject(new Error('taken'))
    }
    await expect(
      turnUntil(
        clock,
        retryAtStart(clock, () => true, attempt),
        100,
      ),
    ).rejects.toThrow('taken')
    expect(clock.elapsed() - startedAt).toBe(3_000)
  })

  it('a signature stays bound to its message while its timestamp can be fresh (T03)', async () => {
    const settings = { mode: 'plain', appid: 'wx', token: 'sandbox', originalId: undefined } as const
    const envelope = new Envelope(settings, clock)
    const query = signedQuery(Math.floor(clock.now() / 1000) + hours * 3_600)
    const push = (text: string) => Buffer.from(textXml({ from: A, text, msgId: '1', createdAt: 1_764_036_000 }))
    jump()
    expect(envelope.openPush(query, push('移动'))).toMatchObject({ kind: 'opened' })
    await clock.advance(299_000)
    clock.jump(-200_000)
    await clock.advance(200_000)
    expect(envelope.openPush(query, push('删除'))).toMatchObject({ kind: 'refused', reason: 'signature-reused' })
  })
})

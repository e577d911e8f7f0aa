import { beforeEach, describe, expect, it } from 'vitest'
import { Leadership } from '../../../src/bot/fleet/leadership.ts'
import { Pulse } from '../../../src/bot/fleet/pulse.ts'
import { LeaseLostError, StoreUnavailableError } from '../../../src/store/errors.ts'
import { LEASE_MS, POLL_MS, RENEW_MS, TRUST_MS, type Lease } from '../../../src/store/fleet.ts'
import { ManualClock } from '../../support/manual-clock.ts'

let clock: ManualClock
let told: string[]
let mayCall: () => void
/** What the database says of the lease; a question without an answer waits for ever. */
let holder: string | null
let acquire: Lease['acquire']
let renew: Lease['renew']

beforeEach(() => {
  clock = new ManualClock()
  told = []
  holder = null
  acquire = () => Promise.resolve(1)
  renew = () => Promise.resolve(true)
})

function lead(): Leadership {
  return new Leadership({
    clock,
    owner: 'this one',
    pulse: new Pulse(clock, POLL_MS),
    lease: {
      look: () => Promise.resolve({ holder, revision: 0, codeUntil: 0, departed: 0 }),
      acquire: (owner) => acquire(owner),
      renew: (term) => renew(term),
      release: (term) => {
        told.push(`released ${term}`)
        return Promise.resolve()
      },
      announceCode: () => Promise.resolve(),
    },
    open: (term, check) => {
      mayCall = check
      told.push(`opened ${term}`)
      const handOver = () => Promise.resolve(void told.push('handed over'))
      return Promise.resolve({ handOver, abandon: () => void told.push('abandoned') })
    },
    viewed: () => Promise.resolve(),
    events: {
      leads: () => undefined,
      executes: () => undefined,
      lostLead: (term) => void told.push(`lost ${term}`),
      troubled: () => void told.push('troubled'),
    },
  })
}

async function leading(): Promise<Leadership> {
  const leadership = lead()
  leadership.start()
  await leadership.decided()
  return leadership
}

/** Whoever has died holds no lease any more, and nobody asks here. */
async function stopped(leadership: Leadership): Promise<void> {
  const closing = leadership.close()
  await clock.advance(LEASE_MS)
  await closing
}

describe('whoever holds the lease', () => {
  it('executes, renews it in time and hands it over at the end', async () => {
    let renewed = 0
    renew = () => Promise.resolve((renewed += 1) > 0)
    const leadership = await leading()
    expect(leadership.executor).toBe('here')
    await clock.advance(RENEW_MS * 10)
    expect(renewed).toBe(10)
    expect(() => {
      mayCall()
    }).not.toThrow()
    await stopped(leadership)
    expect(told).toEqual(['opened 1', 'handed over', 'released 1'])
  })

  it('may call nobody once it was stopped for longer than it trusts itself, before it has heard anything', async () => {
    const leadership = await leading()
    let stoppedMs = TRUST_MS - 1
    const { elapsed } = ManualClock.prototype
    clock.elapsed = () => (elapsed.call(clock) + stoppedMs) as ReturnType<typeof elapsed>
    mayCall()
    stoppedMs += 1
    expect(mayCall).toThrow(LeaseLostError)
    expect(told).toContain('lost 1')
    expect(told).toContain('abandoned')
    await stopped(leadership)
  })

  it('trusts itself from the moment at which it asked, however late the answer came', async () => {
    const answered = Promise.withResolvers<number>()
    acquire = () => answered.promise
    renew = () => new Promise(() => undefined)
    const leadership = lead()
    leadership.start()
    await clock.advance(TRUST_MS - 2)
    answered.resolve(4)
    await leadership.decided()
    mayCall()
    await clock.advance(1)
    mayCall()
    await clock.advance(1)
    expect(mayCall).toThrow(LeaseLostError)
    await stopped(leadership)
  })

  it('trusts a renewal from the moment at which it was asked for', async () => {
    const answered = Promise.withResolvers<boolean>()
    renew = () => answered.promise
    const leadership = await leading()
    await clock.advance(RENEW_MS + 500)
    answered.resolve(true)
    renew = () => new Promise(() => undefined)
    await clock.advance(TRUST_MS - 501)
    mayCall()
    await clock.advance(1)
    expect(mayCall).toThrow(LeaseLostError)
    await stopped(leadership)
  })

  it('stops at once when it hears that the term is over', async () => {
    const leadership = await leading()
    renew = () => Promise.resolve(false)
    holder = 'another'
    await clock.advance(RENEW_MS)
    expect(told).toEqual(['opened 1', 'abandoned', 'lost 1', 'released 1'])
    expect(mayCall).toThrow(LeaseLostError)
    await clock.advance(POLL_MS)
    expect(leadership.executor).toBe('elsewhere')
    await stopped(leadership)
  })

  it('goes on through questions that fail, as long as it trusts itself, and ends without a call that asks', async () => {
    const leadership = await leading()
    renew = () => Promise.reject(new StoreUnavailableError(new Error('away')))
    holder = 'another'
    await clock.advance(TRUST_MS - 1_000)
    expect(leadership.executor).toBe('here')
    await clock.advance(1_500)
    expect(told).toContain('lost 1')
    await stopped(leadership)
  })
})

describe('whoever does not hold it', () => {
  it('asks for it only when nobody does', async () => {
    let asked = 0
    acquire = () => Promise.resolve((asked += 1))
    holder = 'another'
    const leadership = await leading()
    await clock.advance(POLL_MS * 4)
    expect([asked, leadership.executor]).toEqual([0, 'elsewhere'])
    holder = null
    await clock.advance(POLL_MS)
    expect([asked, leadership.executor]).toEqual([1, 'here'])
    await stopped(leadership)
  })

  it('gives back what it was given when it had ended already', async () => {
    const answered = Promise.withResolvers<number>()
    acquire = () => answered.promise
    const leadership = lead()
    leadership.start()
    await clock.advance(1)
    const closing = leadership.close()
    answered.resolve(7)
    await clock.advance(POLL_MS)
    await closing
    expect(told).toEqual(['released 7'])
  })
})

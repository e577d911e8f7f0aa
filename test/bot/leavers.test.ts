import { describe, expect, it } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import { Leavers } from '../../src/bot/fleet/leavers.ts'
import { DEPARTURES_KEPT_MS, type RecordedDeparture } from '../../src/store/fleet.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

const DEADLINE_MS = 4_500

function stage() {
  const clock = new ManualClock()
  const state = {
    down: false,
    rows: [] as RecordedDeparture[],
    recorded: [] as string[],
    forgotten: [] as string[],
    all: 0,
  }
  const leavers = new Leavers({
    clock,
    inbox: {
      leave(openid, message, at) {
        if (state.down) return Promise.reject(new Error('away'))
        state.recorded.push(`${openid} ${message} ${at}`)
        return Promise.resolve()
      },
      departures: (after) => Promise.resolve(state.rows.filter(({ seq }) => seq > after)),
    },
    markOf: (openid) => openid.length * 1_000 + openid.charCodeAt(0),
    forget: (openid) => state.forgotten.push(openid),
    forgetAll: () => (state.all += 1),
    events: { departureNotRecorded: () => undefined },
  })
  const left = (openid: string, at: number, message = 'm') =>
    leavers.left(openid, at, message, later(clock.elapsed(), DEADLINE_MS))
  return { clock, state, leavers, left }
}

describe('somebody who leaves (F84)', () => {
  it('is answered when that is on disk', async () => {
    const { state, left } = stage()
    expect(await left('a', 100)).toBe(true)
    expect([state.recorded, state.forgotten]).toEqual([['a m 100'], ['a']])
  })

  it('is not answered while the database is away, and recorded once when it is back, delivered again or not', async () => {
    const { clock, state, left } = stage()
    state.down = true
    expect(await turnUntil(clock, left('a', 100))).toBe(false)
    const again = left('a', 100)
    state.down = false
    expect(await turnUntil(clock, again)).toBe(true)
    await clock.advance(10_000)
    expect(state.recorded).toEqual(['a m 100'])
  })

  it('and follows again is not dropped by the same departure delivered late', async () => {
    const { state, leavers, left } = stage()
    await left('a', 100)
    expect(leavers.judge('a', 99, false)).toBe('before')
    expect(leavers.judge('a', 105, true)).toBe('returned')
    expect(await left('a', 100)).toBe(true)
    expect(state.forgotten).toEqual(['a'])
  })
})

describe('departures at other processes', () => {
  it('are heard of once each, those from before the start never', async () => {
    const { state, leavers } = stage()
    state.rows = [{ seq: 4, openid: 'old', at: 1 }]
    await leavers.keepUp({ departed: 4 })
    state.rows.push({ seq: 6, openid: 'a', at: 100 }, { seq: 9, openid: 'b', at: 101 })
    await leavers.keepUp({ departed: 9 })
    await leavers.keepUp({ departed: 9 })
    expect([state.forgotten, state.all]).toEqual([['a', 'b'], 0])
    expect(leavers.judge('a', 99, false)).toBe('before')
  })

  it('that may have been missed take everything that can be done without', async () => {
    const { clock, state, leavers } = stage()
    await leavers.keepUp({ departed: 0 })
    await clock.advance(DEPARTURES_KEPT_MS)
    await leavers.keepUp({ departed: 3 })
    expect(state.all).toBe(1)
    await leavers.keepUp({ departed: 3 })
    expect(state.all).toBe(1)
  })
})

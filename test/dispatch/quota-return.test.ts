import { beforeEach, describe, expect, it } from 'vitest'
import { InterfaceStoppedError } from '../../src/dispatch/errors.ts'
import { PaceGate } from '../../src/dispatch/pace-gate.ts'
import { PRIORITY } from '../../src/domain/verdict.ts'
import { ManualClock } from '../support/manual-clock.ts'

const MOVE = '/cgi-bin/groups/members/update'

let clock: ManualClock
let gate: PaceGate
/** What the platform says is left; an Error when it does not say. */
let left: number | Error
let looks: number

beforeEach(() => {
  clock = new ManualClock()
  looks = 0
  left = 0
  const quotaLeft = () => {
    looks += 1
    return left instanceof Error ? Promise.reject(left) : Promise.resolve(left)
  }
  gate = new PaceGate({ callsPerSecond: 1000, clock, quotaLeft })
})

const call = () =>
  gate.run(
    () => MOVE,
    PRIORITY.change,
    () => Promise.resolve('made'),
  )

describe('an interface whose daily quota is spent (F06)', () => {
  it('opens at the next call when the platform says that calls are left again', async () => {
    gate.report(MOVE, { kind: 'day-quota' })
    await expect(call()).rejects.toThrow(InterfaceStoppedError)
    left = 100_000
    await clock.advance(10_000)
    await expect(call()).resolves.toBe('made')
    await expect(call()).resolves.toBe('made')
    expect(gate.stoppedInterfaces).toEqual([])
    expect(looks).toBe(3)
  })

  it('is asked about at most once in ten seconds, however many want to call', async () => {
    gate.report(MOVE, { kind: 'day-quota' })
    for (let second = 0; second < 20; second += 1) {
      await expect(Promise.all([call(), call()])).rejects.toThrow(InterfaceStoppedError)
      await clock.advance(1_000)
    }
    expect(looks).toBe(3)
  })

  it('stays shut when the platform refused although its own count had calls left', async () => {
    left = 1_000
    gate.report(MOVE, { kind: 'day-quota' })
    left = 2_000
    await clock.advance(10_000)
    await expect(call()).rejects.toThrow(InterfaceStoppedError)
    expect(looks).toBe(1)
  })

  it('stays shut when the platform does not say what is left, and lets its one probe an hour through', async () => {
    gate.report(MOVE, { kind: 'day-quota' })
    left = new Error('48001')
    await clock.advance(10_000)
    await expect(call()).rejects.toThrow(InterfaceStoppedError)
    await clock.advance(3_600_000)
    await expect(call()).resolves.toBe('made')
  })

  it('does not open what was stopped for another reason', async () => {
    gate.report(MOVE, { kind: 'day-quota' })
    const error = new Error('48001')
    for (let times = 0; times < 3; times += 1) gate.report(MOVE, { kind: 'permanent', reason: '48001', error })
    left = 100
    await expect(call()).rejects.toThrow(InterfaceStoppedError)
    expect(looks).toBe(1)
  })
})

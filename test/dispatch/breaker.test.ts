import { expect, it } from 'vitest'
import { Breaker } from '../../src/dispatch/breaker.ts'
import { InterfaceStoppedError } from '../../src/dispatch/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'

const MOVE = '/cgi-bin/groups/members/update'
const LIST = '/cgi-bin/groups/get'
const HOUR_MS = 3_600_000

const refusal = new Error('48001')
const permanent = { kind: 'permanent', reason: '48001', error: refusal } as const

it('stops an interface whose daily quota is spent until midnight in Shanghai, and no other (F06)', async () => {
  const clock = new ManualClock()
  const breaker = new Breaker(clock)
  breaker.report(MOVE, { kind: 'day-quota' })
  expect(() => {
    breaker.check(MOVE)
  }).toThrow(`${MOVE} is stopped until 2026-11-25T16:00:00.000Z`)
  breaker.check(LIST)
  expect(breaker.stoppedInterfaces).toEqual([MOVE])
  await clock.advance(14 * HOUR_MS)
  breaker.check(MOVE)
  expect(breaker.stoppedInterfaces).toEqual([])
})

it('lets one probe an hour through while a quota is spent (F06)', async () => {
  const clock = new ManualClock()
  const breaker = new Breaker(clock)
  breaker.report(MOVE, { kind: 'day-quota' })
  await clock.advance(HOUR_MS)
  breaker.check(MOVE)
  expect(() => {
    breaker.check(MOVE)
  }).toThrow(InterfaceStoppedError)
  await clock.advance(HOUR_MS)
  breaker.check(MOVE)
  breaker.report(MOVE, { kind: 'answered' })
  breaker.check(MOVE)
})

it('opens after three permanent refusals for the same reason in a row, and tries again after half a minute (F11)', async () => {
  const clock = new ManualClock()
  const breaker = new Breaker(clock)
  breaker.report(MOVE, permanent)
  breaker.report(MOVE, { ...permanent, reason: '40164' })
  breaker.report(MOVE, permanent)
  breaker.report(MOVE, permanent)
  breaker.check(MOVE)
  breaker.report(MOVE, permanent)
  let stopped: unknown
  try {
    breaker.check(MOVE)
  } catch (error) {
    stopped = error
  }
  expect(stopped).toMatchObject({ reason: 'permanent', refusal, mayHaveHappened: false })
  await clock.advance(30_000)
  breaker.check(MOVE)
})

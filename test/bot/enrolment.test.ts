import { expect, it } from 'vitest'
import { Enrolment } from '../../src/bot/enrolment.ts'
import { ManualClock } from '../support/manual-clock.ts'

const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

it('makes the code good once, however it is typed', () => {
  const enrolment = new Enrolment(new ManualClock())
  const code = enrolment.issue()
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/)
  expect(enrolment.redeem(A, code.toLowerCase().replace('-', ' '))).toBe(true)
  expect(enrolment.redeem(B, code)).toBe(false)
  expect(enrolment.open).toBe(false)
})

it('refuses a code after ten minutes, and one that was never issued', async () => {
  const clock = new ManualClock()
  const enrolment = new Enrolment(clock)
  expect(enrolment.redeem(A, 'AAAA-AAAA')).toBe(false)
  const code = enrolment.issue()
  await clock.advance(600_000)
  expect(enrolment.redeem(A, code)).toBe(false)
})

it('gives each openid five tries (T21)', () => {
  const enrolment = new Enrolment(new ManualClock())
  const code = enrolment.issue()
  for (let attempt = 0; attempt < 5; attempt += 1) expect(enrolment.redeem(A, '2222-2222')).toBe(false)
  expect(enrolment.redeem(A, code)).toBe(false)
  expect(enrolment.redeem(B, code)).toBe(true)
})

it('makes a new code at each issue, and the old one is void', () => {
  const enrolment = new Enrolment(new ManualClock())
  const old = enrolment.issue()
  const renewed = enrolment.issue()
  expect(enrolment.redeem(A, old)).toBe(false)
  expect(enrolment.redeem(A, renewed)).toBe(true)
})

import { expect, it } from 'vitest'
import { LastTexts } from '../../src/people/last-texts.ts'
import { ManualClock } from '../support/manual-clock.ts'

it('remembers the first twenty characters, for 48 hours', async () => {
  const clock = new ManualClock()
  const texts = new LastTexts(clock, true)
  texts.note('a', '在吗')
  texts.note('b', '😀'.repeat(25))
  expect([texts.of('a'), texts.of('b'), texts.of('c')]).toEqual(['在吗', `${'😀'.repeat(20)}…`, null])
  await clock.advance(48 * 3_600_000)
  expect(texts.of('a')).toBeNull()
})

it('remembers nothing when it is off, nothing of whoever left, and no more than ten thousand', () => {
  const off = new LastTexts(new ManualClock(), false)
  off.note('a', '在吗')
  expect(off.of('a')).toBeNull()
  const texts = new LastTexts(new ManualClock(), true)
  for (let at = 0; at < 12_000; at += 1) texts.note(String(at), `text ${at}`)
  expect([texts.of('1999'), texts.of('11999'), texts.of('7000')]).toEqual([null, 'text 11999', 'text 7000'])
  texts.forget('11999')
  expect(texts.of('11999')).toBeNull()
})

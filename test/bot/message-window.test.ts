import { expect, it } from 'vitest'
import { MessageWindows } from '../../src/bot/message-window.ts'
import { PageCache } from '../../src/bot/page-cache.ts'
import { ManualClock } from '../support/manual-clock.ts'

const HOUR_MS = 3_600_000

it('allows five messages within 48 hours of a text', async () => {
  const clock = new ManualClock()
  const windows = new MessageWindows(clock)
  windows.opened('A', false)
  expect([1, 2, 3, 4, 5, 6].map(() => windows.take('A'))).toEqual([true, true, true, true, true, false])
  windows.opened('A', false)
  await clock.advance(48 * HOUR_MS)
  expect(windows.take('A')).toBe(false)
})

it('allows three messages within a minute of a tap on a menu message, which opens no 48-hour window', async () => {
  const clock = new ManualClock()
  const windows = new MessageWindows(clock)
  windows.opened('A', true)
  expect([1, 2, 3, 4].map(() => windows.take('A'))).toEqual([true, true, true, false])
  windows.opened('A', true)
  await clock.advance(60_000)
  expect(windows.take('A')).toBe(false)
})

it('takes from the window that closes first, and tries whoever it has not seen', () => {
  const windows = new MessageWindows(new ManualClock())
  windows.opened('A', false)
  windows.opened('A', true)
  expect(Array.from({ length: 9 }, () => windows.take('A')).filter(Boolean)).toHaveLength(8)
  expect(windows.take('B')).toBe(true)
})

it('keeps the rest of a long answer for its admin, once and for ten minutes', async () => {
  const clock = new ManualClock()
  const pageCache = new PageCache(clock)
  pageCache.keep('A', 'rest')
  expect(pageCache.take('B')).toBeUndefined()
  expect(pageCache.take('A')).toBe('rest')
  expect(pageCache.take('A')).toBeUndefined()
  pageCache.keep('A', 'rest')
  await clock.advance(600_000)
  expect(pageCache.take('A')).toBeUndefined()
})

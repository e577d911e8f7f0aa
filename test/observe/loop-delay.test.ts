import { expect, it } from 'vitest'
import { LoopDelay } from '../../src/observe/loop-delay.ts'
import { ManualClock } from '../support/manual-clock.ts'

function block(ms: number): void {
  const endsAt = performance.now() + ms
  while (performance.now() < endsAt) continue
}

/** Until Node has looked at the loop again. */
function look(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60))
}

it('tells the longest time that the event loop stood still, and forgets it after some minutes (F41)', async () => {
  const clock = new ManualClock()
  const delay = new LoopDelay(clock)
  await look()
  block(700)
  await look()
  expect(delay.longestMs).toBeGreaterThan(650)
  for (let minute = 0; minute < 5; minute += 1) await clock.advance(60_000)
  expect(delay.longestMs).toBeGreaterThan(650)
  await clock.advance(60_000)
  expect(delay.longestMs).toBeLessThan(650)
  delay.close()
})

import { expect, it } from 'vitest'
import { Floods } from '../../src/bot/floods.ts'
import { ManualClock } from '../support/manual-clock.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

it('gives each follower a few at once and one a second after that, whatever the others do (T28)', async () => {
  const clock = new ManualClock()
  const floods = new Floods(clock)
  const admitted = (openid: string, count: number) =>
    Array.from({ length: count }, () => floods.admits(openid)).filter((one) => one).length
  expect(admitted(P, 500)).toBe(10)
  expect(admitted(Q, 500)).toBe(10)
  await clock.advance(3_000)
  expect(admitted(P, 500)).toBe(3)
  await clock.advance(60_000)
  expect(admitted(P, 500)).toBe(10)
})

it('remembers no more followers than it has room for (T28)', () => {
  const floods = new Floods(new ManualClock())
  const all = Array.from({ length: 25_000 }, (_, at) => `o${String(at).padStart(27, 'F')}`)
  expect(all.every((openid) => floods.admits(openid))).toBe(true)
  for (let count = 0; count < 20; count += 1) floods.admits(all.at(-1) ?? '')
  expect(floods.admits(all.at(-1) ?? '')).toBe(false)
})

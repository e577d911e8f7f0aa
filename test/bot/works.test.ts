import { expect, it } from 'vitest'
import { REMEMBERED_MS, Works, type Begun } from '../../src/bot/works.ts'
import { ManualClock } from '../support/manual-clock.ts'

const begin = (): Promise<Begun> => Promise.resolve({ kind: 'ordinary' })

it('lets deliveries of one message join the work of the first (F22)', async () => {
  const works = new Works(new ManualClock(), () => undefined)
  let begun = 0
  const first = works.join('a', () => {
    begun += 1
    return begin()
  })
  expect(works.join('a', begin)).toBe(first)
  await first
  expect(begun).toBe(1)
})

it('begins again what could not begin', async () => {
  const works = new Works(new ManualClock(), () => undefined)
  await expect(works.join('a', () => Promise.reject(new Error('no store')))).rejects.toThrow('no store')
  await expect(works.join('a', begin)).resolves.toEqual({ kind: 'ordinary' })
})

it('forgets what can no longer be delivered again, so that memory does not grow with the commands (F36)', async () => {
  const clock = new ManualClock()
  const works = new Works(clock, () => undefined)
  for (let at = 0; at < 100; at += 1) await works.join(`message ${at}`, begin)
  expect(works.size).toBe(100)
  await clock.advance(REMEMBERED_MS)
  await works.join('another', begin)
  expect(works.size).toBe(1)
})

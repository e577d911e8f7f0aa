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
  const messages = Array.from({ length: 100 }, (_, at) => `message ${at}`)
  for (const message of messages) await works.join(message, begin)
  await clock.advance(REMEMBERED_MS)
  await works.join('another', begin)
  let begunAgain = 0
  for (const message of messages)
    await works.join(message, () => {
      begunAgain += 1
      return begin()
    })
  expect(begunAgain).toBe(messages.length)
})

it('remembers ten thousand messages at most, the newest (F36)', async () => {
  const works = new Works(new ManualClock(), () => undefined)
  for (let at = 0; at < 10_000; at += 1) await works.join(`message ${at}`, begin)
  const again: string[] = []
  const join = (message: string) =>
    works.join(message, () => {
      again.push(message)
      return begin()
    })
  await join('message 0')
  expect(again).toEqual([])
  await works.join('one more', begin)
  await join('message 1')
  await join('message 0')
  expect(again).toEqual(['message 0'])
})

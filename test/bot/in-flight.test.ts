import { expect, it } from 'vitest'
import { REMEMBERED_MS, InFlightMessages, type Begun } from '../../src/bot/in-flight.ts'
import { ManualClock } from '../support/manual-clock.ts'

const begin = (): Promise<Begun> => Promise.resolve({ kind: 'ordinary' })

it('lets deliveries of one message join the work of the first (F22)', async () => {
  const inFlight = new InFlightMessages(new ManualClock(), () => undefined)
  let begun = 0
  const first = inFlight.join('a', () => {
    begun += 1
    return begin()
  })
  expect(inFlight.join('a', begin)).toBe(first)
  await first
  expect(begun).toBe(1)
})

it('begins again what could not begin', async () => {
  const inFlight = new InFlightMessages(new ManualClock(), () => undefined)
  await expect(inFlight.join('a', () => Promise.reject(new Error('no store')))).rejects.toThrow('no store')
  await expect(inFlight.join('a', begin)).resolves.toEqual({ kind: 'ordinary' })
})

it('forgets what can no longer be delivered again, so that memory does not grow with the commands (F36)', async () => {
  const clock = new ManualClock()
  const inFlight = new InFlightMessages(clock, () => undefined)
  const messages = Array.from({ length: 100 }, (_, at) => `message ${at}`)
  for (const message of messages) await inFlight.join(message, begin)
  await clock.advance(REMEMBERED_MS)
  await inFlight.join('another', begin)
  let begunAgain = 0
  for (const message of messages)
    await inFlight.join(message, () => {
      begunAgain += 1
      return begin()
    })
  expect(begunAgain).toBe(messages.length)
})

it('remembers ten thousand messages at most, the newest (F36)', async () => {
  const inFlight = new InFlightMessages(new ManualClock(), () => undefined)
  for (let at = 0; at < 10_000; at += 1) await inFlight.join(`message ${at}`, begin)
  const again: string[] = []
  const join = (message: string) =>
    inFlight.join(message, () => {
      again.push(message)
      return begin()
    })
  await join('message 0')
  expect(again).toEqual([])
  await inFlight.join('one more', begin)
  await join('message 1')
  await join('message 0')
  expect(again).toEqual(['message 0'])
})

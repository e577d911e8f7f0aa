import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Monotonic } from '../../src/domain/clock.ts'
import { SeenSignatures } from '../../src/protocol/replay.ts'
import { sign } from '../../src/protocol/signature.ts'
import { textXml } from '../support/push.ts'

const push = (text: string, from = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58') =>
  Buffer.from(textXml({ from, text, msgId: '6054768590064713728', createdAt: 1_764_036_000 }))

const ms = (at: number) => at as Monotonic

it('lets the same message come again under its signature, and no other (T03)', () => {
  const seen = new SeenSignatures()
  const signature = sign(['a'])
  expect(seen.admits(signature, push('移动'), ms(0))).toBe(true)
  expect(seen.admits(signature, push('移动'), ms(5_000))).toBe(true)
  expect(seen.admits(signature, push('删除'), ms(5_000))).toBe(false)
  expect(seen.admits(signature, push('移动', 'oAdmin_Sandbox_0000000000001'), ms(5_000))).toBe(false)
  expect(seen.admits(sign(['b']), push('删除'), ms(5_000))).toBe(true)
})

it('forgets a signature after ten minutes, when its timestamp can no longer be fresh', () => {
  const seen = new SeenSignatures()
  seen.admits(sign(['a']), push('x'), ms(0))
  seen.admits(sign(['b']), push('x'), ms(400_000))
  seen.admits(sign(['c']), push('x'), ms(602_000))
  expect(seen.admits(sign(['b']), push('other'), ms(602_000))).toBe(false)
  expect(seen.admits(sign(['a']), push('other'), ms(602_000))).toBe(true)
  expect(seen.dropped).toBe(0)
})

it('drops the oldest when it is full, and counts them', () => {
  const seen = new SeenSignatures(3)
  for (const letter of 'abcde') seen.admits(sign([letter]), push(letter), ms(1_000))
  expect(seen.dropped).toBe(2)
  expect(seen.admits(sign(['e']), push('other'), ms(1_000))).toBe(false)
  expect(seen.admits(sign(['a']), push('other'), ms(1_000))).toBe(true)
})

it('forgets everything and goes on, in the order in which they came', () => {
  const seen = new SeenSignatures(3)
  for (const [round, now] of [0, 700_000, 1_400_000].entries()) {
    for (const letter of 'abcde') seen.admits(sign([letter, String(round)]), push(letter), ms(now))
    expect(seen.dropped).toBe(2 * (round + 1))
    expect(seen.admits(sign(['c', String(round)]), push('other'), ms(now))).toBe(false)
  }
  // The three of the last round have gone of themselves: there is room for three more before one is dropped.
  for (const letter of 'xyz') expect(seen.admits(sign([letter]), push(letter), ms(2_100_000))).toBe(true)
  expect(seen.dropped).toBe(6)
})

it('knows each of many, while room is made for more and some have gone (T03)', () => {
  const seen = new SeenSignatures()
  const signed = Array.from({ length: 20_000 }, (_, at) => sign([String(at)]))
  for (const [at, signature] of signed.entries()) seen.admits(signature, push(String(at)), ms(at * 100))
  const known = signed.filter((signature) => !seen.admits(signature, push('other'), ms(20_000 * 100)))
  expect(known).toEqual(signed.slice(-6_000))
  expect(seen.dropped).toBe(0)
})

it('remembers as a plain Map would, whatever comes when', () => {
  const limit = 20
  const comes = fc.tuple(fc.nat(40), fc.constantFrom('a', 'b'), fc.constantFrom(0, 0, 0, 500, 1_000, 90_000, 700_000))
  fc.assert(
    fc.property(fc.array(comes, { maxLength: 200 }), (all) => {
      const seen = new SeenSignatures(limit)
      const plain = new Map<string, { text: string; second: number }>()
      let now = 1_000_000
      let dropped = 0
      for (const [name, text, later] of all) {
        now += later
        const signature = sign([String(name)])
        for (const [key, { second }] of plain) if (second * 1000 <= now - 601_000) plain.delete(key)
        const known = plain.get(signature)
        expect(seen.admits(signature, push(text), ms(now))).toBe(known === undefined || known.text === text)
        if (known !== undefined) continue
        const [oldest] = plain.keys()
        if (plain.size === limit && oldest !== undefined) {
          plain.delete(oldest)
          dropped += 1
        }
        plain.set(signature, { text, second: Math.floor(now / 1000) })
        expect(seen.dropped).toBe(dropped)
      }
    }),
    { numRuns: 300 },
  )
})

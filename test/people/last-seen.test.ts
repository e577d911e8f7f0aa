import { expect, it } from 'vitest'
import { LONG_AGO, type Monotonic } from '../../src/domain/clock.ts'
import { LastSeen, MOST_SEEN, WRITTEN_AGAIN_MS } from '../../src/people/last-seen.ts'

const at = (ms: number) => ms as Monotonic

it('tells the newest first, of the kinds that are asked for, and not more than that', () => {
  const seen = new LastSeen()
  for (const [openid, kind, ms] of [
    ['a', 'text', 30],
    ['b', 'menu', 20],
    ['c', 'text', 10],
    ['d', 'scan', 40],
  ] as const)
    seen.note(openid, kind, ms)
  seen.note('c', 'text', 50)
  const newest = (...asked: Parameters<LastSeen['newest']>) => seen.newest(...asked).map(({ openid }) => openid)
  expect(newest(null, 9)).toEqual(['c', 'd', 'a', 'b'])
  expect(newest(null, 2)).toEqual(['c', 'd'])
  expect(newest(['text'], 9)).toEqual(['c', 'a'])
})

it('remembers 200,000 people at most: whoever is on disk gives way first, then those who came first', () => {
  const seen = new LastSeen()
  for (let one = 0; one < 10; one += 1) seen.note(`written ${one}`, 'text', one)
  const turn = seen.due(at(0))
  seen.contactsIn(turn)
  seen.wrote(turn, at(0))
  seen.note('written 3', 'menu', 77)
  for (let one = 0; one < MOST_SEEN; one += 1) seen.note(`new ${one}`, 'text', one)
  expect(seen.size).toBe(MOST_SEEN)
  expect([seen.of('written 0'), seen.of('new 0'), seen.of('new 9')?.kind]).toEqual([undefined, undefined, 'text'])
  // Of the written ones, who was heard of again was not lost: their turn came at once.
  expect(seen.of('written 3')?.kind).toBe('menu')
  expect(seen.contactsIn(seen.due(at(0)))).toHaveLength(MOST_SEEN)
})

it('hands a place on only when nobody holds it any more, whatever comes in between', () => {
  const seen = new LastSeen()
  const expected = new Map<string, number>()
  let now = 0
  let seed = 7
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
  for (let round = 0; round < 20_000; round += 1) {
    const openid = `o${random(300)}`
    const what = random(20)
    now += random(200)
    if (what < 14) expected.set(openid, now)
    if (what < 14) seen.note(openid, 'text', now, what === 0 ? now : undefined)
    else if (what < 16) {
      seen.forget(openid)
      expected.delete(openid)
    } else {
      const turn = seen.due(at(now))
      const contacts = seen.contactsIn(turn)
      for (const { openid: one, at: ms } of contacts) expect(ms).toBe(expected.get(one))
      if (what === 16) seen.forget(openid)
      if (what === 16) expected.delete(openid)
      if (what === 17) seen.failed(turn)
      else seen.wrote(turn, at(now))
    }
    const held = seen.of(openid)
    if (held !== undefined) expect(held.at).toBe(expected.get(openid))
  }
  const last = seen.due(at(now), true)
  const written = seen.contactsIn(last)
  for (const { openid, at: ms } of written) expect(ms).toBe(expected.get(openid))
  seen.wrote(last, at(now))
  expect(seen.due(at(now + WRITTEN_AGAIN_MS))).toEqual([])
  expect([seen.size, seen.due(LONG_AGO)]).toEqual([0, []])
})

import { describe, expect, it } from 'vitest'
import { Departed, MOST_DEPARTED } from '../../src/people/departed.ts'

const markOf = (openid: string): number => openid.charCodeAt(0)

describe('who has left (T40)', () => {
  it('refuses what was sent before, and takes what was sent after as following again', () => {
    const departed = new Departed(markOf, [])
    expect(departed.judge('a', 5, false)).toBe('follows')
    departed.add('a', 10)
    expect(departed.judge('a', 9, false)).toBe('before')
    expect(departed.judge('a', 9, true)).toBe('before')
    expect(departed.judge('a', 10, false)).toBe('before')
    expect(departed.judge('a', 10, true)).toBe('returned')
    expect(departed.judge('a', 10, false)).toBe('follows')
    expect(departed.judge('a', 9, false)).toBe('before')
    departed.add('b', 10)
    expect(departed.judge('b', 11, false)).toBe('returned')
  })

  it('knows which departures are over', () => {
    const departed = new Departed(markOf, [{ mark: markOf('c'), at: 10 }])
    expect(departed.isOver('c', 10)).toBe(false)
    expect(departed.judge('c', 12, true)).toBe('returned')
    expect([9, 10, 11].map((at) => departed.isOver('c', at))).toEqual([true, true, false])
    departed.add('c', 20)
    expect(departed.isOver('c', 10)).toBe(false)
  })

  it('tells an import who left while it asked, and not who left long before', () => {
    const departed = new Departed(markOf, [])
    departed.add('d', 1_000)
    expect(departed.hasLeftSince('d', 1_200)).toBe(true)
    expect(departed.hasLeftSince('d', 1_400)).toBe(false)
    departed.judge('d', 1_001, true)
    expect(departed.hasLeftSince('d', 1_000)).toBe(false)
  })

  it('forgets after a day, and first who left first when there are too many', () => {
    const departed = new Departed((openid) => Number(openid), [])
    departed.add('1', 0)
    departed.add('2', 86_401)
    expect(departed.judge('1', 0, false)).toBe('follows')
    for (let at = 0; at < MOST_DEPARTED; at += 1) departed.add(String(10 + at), 86_402)
    expect(departed.judge('2', 1, false)).toBe('follows')
    expect(departed.judge('10', 1, false)).toBe('before')
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { ASK_AGAIN_MS, QuotaBook } from '../../src/observe/quota-book.ts'
import { ManualClock } from '../support/manual-clock.ts'

const MOVE = '/cgi-bin/groups/members/update'
const LIST = '/cgi-bin/groups/get'

let clock: ManualClock
let asked: string[]
let platform: Record<string, number>
let book: QuotaBook

beforeEach(() => {
  clock = new ManualClock()
  asked = []
  platform = { [MOVE]: 99_990, [LIST]: 940 }
  book = new QuotaBook(clock, (path) => {
    asked.push(path)
    const left = platform[path]
    return left === undefined ? Promise.reject(new Error('no answer')) : Promise.resolve(left)
  })
})

/** Lets the questions of one look be answered. */
const answered = () => new Promise((resolve) => setImmediate(resolve))

async function look(): Promise<string[]> {
  const before = asked.length
  book.look()
  await answered()
  return asked.slice(before)
}

const left = () => Object.fromEntries(book.look().map((one) => [one.path, one.left]))

describe('the book of quotas', () => {
  it('asks nobody while nobody looks, or before anything was called', async () => {
    await look()
    book.called(MOVE, false)
    await answered()
    expect(asked).toEqual([])
  })

  it('asks about what was called, once an hour however often somebody looks', async () => {
    book.called(MOVE, false)
    book.called(LIST, false)
    expect(await look()).toEqual([MOVE, LIST])
    expect(await look()).toEqual([])
    await clock.advance(ASK_AGAIN_MS - 1)
    expect(await look()).toEqual([])
    await clock.advance(1)
    expect(await look()).toEqual([MOVE, LIST])
  })

  it('takes our own calls off what the platform said, and says how old that is', async () => {
    book.called(MOVE, false)
    await look()
    for (let call = 0; call < 3; call += 1) book.called(MOVE, false)
    await clock.advance(60_000)
    expect(book.look()).toEqual([{ path: MOVE, left: 99_987, ageMs: 60_000 }])
    platform[MOVE] = 2
    await clock.advance(ASK_AGAIN_MS)
    await look()
    for (let call = 0; call < 3; call += 1) book.called(MOVE, false)
    expect(left()).toEqual({ [MOVE]: 0 })
  })

  it('never asks about the token or about asking', async () => {
    book.called('/cgi-bin/stable_token', false)
    book.called('/cgi-bin/openapi/quota/get', false)
    expect(await look()).toEqual([])
  })

  it('forgets at midnight in Asia/Shanghai what was said before', async () => {
    platform = {}
    await clock.advance(Date.parse('2026-11-25T15:59:00Z') - clock.now())
    book.called(MOVE, true)
    expect(left()).toEqual({ [MOVE]: 0 })
    await clock.advance(59_999)
    expect(left()).toEqual({ [MOVE]: 0 })
    await clock.advance(1)
    expect(left()).toEqual({})
  })

  it('keeps what it knows when the platform does not answer, and leaves it in peace for an hour', async () => {
    book.called(MOVE, false)
    await look()
    book.called('/cgi-bin/tags/get', false)
    book.called(LIST, false)
    await clock.advance(ASK_AGAIN_MS)
    expect(await look()).toEqual([MOVE, '/cgi-bin/tags/get'])
    expect(await look()).toEqual([])
    expect(left()).toEqual({ [MOVE]: 99_990 })
  })
})

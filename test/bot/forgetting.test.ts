import { beforeEach, describe, expect, it } from 'vitest'
import type { Roster } from '../../src/admins/roster.ts'
import type { Eraser } from '../../src/bot/forgetting/eraser.ts'
import { Forgetting } from '../../src/bot/forgetting/forgetting.ts'
import { toWireSeconds } from '../../src/domain/clock.ts'
import type { PeopleBook } from '../../src/people/book.ts'
import type { Erasures, Traces } from '../../src/store/forgetting/erasures.ts'
import { ManualClock } from '../support/manual-clock.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const TRACES: Traces = { openid: P, number: 57, names: ['小王'], wasAdmin: true }
const MOST_UNRECORDED = 100_000
const DAY_S = 86_400

let clock: ManualClock
let told: string[]
let named: boolean
let followedAt: number | undefined
/** What the store does with one departure after the other. */
let adds: (() => Promise<Traces | undefined>)[]
/** The store takes longer than anybody waits. */
let hangs: boolean
let forgetting: Forgetting
let now: number

beforeEach(async () => {
  clock = new ManualClock()
  now = toWireSeconds(clock.steady())
  ;[told, adds, hangs, named, followedAt] = [[], [], false, true, undefined]
  const note = (...what: readonly unknown[]): void => void told.push(what.join(' '))
  const erasures: Pick<Erasures, 'markOf' | 'mayName' | 'add' | 'marks'> = {
    markOf: (openid) => [...openid].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e9, 7),
    mayName: () => named,
    add: ({ openid, at, otherOwners }) => {
      if (hangs) return new Promise(() => undefined)
      note('add', openid, at, otherOwners)
      return (adds.shift() ?? (() => Promise.resolve({ ...TRACES, openid })))()
    },
    marks: (since, limit) => {
      note('marks', since - (now - DAY_S), limit)
      return Promise.resolve([])
    },
  }
  const people = {
    followedAt: () => followedAt,
    forget: (openid: string) => {
      note('forget', openid)
    },
    forgetNames: (names: readonly string[]) => {
      note('forget names', ...names)
    },
  }
  const admins = {
    hasNamedOwnerBeside: () => true,
    left: (openid: string) => {
      note('no admin', openid)
    },
  }
  const eraser = {
    begin: () => {
      note('begin')
    },
  }
  forgetting = await Forgetting.open({
    erasures: erasures as Erasures,
    people: people as unknown as PeopleBook,
    admins: admins as unknown as Roster,
    eraser: eraser as unknown as Eraser,
    clock,
    dropFollower: (openid) => {
      note('drop follower', openid)
    },
    strangerLeft: (openid, at) => {
      note('stranger', openid, at)
    },
    drop: ({ openid }) => {
      note('drop', openid)
    },
    events: {
      departureNotRecorded: ({ message }) => {
        note(message)
      },
    },
  })
})

const refuse = () => Promise.reject(new Error('the store refuses'))
const taken = (): string[] => told.splice(0)

describe('whoever leaves', () => {
  it('is known from the marks of a day at the start', () => {
    expect(taken()).toEqual(['marks 0 200000'])
  })

  it('is written down, and then dropped everywhere', async () => {
    taken()
    await forgetting.left(P, now)
    expect(taken()).toEqual([
      `add ${P} ${now} true`,
      `forget ${P}`,
      `drop follower ${P}`,
      'forget names 小王',
      `no admin ${P}`,
      `drop ${P}`,
      'begin',
    ])
    adds = [() => Promise.resolve({ ...TRACES, wasAdmin: false })]
    await forgetting.left(Q, now)
    expect(taken().some((line) => line.startsWith('no admin'))).toBe(false)
  })

  it('is no concern of the store where it names them nowhere', () => {
    taken()
    named = false
    expect(forgetting.left(P, now)).toBeUndefined()
    expect(taken()).toEqual([`forget ${P}`, `drop follower ${P}`, `stranger ${P} ${now}`])
  })

  it('stays where they follow again since, by what is known here or on disk', async () => {
    taken()
    followedAt = now + 1
    expect(forgetting.left(P, now)).toBeUndefined()
    followedAt = now
    adds = [() => Promise.resolve(undefined)]
    await forgetting.left(P, now)
    expect(taken()).toEqual([`add ${P} ${now} true`])
  })

  it('is tried again every second while the store refuses, and answered once for all deliveries', async () => {
    taken()
    adds = [refuse, refuse]
    const first = forgetting.left(P, now)
    expect(forgetting.left(P, now)).toBe(first)
    expect(forgetting.left(P, now - 1)).toBe(first)
    await clock.advance(999)
    expect(taken()).toEqual([`add ${P} ${now} true`, 'the store refuses'])
    await clock.advance(1)
    expect(taken()).toEqual([`add ${P} ${now} true`, 'the store refuses'])
    await clock.advance(1_000)
    await first
    expect(taken()).toContain('begin')
    // It is on disk: the next one is a departure of its own.
    expect(forgetting.left(P, now)).not.toBe(first)
  })

  it('is written down anew where they left once more meanwhile', async () => {
    adds = [() => new Promise(() => undefined)]
    const first = forgetting.left(P, now)
    expect(forgetting.left(P, now + 1)).not.toBe(first)
    expect(taken().filter((line) => line.startsWith('add'))).toHaveLength(2)
    await clock.advance(0)
  })

  it('is not waited for by a process that ends', async () => {
    adds = [refuse, refuse]
    const left = forgetting.left(P, now)
    const ended = expect(left).rejects.toThrow('the store refuses')
    await clock.advance(0)
    forgetting.close()
    await clock.advance(1_000)
    await ended
  })

  it('is left to the platform where too many wait for the store', async () => {
    hangs = true
    for (let at = 0; at < MOST_UNRECORDED; at += 1) void forgetting.left(`o${at}`, now)
    await expect(forgetting.left(P, now)).rejects.toThrow('too many wait')
    expect(forgetting.left('o1', now)).toBeInstanceOf(Promise)
  })

  it('is told apart from who follows again', async () => {
    await forgetting.left(P, now)
    expect(forgetting.judge(P, now - 1, false)).toBe('before')
    expect(forgetting.forImport.hasLeftSince(P, clock.steady())).toBe(true)
    expect(forgetting.judge(P, now + 1, false)).toBe('returned')
    expect(forgetting.judge(P, now + 2, false)).toBe('follows')
    expect(forgetting.left(P, now)).toBeUndefined()
    expect(forgetting.forImport.hasLeftSince(P, clock.steady())).toBe(false)
    await forgetting.forImport.forget(Q, clock.steady())
    expect(taken()).toContain(`add ${Q} ${now} true`)
  })
})

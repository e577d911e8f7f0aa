import { beforeEach, describe, expect, it } from 'vitest'
import { Lookups } from '../../src/groups/lookups.ts'
import { isWhere, Moves, type PersonMove } from '../../src/groups/moves.ts'
import { late, no, ScriptedBackend, type Operation } from './scripted-backend.ts'

const A = 'oA'
const B = 'oB'

let backend: ScriptedBackend
let moves: Moves
let changed: number

function open(name: 'groups' | 'tags'): void {
  backend = new ScriptedBackend(name)
  backend.followers.set(A, [108])
  backend.followers.set(B, [])
  changed = 0
  moves = new Moves(backend, new Lookups(backend), () => (changed += 1))
}

const toTest = (openid = A, more: Partial<PersonMove> = {}): PersonMove => ({ openid, from: [108], to: [106], ...more })

function fail(operation: Operation, error: () => Error, applied = false): void {
  backend[applied ? 'after' : 'before'] = (call) => {
    if (call.operation === operation) throw error()
  }
}

describe('a move where groups exclude each other', () => {
  beforeEach(() => {
    open('groups')
  })

  it('is one call, into the group or into none', async () => {
    expect(await moves.move(toTest())).toEqual({ kind: 'done' })
    expect(await moves.move(toTest(A, { from: [106], to: [] }))).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['join oA 106', 'join oA 0'])
    expect(changed).toBe(2)
  })

  it('travels with the others of its turn, at most as many as a call takes', async () => {
    backend.limit = 2
    await Promise.all([A, B, 'oC'].map((one) => moves.move(toTest(one))))
    expect(backend.told).toEqual(['join oA+oB 106', 'join oC 106'])
  })

  it('fails alone where one openid is refused', async () => {
    backend.before = ({ openids }) => {
      if (openids.includes(B)) throw no(40003)
    }
    const ends = await Promise.all([A, B].map((one) => moves.move(toTest(one))))
    expect(ends.map(({ kind }) => kind)).toEqual(['done', 'failed'])
  })

  it.each([
    [true, 'done'],
    [false, 'failed'],
  ])('whose answer is lost is asked about (applied: %s)', async (applied, kind) => {
    fail('join', late, applied)
    expect(await moves.move(toTest())).toMatchObject({ kind })
    expect(backend.told).toEqual(['join oA 106', 'readBack oA'])
  })

  it('is unknown where the platform can not be asked, and not where it refused', async () => {
    backend.before = () => {
      throw late()
    }
    expect(await moves.move(toTest())).toEqual({ kind: 'unknown' })
    backend.calls.length = 0
    fail('join', () => no(40050))
    expect(await moves.move(toTest())).toMatchObject({ kind: 'failed', error: { errcode: 40050 } })
    expect(backend.told).toEqual(['join oA 106'])
  })

  it.each(['readBack', 'whereabouts'] as const)('fails with a defect of ours in %s, and is not unknown', async (at) => {
    const defect = new TypeError('a mistake of ours')
    backend.before = ({ operation }) => {
      if (operation === at) throw defect
      throw late()
    }
    expect(await moves.move(toTest(), { unsure: at === 'whereabouts' })).toEqual({ kind: 'failed', error: defect })
  })
})

describe('a move begun before', () => {
  beforeEach(() => {
    open('tags')
  })

  it('sends nothing for whoever is there, or follows no longer', async () => {
    backend.followers.set(A, [106])
    expect(await moves.move(toTest(), { unsure: true })).toEqual({ kind: 'done' })
    backend.followers.delete(A)
    expect(await moves.move(toTest(), { unsure: true })).toEqual({ kind: 'not-following' })
    expect(backend.told).toEqual(['whereabouts oA', 'whereabouts oA'])
  })

  it('goes on where it stopped: who is in both leaves the other', async () => {
    backend.followers.set(A, [108, 106])
    expect(await moves.move(toTest(), { unsure: true })).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['whereabouts oA', 'leave oA 108'])
  })

  it('is unknown where nobody can be asked, failed where they are unknown to the account', async () => {
    fail('whereabouts', late)
    expect(await moves.move(toTest(), { unsure: true })).toEqual({ kind: 'unknown' })
    fail('whereabouts', () => no(40003))
    expect(await moves.move(toTest(), { unsure: true })).toMatchObject({ kind: 'failed' })
  })
})

describe('a move where groups are labels', () => {
  beforeEach(() => {
    open('tags')
  })

  it('joins first, looks, and leaves afterwards what is seen', async () => {
    backend.after = ({ operation }) => {
      // Somebody adds another label in the console meanwhile.
      if (operation === 'join') backend.followers.set(A, [108, 110, 106])
    }
    expect(await moves.move(toTest())).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['join oA 106', 'whereabouts oA', 'leave oA 108', 'leave oA 110'])
    expect(backend.followers.get(A)).toEqual([106])
  })

  it('looks only when the joining is answered', async () => {
    const answered = Promise.withResolvers<undefined>()
    backend.before = ({ operation }) => (operation === 'join' ? answered.promise.then(() => undefined) : undefined)
    const moved = moves.move(toTest())
    await new Promise((resolve) => setImmediate(resolve))
    expect(backend.told).toEqual(['join oA 106'])
    answered.resolve(undefined)
    expect(await moved).toEqual({ kind: 'done' })
  })

  it('leaves nothing of whoever is not seen to have joined', async () => {
    backend.after = ({ operation }) => {
      if (operation === 'join') backend.followers.set(A, [108])
    }
    expect(await moves.move(toTest())).toEqual({ kind: 'not-following' })
    expect(backend.told).toEqual(['join oA 106', 'whereabouts oA'])
  })

  it('is unknown, and no failure, when nobody can be asked whether they have joined (F88)', async () => {
    fail('whereabouts', () => no(48001))
    expect(await moves.move(toTest())).toEqual({ kind: 'unknown' })
    expect(backend.told).toEqual(['join oA 106', 'whereabouts oA'])
    fail('whereabouts', () => no(40003))
    expect(await moves.move(toTest())).toMatchObject({ kind: 'failed', error: { errcode: 40003 } })
  })

  it('is half done when the old group can not be left', async () => {
    fail('leave', () => no(-1))
    expect(await moves.move(toTest())).toMatchObject({ kind: 'half', still: [108] })
  })

  it('leaves first only where there is no room for another, and comes back if the joining fails', async () => {
    expect(await moves.move(toTest(A, { full: true }))).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['leave oA 108', 'join oA 106'])
    open('tags')
    backend.before = ({ operation, group }) => {
      if (operation === 'join' && group === 106) throw no(40050)
    }
    expect(await moves.move(toTest(A, { full: true }))).toMatchObject({ kind: 'failed', error: { errcode: 40050 } })
    expect(backend.told).toEqual(['leave oA 108', 'join oA 106', 'join oA 108'])
    expect(backend.followers.get(A)).toEqual([108])
  })

  it('onto the blacklist leaves the labels alone, and off it leaves the blacklist first', async () => {
    expect(await moves.move(toTest(A, { to: [1] }))).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['join oA 1'])
    backend.calls.length = 0
    expect(await moves.move(toTest(A, { from: [1, 108], to: [108] }))).toEqual({ kind: 'done' })
    expect(backend.told).toEqual(['leave oA 1'])
  })

  it('asks where they are when that is not known', async () => {
    expect(await moves.move(toTest(B, { from: null }))).toEqual({ kind: 'done' })
    expect(backend.told[0]).toBe('whereabouts oB')
    expect(await moves.move(toTest('oGone', { from: null }))).toEqual({ kind: 'not-following' })
  })
})

it.each([
  [[108], [108], true],
  [[], [], true],
  [[108, 106], [108], false],
  [[1, 108], [1], true],
  [[1, 108], [108], false],
])('who is in %o is where a move to %o leads: %s', (groups, to, there) => {
  expect(isWhere(groups, to)).toBe(there)
})

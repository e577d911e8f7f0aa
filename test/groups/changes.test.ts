import { beforeEach, describe, expect, it } from 'vitest'
import { Changes, type GroupPlan } from '../../src/groups/changes.ts'
import { GroupList } from '../../src/groups/group-list.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { late, no, ScriptedBackend, type Operation } from './scripted-backend.ts'

let backend: ScriptedBackend
let list: GroupList
let changes: Changes
let recorded: GroupPlan[]

beforeEach(() => {
  backend = new ScriptedBackend()
  list = new GroupList(backend, new ManualClock())
  changes = new Changes(backend, list)
  recorded = []
})

const CREATE: GroupPlan = { kind: 'create', name: '老客户', idsBefore: [0, 106, 108] }
const RENAME: GroupPlan = { kind: 'rename', id: 108, from: 'VIP', to: '贵宾' }
const DELETE: GroupPlan = { kind: 'delete', id: 108, name: 'VIP', count: 1 }

function carryOut(plan: GroupPlan) {
  return changes.carryOut(plan, (one) => {
    // What is recorded is on disk before the platform is called.
    recorded.push(one)
    expect(backend.calls.filter(({ operation }) => operation !== 'list')).toHaveLength(recorded.length - 1)
    return Promise.resolve()
  })
}

/** The first `times` answers to this operation never arrive, whether they were applied or not. */
function lose(operation: Operation, applied: boolean, times = 1): void {
  let left = times
  backend[applied ? 'after' : 'before'] = (call) => {
    if (call.operation !== operation || left === 0) return
    left -= 1
    throw late()
  }
}

describe('a change', () => {
  it.each([CREATE, RENAME, DELETE])('that is answered is done after one call: $kind', async (plan) => {
    expect(await carryOut(plan)).toEqual({ kind: 'done', groupId: plan.kind === 'create' ? 109 : 108 })
    expect(backend.calls).toHaveLength(1)
    expect(recorded).toEqual([plan])
  })

  it('that was refused is not asked about and not repeated', async () => {
    backend.before = () => {
      throw no(45056)
    }
    await expect(carryOut(CREATE)).rejects.toMatchObject({ errcode: 45056 })
    expect(backend.told).toEqual(['create'])
  })

  it.each([
    [CREATE, 'create'],
    [RENAME, 'rename'],
    [DELETE, 'remove'],
  ] as const)('whose answer is lost after it was applied is done, found by asking: %o', async (plan, operation) => {
    lose(operation, true)
    expect(await carryOut(plan)).toMatchObject({ kind: 'done' })
    expect(backend.calls.map((call) => call.operation)).toEqual([operation, 'list'])
  })

  it.each([
    [CREATE, 'create'],
    [DELETE, 'remove'],
  ] as const)(
    'that was not applied is made again, recorded each time, three times at most: %o',
    async (plan, operation) => {
      lose(operation, false, 2)
      expect(await carryOut(plan)).toMatchObject({ kind: 'done' })
      expect(recorded).toHaveLength(3)
      lose(operation, false, 9)
      recorded = []
      backend.calls.length = 0
      const again: GroupPlan = plan.kind === 'create' ? { ...plan, name: '又一个' } : { ...plan, id: 106 }
      await expect(carryOut(again)).rejects.toMatchObject({ mayHaveHappened: true })
      expect(recorded).toHaveLength(3)
    },
  )

  it('of a name that was not applied is not made again: the client has repeated it already', async () => {
    lose('rename', false)
    await expect(carryOut(RENAME)).rejects.toMatchObject({ mayHaveHappened: true })
    expect(recorded).toHaveLength(1)
  })

  it('that may have made one of two new groups of that name is unknown', async () => {
    lose('create', true)
    backend.groups.push({ id: 300, name: '老客户', count: 0 })
    expect(await carryOut(CREATE)).toEqual({ kind: 'unknown', checked: 'groups' })
  })

  it('is unknown when nobody can be asked', async () => {
    backend.before = () => {
      throw late()
    }
    expect(await carryOut(DELETE)).toEqual({ kind: 'unknown', checked: 'nothing' })
  })

  it('makes the list be read anew, whatever became of it', async () => {
    await list.read()
    await carryOut(RENAME)
    expect((await list.read()).map(({ name }) => name)).toContain('贵宾')
  })

  it('of a group that fenzu made is managed, also where that was only found out', async () => {
    lose('create', true)
    await carryOut(CREATE)
    expect(backend.adopted).toEqual([109])
  })
})

describe('asking whether a change was made', () => {
  it.each([
    [CREATE, { kind: 'not-done' }],
    [RENAME, { kind: 'not-done' }],
    [DELETE, { kind: 'not-done' }],
    [{ ...CREATE, name: 'VIP' }, { kind: 'not-done' }],
    [
      { ...CREATE, name: 'VIP', idsBefore: [0, 106] },
      { kind: 'done', groupId: 108 },
    ],
    [
      { ...RENAME, to: 'VIP' },
      { kind: 'done', groupId: 108 },
    ],
    [
      { ...DELETE, id: 7 },
      { kind: 'done', groupId: 7 },
    ],
  ] as const)('changes nothing: %o', async (plan, settled) => {
    expect(await changes.settle(plan)).toEqual(settled)
    expect(backend.told).toEqual(['list'])
  })

  it('lets a defect of ours be seen, and does not take it for silence of the platform', async () => {
    backend.before = () => {
      throw new TypeError('a mistake of ours')
    }
    await expect(changes.settle(DELETE)).rejects.toThrow('a mistake of ours')
  })
})

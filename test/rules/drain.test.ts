import { afterEach, describe, expect, it } from 'vitest'
import { Sequencer } from '../../src/dispatch/order.ts'
import { adminOf } from '../../src/domain/actor.ts'
import type { NewRule } from '../../src/domain/rules/rule.ts'
import { Lookups } from '../../src/groups/lookups.ts'
import { Moves } from '../../src/groups/moves.ts'
import { RuleBook } from '../../src/rules/book.ts'
import { Drain } from '../../src/rules/drain.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { late, no, ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock } from '../support/manual-clock.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const RULE_1 = { kind: 'rule', rule: 1 } as const
const personOf = (at: number) => `o${String(at).padStart(27, 'F')}`

class Room {
  readonly clock = new ManualClock()
  readonly order = new Sequencer()
  readonly failures: unknown[] = []
  waitingCalls = 0
  drain: Drain
  readonly store: Store
  readonly book: RuleBook
  readonly backend: ScriptedBackend

  private constructor(store: Store, book: RuleBook, backend: ScriptedBackend) {
    this.store = store
    this.book = book
    this.backend = backend
    this.drain = this.#open()
  }

  static async open(name: 'groups' | 'tags', rules: readonly Partial<NewRule>[]): Promise<Room> {
    const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: new ManualClock() })
    const book = await RuleBook.open(store.rules)
    for (const [at, rule] of rules.entries()) {
      await book.add({
        trigger: { kind: 'text', key: String(at) },
        target: { kind: 'group', id: 102, backend: name },
        policy: 'ungrouped',
        source: 'chat',
        madeAt: 0,
        ...rule,
      })
    }
    return new Room(store, book, new ScriptedBackend(name))
  }

  #open(): Drain {
    const { clock, store, book, backend, order } = this
    const lookups = new Lookups(backend)
    const failed = (error: unknown) => void this.failures.push(error)
    return new Drain({
      clock,
      book,
      backend,
      lookups,
      order,
      moves: new Moves(backend, lookups, () => undefined),
      list: { refTo: (id) => Promise.resolve({ id, name: '新人' }) },
      errands: store.errands,
      callsWaiting: () => this.waitingCalls,
      events: { errandsFailed: failed, defect: failed },
    })
  }

  put(people: readonly number[], rule = 1, second = 1): Promise<void> {
    return this.store.errands.put(people.map((at) => ({ openid: personOf(at), rule, writtenAt: second * 1_000 })))
  }

  /** Until nothing happens any more. */
  async settle(ms = 3_000): Promise<void> {
    this.drain.hint()
    await this.clock.advance(ms)
    await this.order.idle()
  }

  /** Another process takes over what is on disk. */
  async restart(): Promise<void> {
    this.drain.close()
    this.drain = this.#open()
    await this.drain.start()
  }

  place(at: number, groups: readonly number[]): void {
    this.backend.followers.set(personOf(at), groups)
  }

  /** The next call that joins a group goes wrong, before it is applied or after. */
  failNextJoin(when: 'before' | 'after', error: Error): void {
    this.backend[when] = ({ operation }) => {
      if (operation !== 'join') return
      this.backend[when] = () => undefined
      throw error
    }
  }

  groupsOf(at: number): readonly number[] {
    return this.backend.followers.get(personOf(at)) ?? []
  }
}

let room: Room
afterEach(async () => {
  room.drain.close()
  await room.store.close()
})

const people = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

describe.each(['groups', 'tags'] as const)('rules on %s', (name) => {
  it('move many in calls of fifty, and leave whoever is in a group alone', async () => {
    room = await Room.open(name, [{}])
    for (const at of people(130)) room.place(at, at === 7 ? [104] : [])
    await room.put(people(130))
    await room.settle()
    expect(people(130).every((at) => String(room.groupsOf(at)) === (at === 7 ? '104' : '102'))).toBe(true)
    expect(room.backend.calls.filter(({ operation }) => operation === 'join').length).toBeLessThanOrEqual(3)
    expect(await room.store.errands.count()).toBe(0)
    const [row] = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(row?.answer).toMatchObject({ kind: 'rule-moved', moved: 129 })
    expect(room.failures).toEqual([])
  })

  it('always overrides a group, and nobody the blacklist', async () => {
    room = await Room.open(name, [{ policy: 'always' }])
    room.place(1, [104])
    room.place(2, [1])
    await room.put([1, 2])
    await room.settle()
    expect([room.groupsOf(1), room.groupsOf(2)]).toEqual([[102], [1]])
  })

  it('yield to what an admin changed in the second of the push or later', async () => {
    room = await Room.open(name, [{ policy: 'always' }])
    for (const at of [1, 2]) room.place(at, [108])
    const { ledger } = room.store
    for (const [at, writtenAt] of [
      [1, 1_000],
      [2, 0],
    ] as const) {
      const openid = personOf(at)
      const asked = { command: '移动', target: '', openid }
      const command = { kind: 'change', actor: adminOf(OWNER), command: '移动', args: {}, asked } as const
      const { row } = await ledger.accept({
        ...command,
        dedupeKey: openid,
        writtenAt,
        acceptedAt: 0,
        openids: [openid],
      })
      await ledger.markSent(row.number, { kind: 'move' }, [{ openid, from: [], to: [108] }], 0)
      await ledger.end(row.number, 'done', { kind: 'interrupted' }, 0)
    }
    await room.put([1, 2])
    await room.settle()
    expect([room.groupsOf(1), room.groupsOf(2)]).toEqual([[108], [102]])
  })

  it('wait while a command runs or calls wait, and an admin who comes after them has the last word', async () => {
    room = await Room.open(name, [{}])
    room.place(1, [])
    let over: () => void = () => undefined
    const command = room.order.enter('shared', [], () => new Promise<void>((resolve) => (over = resolve)))
    await room.put([1])
    room.drain.hint()
    await room.clock.advance(5_000)
    expect(room.backend.calls).toEqual([])
    room.waitingCalls = 9
    over()
    await command
    await room.clock.advance(5_000)
    expect(room.backend.calls).toEqual([])
    room.waitingCalls = 0
    await room.settle()
    expect(room.groupsOf(1)).toEqual([102])
  })

  it('do nothing more once they are off, or where the account has changed its API', async () => {
    const other = name === 'groups' ? 'tags' : 'groups'
    room = await Room.open(name, [{}, { target: { kind: 'group', id: 102, backend: other } }])
    for (const at of [1, 2]) room.place(at, [])
    await room.put([1])
    await room.put([2], 2)
    await room.book.setState([1], 'off')
    await room.settle()
    expect([room.groupsOf(1), room.groupsOf(2), await room.store.errands.count()]).toEqual([[], [], 0])
  })

  it('try again what was refused for all, and let go of whom the platform refuses', async () => {
    room = await Room.open(name, [{}])
    for (const at of [1, 2]) room.place(at, [])
    await room.put([1, 2, 3])
    room.failNextJoin('before', no(45011))
    await room.settle()
    expect([room.failures.length, await room.store.errands.count()]).toEqual([1, 2])
    await room.settle(10_000)
    expect([room.groupsOf(1), room.groupsOf(2), await room.store.errands.count()]).toEqual([[102], [102], 0])
  })

  it('tell why they wait, and no more once nobody waits', async () => {
    room = await Room.open('groups', [{}])
    room.place(1, [])
    await room.put([1])
    room.failNextJoin('before', no(-1))
    await room.settle()
    expect(room.drain.trouble).toBe(room.failures[0])
    await room.store.errands.end([{ openid: personOf(1), rule: 1, writtenAt: 1_000, change: null }], [], 5_000)
    await room.settle(10_000)
    expect(room.drain.trouble).toBeUndefined()
  })

  it('read back after a kill what had begun, and do not tell it twice', async () => {
    room = await Room.open(name, [{ policy: 'always' }])
    for (const at of [1, 2, 3]) room.place(at, [104])
    await room.put([1, 2, 3])
    await room.store.errands.begin([1, 2, 3].map((at) => ({ openid: personOf(at), from: [104] })))
    // The first was moved, the second not yet; somebody moved the third in the console since.
    room.place(1, [102])
    room.place(3, [108])
    await room.restart()
    await room.settle()
    expect([1, 2, 3].map((at) => room.groupsOf(at))).toEqual([[102], [102], [108]])
    const [row] = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(row?.answer).toMatchObject({ moved: 2 })
    expect(await room.store.errands.count()).toBe(0)
  })

  it('ask the platform about a call of which nobody saw the end', async () => {
    room = await Room.open(name, [{}])
    room.place(1, [])
    await room.put([1])
    room.failNextJoin('after', late())
    await room.settle(20_000)
    expect([room.groupsOf(1), await room.store.errands.count()]).toEqual([[102], 0])
    expect(await room.store.ledger.history({ actor: RULE_1 }, 10, 0)).toHaveLength(1)
  })
})

describe('labels', () => {
  it('are put on whoever has not got them, but never as a second managed tag', async () => {
    room = await Room.open('tags', [{ target: { kind: 'label', id: 106, backend: 'tags' } }])
    for (const [at, groups] of [[104], [], [106]].entries()) room.place(at + 1, groups)
    await room.put([1, 2, 3])
    await room.settle()
    expect([1, 2, 3].map((at) => room.groupsOf(at))).toEqual([[104], [106], [106]])
    const [row] = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(row?.answer).toMatchObject({ kind: 'rule-moved', label: true, moved: 1 })
  })

  it('are not put on whoever has no room for another', async () => {
    room = await Room.open('tags', [{ target: { kind: 'label', id: 106, backend: 'tags' } }])
    room.backend.full = true
    room.place(1, [])
    await room.put([1])
    await room.settle()
    expect([room.groupsOf(1), await room.store.errands.count()]).toEqual([[], 0])
    // Nobody is left alone in silence.
    const [row] = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(row?.answer).toMatchObject({ moved: 0, full: 1 })
    const full = { of: { kind: 'skipped', number: 1, why: 'full' }, came: 1, left: 0 }
    expect(await room.store.dailyCounts.since(0)).toEqual([full])
    // The hour's row tells the sum.
    room.backend.full = false
    room.place(2, [])
    await room.put([2], 1, 2)
    await room.settle()
    const rows = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(rows.map(({ answer }) => answer)).toMatchObject([{ moved: 1, full: 1 }])
  })

  it('or groups: where a tag is managed no more nobody is moved, and that is told', async () => {
    room = await Room.open('tags', [{ policy: 'always' }])
    for (const at of [1, 2]) room.place(at, [104])
    room.backend.managed = new Set([104])
    await room.put([1])
    await room.settle()
    expect([room.groupsOf(1), room.backend.told.filter((call) => call.startsWith('join'))]).toEqual([[104], []])
    room.backend.managed = undefined
    // Deleted by somebody else meanwhile: the platform says so.
    room.failNextJoin('before', no(45159))
    await room.put([2], 1, 2)
    await room.settle(5_000)
    expect([room.groupsOf(2), await room.store.errands.count()]).toEqual([[104], 0])
    const [row] = await room.store.ledger.history({ actor: RULE_1 }, 10, 0)
    expect(row?.answer).toMatchObject({ moved: 0, gone: 2 })
  })
})

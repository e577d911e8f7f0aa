import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf, type Actor } from '../../src/domain/actor.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

const wish = (key: string, more: Partial<NewCommand> = {}): NewCommand => ({
  kind: 'change',
  actor: adminOf('oAdmin_Sandbox_0000000000001'),
  dedupeKey: key,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: { openid: P },
  asked: { command: '移动', target: 'VIP(108)', openid: P },
  openids: [P],
  ...more,
})

const moved = {
  kind: 'moved',
  openid: P,
  from: { id: 0, name: '未分组' },
  to: { id: 108, name: 'VIP' },
} as const

/** What every store does with commands. */
export function ledgerContract(factory: StoreFactory): void {
  let site: StoreSite
  let store: Store
  const open = (appid = APPID): Promise<Store> => site.open(appid)

  beforeEach(async () => {
    site = await factory()
    store = await open()
  })

  afterEach(async () => {
    await store.close().catch(() => undefined)
    await site.close()
  })

  describe('accepting', () => {
    it('gives numbers that people can say, in the order of acceptance', async () => {
      const accepted = await Promise.all([store.ledger.accept(wish('a')), store.ledger.accept(wish('b'))])
      expect(accepted.map(({ row, fresh }) => [row.number, fresh])).toEqual([
        [1, true],
        [2, true],
      ])
    })

    it.each<Actor>([
      { kind: 'admin', openid: P },
      { kind: 'console', openid: P },
      { kind: 'rule', rule: 3 },
      { kind: 'shell', user: 'ops:team' },
      { kind: 'scheduler', command: 12 },
      { kind: 'restore' },
    ])('keeps who commands, and finds what they did: %o', async (actor) => {
      await store.ledger.accept(wish('somebody else'))
      const { row } = await store.ledger.accept(wish('a', { actor }))
      expect(row.actor).toEqual(actor)
      expect(await store.ledger.find(row.number)).toEqual(row)
      expect(await store.ledger.latestChangeOf(actor)).toEqual(row)
      expect(await store.ledger.history({ actor }, 9, 0)).toEqual([row])
      expect([await store.ledger.countOf(actor), await store.ledger.countOf(adminOf('oNobody'))]).toEqual([1, 0])
    })

    it('finds the row of a delivery that was accepted before, also after a restart (F25)', async () => {
      const first = await store.ledger.accept(wish('a'))
      await store.close()
      store = await open()
      const again = await store.ledger.accept(wish('a'))
      expect(again).toEqual({ row: first.row, fresh: false })
    })

    it('makes one row of fifty simultaneous deliveries of the same message (F22)', async () => {
      const all = await Promise.all(Array.from({ length: 50 }, () => store.ledger.accept(wish('same'))))
      expect(all.filter(({ fresh }) => fresh)).toHaveLength(1)
      expect(new Set(all.map(({ row }) => row.number))).toEqual(new Set([1]))
    })

    it('keeps the accounts of one file apart', async () => {
      await store.ledger.accept(wish('a'))
      await store.close()
      store = await open('wx00000000000000ff')
      expect((await store.ledger.accept(wish('a'))).row.number).toBe(1)
    })
  })

  describe('the life of a command', () => {
    it('keeps what was about to be done, how it ended and what was answered', async () => {
      const { row } = await store.ledger.accept(wish('a'))
      await store.ledger.markSent(
        row.number,
        { kind: 'move', openid: P, from: 0, to: 108 },
        [{ openid: P, from: [0], to: [108] }],
        3_000,
      )
      expect((await store.ledger.unfinished()).map(({ state, plan }) => [state, plan])).toEqual([
        ['sent', { kind: 'move', openid: P, from: 0, to: 108 }],
      ])
      await store.ledger.end(row.number, 'done', moved, 4_000)
      expect(await store.ledger.find(row.number)).toMatchObject({
        state: 'ended',
        outcome: 'done',
        answer: moved,
        telling: null,
      })
      expect(await store.ledger.unfinished()).toEqual([])
      expect(await store.ledger.lastKnownGroups(P)).toEqual([108])
    })

    it('knows whom a command was about that named nobody when it was accepted', async () => {
      const { row } = await store.ledger.accept(wish('a', { openids: [] }))
      await store.ledger.markSent(row.number, { kind: 'move' }, [{ openid: P, from: [0], to: [108] }], 3_000)
      await store.ledger.end(row.number, 'done', moved, 4_000)
      expect(await store.ledger.lastKnownGroups(P)).toEqual([108])
    })

    it('never takes an end back', async () => {
      const { row } = await store.ledger.accept(wish('a'))
      await store.ledger.end(row.number, 'done', moved, 4_000)
      await store.ledger.markSent(row.number, {}, [], 5_000)
      await store.ledger.end(row.number, 'failed', { kind: 'broken' }, 6_000)
      expect(await store.ledger.find(row.number)).toMatchObject({ state: 'ended', outcome: 'done', answer: moved })
    })

    it('remembers what a command took back, and what that brought back', async () => {
      const numbers: number[] = []
      for (const key of ['a', 'b', 'c', 'd']) numbers.push((await store.ledger.accept(wish(key))).row.number)
      const [first = 0, second = 0, third = 0] = numbers
      await store.ledger.end(first, 'done', moved, 4_000)
      await store.ledger.end(second, 'done', moved, 4_000, { undone: first, restored: null })
      expect((await store.ledger.find(first))?.undoneBy).toBe(second)
      // Only what was taken back by that.
      await store.ledger.end(third, 'done', moved, 4_000, { undone: third, restored: first })
      expect((await store.ledger.find(first))?.undoneBy).toBe(second)
      await store.ledger.end(third, 'done', moved, 4_000, { undone: second, restored: first })
      expect((await store.ledger.find(first))?.undoneBy).toBe(null)
      expect((await store.ledger.find(second))?.undoneBy).toBe(third)
    })

    it('lists the changes of one admin that may have an effect, newest first', async () => {
      const ends = ['done', 'failed', 'unknown', 'asked', 'withdrawn', 'refused', null] as const
      for (const [at, outcome] of ends.entries()) {
        const { row } = await store.ledger.accept(wish(`${at}`))
        if (outcome !== null) await store.ledger.end(row.number, outcome, moved, 4_000)
      }
      const changes = async (below: number | null, limit: number) =>
        (await store.ledger.changesOf(wish('').actor, below, limit)).map(({ number }) => number)
      expect(await changes(null, 9)).toEqual([7, 3, 1])
      expect(await changes(7, 9)).toEqual([3, 1])
      expect(await changes(null, 2)).toEqual([7, 3])
      expect(await store.ledger.changesOf(adminOf(P), null, 9)).toEqual([])
    })

    it('lets the late answer be claimed once, and never after the admin was told', async () => {
      const { row } = await store.ledger.accept(wish('a'))
      await store.ledger.end(row.number, 'done', moved, 4_000)
      expect((await store.ledger.untold(3_000)).map(({ number }) => number)).toEqual([1])
      expect(await store.ledger.startLateAnswer(row.number, 5_000)).toBe(true)
      expect(await store.ledger.startLateAnswer(row.number, 5_000)).toBe(false)
      const other = await store.ledger.accept(wish('b'))
      await store.ledger.markTold(other.row.number, 'passive', 5_000)
      expect(await store.ledger.startLateAnswer(other.row.number, 5_000)).toBe(false)
      expect(await store.ledger.untold(3_000)).toEqual([])
    })

    it('knows whether a change written later was accepted before (F27)', async () => {
      await store.ledger.accept(wish('newer', { writtenAt: 9_000 }))
      const late = await store.ledger.accept(wish('older', { writtenAt: 8_000 }))
      expect(await store.ledger.hasNewerChange(P, 8_000, late.row.number)).toBe(true)
      expect(await store.ledger.hasNewerChange(P, 9_000, late.row.number)).toBe(false)
      expect(await store.ledger.hasNewerChange('oSomebodyElse_00000000000000', 8_000, late.row.number)).toBe(false)
      await store.ledger.end(1, 'refused', { kind: 'broken' }, 9_500)
      expect(await store.ledger.hasNewerChange(P, 8_000, late.row.number)).toBe(false)
    })

    it('knows that somebody was to stay where they were, which is no end of a move and no place', async () => {
      const { row } = await store.ledger.accept(wish('newer', { writtenAt: 9_000 }))
      const late = await store.ledger.accept(wish('older', { writtenAt: 8_000 }))
      await store.ledger.markItems(row.number, [{ openid: P, outcome: 'unchanged', label: null }])
      await store.ledger.end(row.number, 'refused', { kind: 'broken' }, 9_500)
      expect(await store.ledger.hasNewerChange(P, 8_000, late.row.number)).toBe(true)
      expect(await store.ledger.hasNewerChange(P, 9_000, late.row.number)).toBe(false)
      expect(await store.ledger.endedItems(row.number)).toEqual([])
      expect(await store.ledger.lastKnownGroups(P)).toBeNull()
    })
  })

  describe('growth', () => {
    it('deletes what ended long ago in small steps and never gives a number twice', async () => {
      for (const key of ['a', 'b', 'c']) {
        const { row } = await store.ledger.accept(wish(key))
        await store.ledger.end(row.number, 'done', moved, 4_000)
      }
      expect(await store.ledger.prune(5_000, 1)).toBe(1)
      expect(await store.ledger.prune(5_000, 10)).toBe(1)
      expect(await store.ledger.prune(5_000, 10)).toBe(0)
      expect((await store.ledger.accept(wish('d'))).row.number).toBe(4)
    })
  })

  describe('forgetting a person', () => {
    it('leaves the pseudonym in place of the openid, and nothing else of them in any table', async () => {
      const { row } = await store.ledger.accept(wish('a', { args: { openid: P, reason: '他自己要求', alias: null } }))
      const plan = { kind: 'move', openid: P, from: 0, to: 108 }
      await store.ledger.markSent(row.number, plan, [{ openid: P, from: [0], to: [108] }], 3_000)
      await store.ledger.end(row.number, 'done', moved, 4_000)
      await store.confirmations.put({
        actor: adminOf('oAdmin_Sandbox_0000000000001'),
        digits: '0042',
        plan: { kind: 'blacklist', openid: P, from: null },
        digest: 'd1ge57',
        askedBy: 1,
        expiresAt: 9_000,
        triesLeft: 5,
      })
      await store.people.import([{ openid: P, remark: '老王' }])
      expect(await store.erasures.add({ openid: P, at: 4, otherOwners: true })).toEqual({
        openid: P,
        number: 1,
        names: ['老王'],
        wasAdmin: false,
      })
      expect(await store.erasures.pending()).toBe(true)
      expect(await store.erasures.work('', Infinity)).toEqual({ next: null, erased: 1, waiting: 0 })
      expect(await store.erasures.pending()).toBe(false)
      const gone = expect.stringMatching(/^gone-[0-9a-f]{12}$/) as string
      expect(await store.ledger.find(row.number)).toMatchObject({ args: { openid: gone }, answer: { openid: gone } })
      expect(await store.ledger.lastKnownGroups(P)).toBeNull()
      expect(await store.confirmations.get(adminOf('oAdmin_Sandbox_0000000000001'), 5_000)).toBeUndefined()
      const dump = await site.dump()
      for (const trace of [P, '老王', '他自己要求']) expect(dump).not.toContain(trace)
      expect(dump).toMatch(/gone-[0-9a-f]{12}/)
    })
  })
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { NewMoveEnd } from '../../src/store/move-ends.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

const OWNER = { kind: 'admin', openid: 'oAdmin_Sandbox_0000000000001' } as const
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

const wish = (key: string, ...openids: readonly string[]): NewCommand => ({
  kind: 'change',
  actor: OWNER,
  dedupeKey: key,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: { openids },
  asked: { command: '移动', target: 'VIP(108)', openid: null },
  openids,
})

const end = (openid: string, more: Partial<NewMoveEnd> = {}): NewMoveEnd => ({
  openid,
  dueAt: 10_000,
  spanMs: 8_000,
  until: 10_000,
  to: [108],
  back: [102],
  backend: 'tags',
  ...more,
})

const DONE = { kind: 'interrupted' } as const

/** What every store does with the ends of moves for a time. */
export function moveEndsContract(factory: StoreFactory): void {
  let site: StoreSite
  let store: Store

  beforeEach(async () => {
    site = await factory()
    store = await site.open(APPID)
  })
  afterEach(async () => {
    await store.close().catch(() => undefined)
    await site.close()
  })

  /** A move for a time of these, that has been sent. */
  async function sent(key: string, ...ends: readonly NewMoveEnd[]): Promise<number> {
    const { row } = await store.ledger.accept(wish(key, ...ends.map(({ openid }) => openid)))
    const items = ends.map(({ openid, back, to }) => ({ openid, from: back, to }))
    await store.ledger.markSent(row.number, { kind: 'move' }, items, 3_000, ends)
    return row.number
  }

  async function done(number: number, ...stands: readonly string[]): Promise<void> {
    await store.ledger.end(number, 'done', DONE, 4_000, undefined, stands)
  }

  const waiting = async () =>
    (await store.moveEnds.ofMany([P, Q])).map(({ openid, number }) => `${openid} ${number}`).sort()

  describe('moves for a time', () => {
    it('keep with the plan what is needed to end them, over a restart', async () => {
      const number = await sent('a', end(P), end(Q, { back: [] }))
      await done(number, P, Q)
      await store.close()
      store = await site.open(APPID)
      expect(await store.moveEnds.of(P)).toEqual({ ...end(P), number, attempts: 0 })
      expect((await store.moveEnds.ofMove(number)).map(({ openid, back }) => [openid, back]).sort()).toEqual(
        [
          [P, [102]],
          [Q, []],
        ].sort(),
      )
    })

    it('end for nobody whom the move did not reach', async () => {
      await done(await sent('a', end(P), end(Q)), Q)
      expect(await waiting()).toEqual([`${Q} 1`])
    })

    it('leave what waits alone while a later change is under way, and for whom it did not come about', async () => {
      await done(await sent('a', end(P), end(Q)), P, Q)
      const later = await sent('b', end(P, { dueAt: 20_000 }))
      expect((await store.moveEnds.ofMove(1)).length).toBe(2)
      expect((await store.moveEnds.of(P))?.number).toBe(later)
      await done(later)
      expect((await store.moveEnds.of(P))?.number).toBe(1)
    })

    it('are void for whom a later change stands, with or without an end of its own', async () => {
      await done(await sent('a', end(P), end(Q)), P, Q)
      await done(await sent('b', end(P, { dueAt: 20_000 })), P)
      const { row } = await store.ledger.accept(wish('c', Q))
      await done(row.number, Q)
      expect(await waiting()).toEqual([`${P} 2`])
    })

    it('are due together, the first first, and again after an attempt has failed', async () => {
      await done(await sent('a', end(P, { dueAt: 12_000 })), P)
      await done(await sent('b', end(Q, { dueAt: 11_000 })), Q)
      expect(await store.moveEnds.firstDue()).toBe(11_000)
      expect(await store.moveEnds.due(10_999, 10)).toEqual([])
      expect(await store.moveEnds.due(12_000, 10)).toEqual([
        { number: 2, attempts: 0 },
        { number: 1, attempts: 0 },
      ])
      expect(await store.moveEnds.due(12_000, 1)).toEqual([{ number: 2, attempts: 0 }])
      await store.moveEnds.postpone({ number: 2, attempts: 0 }, 13_000)
      await store.moveEnds.postpone({ number: 2, attempts: 0 }, 99_000)
      expect(await store.moveEnds.due(13_000, 10)).toEqual([
        { number: 1, attempts: 0 },
        { number: 2, attempts: 1 },
      ])
    })

    it('are moved along with the machine, and wait no longer than they were to (F50)', async () => {
      await done(await sent('a', end(P, { dueAt: 12_000 })), P)
      await store.moveEnds.shift(-5_000)
      expect(await store.moveEnds.firstDue()).toBe(7_000)
      await store.moveEnds.clamp(0)
      expect(await store.moveEnds.firstDue()).toBe(7_000)
      await store.moveEnds.clamp(-2_000)
      expect(await store.moveEnds.firstDue()).toBe(6_000)
    })

    it('are forgotten with whoever leaves, whenever that is', async () => {
      await done(await sent('a', end(P), end(Q)), P, Q)
      const later = await store.ledger.accept(wish('b', P))
      await store.erasures.add({ openid: P, at: 5, otherOwners: true })
      expect(await waiting()).toEqual([`${Q} 1`])
      await store.ledger.markSent(later.row.number, { kind: 'move' }, [], 3_000, [end(P)])
      await done(later.row.number, P)
      await store.erasures.work('', Infinity)
      expect(await site.dump()).not.toContain(P)
      expect(await store.erasures.pending()).toBe(false)
    })

    it('keep the command that they end, however old it is', async () => {
      await done(await sent('a', end(P)), P)
      const { row } = await store.ledger.accept(wish('b', Q))
      await done(row.number, Q)
      await store.ledger.accept(wish('c', Q))
      expect(await store.ledger.prune(1e9, 10)).toBe(1)
      expect((await store.ledger.find(1))?.number).toBe(1)
    })

    it('keep the accounts of one store apart', async () => {
      await done(await sent('a', end(P)), P)
      await store.close()
      store = await site.open('wx00000000000000ff')
      expect([await store.moveEnds.firstDue(), await waiting()]).toEqual([null, []])
    })
  })
}

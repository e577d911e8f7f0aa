import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const R = 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc'
const PLAN = { kind: 'move', backend: 'groups' }
const BROKEN = { kind: 'broken' } as const

const wish = (key: string, openids: readonly string[]): NewCommand => ({
  kind: 'change',
  actor: adminOf('oAdmin_Sandbox_0000000000001'),
  dedupeKey: key,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: {},
  asked: { command: '移动', target: 'VIP(108)', openid: null },
  openids,
})
const answerAbout = (openid: string) =>
  ({ kind: 'moved', openid, from: { id: 0, name: '未分组' }, to: { id: 108, name: 'VIP' } }) as const

/** What every store keeps of the people whom a command is about, and of those whom it only names. */
export function itemsContract(factory: StoreFactory): void {
  let site: StoreSite
  let store: Store

  beforeEach(async () => {
    site = await factory()
    store = await site.open(APPID)
  })
  afterEach(async () => {
    await store.close()
    await site.close()
  })

  const accept = async (key: string, openids: readonly string[]) =>
    (await store.ledger.accept(wish(key, openids))).row.number
  const to = (openid: string, from: number) => ({ openid, from: [from], to: [108] })
  const leave = async (openid: string) => {
    await store.erasures.add({ openid, at: 4, otherOwners: true })
    while ((await store.erasures.work('', Infinity)).next !== null);
  }

  describe('the people of a command', () => {
    it('are those whom it named, and each is told how it ended', async () => {
      const number = await accept('a', [P, Q, R])
      await store.ledger.markSent(number, PLAN, [to(P, 0), to(Q, 0)], 3_000)
      expect(await store.ledger.progress(number)).toEqual({ ended: 0, all: 2 })
      await store.ledger.markItems(number, [
        { openid: P, outcome: 'done', fault: null },
        { openid: Q, outcome: 'failed', fault: BROKEN },
        { openid: R, outcome: 'unchanged', label: 5 },
      ])
      expect((await store.ledger.followersOf(number)).toSorted()).toEqual([P, Q, R].toSorted())
      expect(
        (await store.ledger.endedItems(number)).toSorted((one, two) => (one.openid < two.openid ? -1 : 1)),
      ).toEqual(
        [
          { openid: P, outcome: 'done', fault: null },
          { openid: Q, outcome: 'failed', fault: BROKEN },
        ].toSorted((one, two) => (one.openid < two.openid ? -1 : 1)),
      )
    })

    it('are placed and counted where it came about, and nowhere else', async () => {
      await store.people.import([P, Q, R].map((openid) => ({ openid, groups: [7] })))
      const number = await accept('a', [P, Q, R])
      await store.ledger.markSent(number, PLAN, [to(P, 7), { openid: Q, from: null, to: [108] }, to(R, 7)], 3_000)
      await store.ledger.markItems(number, [
        { openid: P, outcome: 'done', fault: null },
        { openid: R, outcome: 'failed', fault: BROKEN },
      ])
      await store.ledger.end(number, 'done', BROKEN, 4_000)
      // What has ended is not counted again.
      await store.ledger.end(number, 'done', BROKEN, 5_000)
      const groups = await Promise.all([P, Q, R].map(async (openid) => (await store.people.find(openid))?.groups))
      expect(groups).toEqual([[108], [108], [7]])
      const counts = (await store.dailyCounts.since(0)).map(({ of, came, left }) => [of, came, left])
      expect(counts).toHaveLength(2)
      expect(counts).toContainEqual([{ kind: 'group', backend: 'groups', id: 108 }, 2, 0])
      expect(counts).toContainEqual([{ kind: 'group', backend: 'groups', id: 7 }, 0, 1])
    })

    it('are not counted of a command that failed, and of a label not placed', async () => {
      await store.people.import([{ openid: P, groups: [7] }])
      const failed = await accept('a', [P])
      await store.ledger.markSent(failed, PLAN, [to(P, 7)], 3_000)
      await store.ledger.end(failed, 'failed', BROKEN, 4_000)
      expect(await store.dailyCounts.since(0)).toEqual([])
      const label = await accept('b', [P])
      const plan = { ...PLAN, label: { tag: 5, added: true }, backend: 'tags' }
      await store.ledger.markSent(label, plan, [{ openid: P, from: [], to: [5] }], 3_000)
      await store.ledger.end(label, 'done', BROKEN, 4_000)
      expect((await store.people.find(P))?.groups).toEqual([7])
      expect(await store.dailyCounts.since(0)).toEqual([
        { of: { kind: 'group', backend: 'tags', id: 5 }, came: 1, left: 0 },
      ])
    })

    it('are kept as they were written, with what no database stores', async () => {
      const number = await accept('a', [P])
      const fault = { kind: 'failed-name', text: 'a\0b' } as unknown as typeof BROKEN
      await store.ledger.markItems(number, [{ openid: P, outcome: 'failed', fault }])
      expect(await store.ledger.endedItems(number)).toHaveLength(1)
    })
  })

  describe('a number', () => {
    it('is not used up by a command that was there before', async () => {
      for (const key of ['a', 'a', 'a', 'b']) await store.ledger.accept(wish(key, [P]))
      expect((await store.ledger.accept(wish('c', [P]))).row.number).toBe(3)
      // In one transaction too.
      const all = await Promise.all(['c', 'd', 'c', 'e'].map((key) => store.ledger.accept(wish(key, [P]))))
      expect(all.map(({ row, fresh }) => [row.number, fresh])).toEqual([
        [3, false],
        [4, true],
        [3, false],
        [5, true],
      ])
    })
  })

  describe('somebody who left', () => {
    it('is erased again from a command that names them afterwards, and nobody else is (F46)', async () => {
      await leave(P)
      await accept('a', [Q])
      expect(await store.erasures.pending()).toBe(false)
      await accept('b', [Q, P])
      expect(await store.erasures.pending()).toBe(true)
    })

    it('is erased again when only the plan names them', async () => {
      await leave(P)
      const number = await accept('a', [])
      await store.ledger.markSent(number, PLAN, [to(P, 0)], 3_000)
      expect(await store.erasures.pending()).toBe(true)
    })

    it('is not erased when they followed again', async () => {
      await leave(P)
      await store.people.note([{ openid: P, kind: 'follow', at: 9_000, followedAt: 9 }])
      await accept('a', [P])
      expect(await store.erasures.pending()).toBe(false)
    })

    it('is found where only the answer names them, whenever they leave', async () => {
      const before = await accept('a', [P])
      await store.ledger.end(before, 'done', answerAbout(Q), 4_000)
      await leave(Q)
      expect(await store.erasures.pending()).toBe(false)
      expect(JSON.stringify((await store.ledger.find(before))?.answer)).not.toContain(Q)
      const after = await accept('b', [P])
      await store.ledger.end(after, 'done', answerAbout(Q), 5_000)
      expect(await store.erasures.pending()).toBe(true)
      // Whom the command is about anyway needs no second trace.
      const own = await accept('c', [R])
      await store.ledger.end(own, 'done', answerAbout(R), 6_000)
      await leave(R)
      expect(await site.dump()).not.toContain(R)
    })
  })
}

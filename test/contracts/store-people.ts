import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const C = 'oAdmin_Sandbox_0000000000001'

/** What every store does with people, admins, invitations and what else is kept for an account. */
export function peopleContract(factory: StoreFactory): void {
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

  const numbers = async (): Promise<[string, number][]> =>
    (await store.people.numbered(0, 99, 99)).map(({ openid, number }) => [openid, number])

  describe('somebody who is forgotten', () => {
    it('is named by no question that waits, whoever was asked; the others wait on', async () => {
      const asks = (admin: string, about: string) =>
        store.dialogues.put({ admin, body: { kind: 'choice', commands: [`移动 ${about} 108`] }, expiresAt: 9_000 })
      await asks(C, A)
      await asks(B, B)
      await store.erasures.add({ openid: A, at: 3, otherOwners: true })
      expect((await store.dialogues.list(1_000)).map(({ admin }) => admin)).toEqual([B])
    })

    it('left in the second in which they followed, but once: what comes again was handled before', async () => {
      await store.people.note([{ openid: A, kind: 'follow', at: 5_000, followedAt: 5 }])
      const leaving = { openid: A, at: 5, otherOwners: true }
      expect(await store.erasures.add(leaving)).toMatchObject({ openid: A, number: 1 })
      expect(await store.people.find(A)).toBeUndefined()
      await store.people.note([{ openid: A, kind: 'follow', at: 5_000, followedAt: 5 }])
      expect(await store.erasures.add(leaving)).toBeUndefined()
      expect(await store.people.find(A)).toBeDefined()
    })
  })

  describe('people', () => {
    it('get numbers in the order in which they came, and never one that somebody else had', async () => {
      await store.people.note([
        { openid: B, kind: 'text', at: 1 },
        { openid: A, kind: 'follow', at: 2 },
      ])
      await store.erasures.add({ openid: A, at: 3, otherOwners: true })
      expect(await store.people.import([{ openid: B }, { openid: C }])).toBe(1)
      expect(await numbers()).toEqual([
        [B, 1],
        [C, 3],
      ])
      expect([await store.people.greatestNumber(), await store.people.count()]).toEqual([3, 2])
    })

    it('keep the latest of what was heard of them, whichever is written last', async () => {
      await store.people.note([{ openid: A, kind: 'text', at: 5_000 }])
      await store.people.note([{ openid: A, kind: 'menu', at: 4_000 }])
      expect((await store.people.find(A))?.contact).toEqual({ kind: 'text', at: 5_000 })
      await store.people.note([{ openid: A, kind: 'scan', at: 6_000 }])
      expect((await store.people.find(A))?.contact).toEqual({ kind: 'scan', at: 6_000 })
    })

    it('are written down thousands at a time', async () => {
      const many = Array.from({ length: 4_500 }, (_, at) => ({
        openid: `o${String(at).padStart(27, '0')}`,
        kind: 'follow' as const,
        at,
      }))
      await store.people.note(many)
      expect(await store.people.count()).toBe(4_500)
      expect((await store.people.numbered(4_500, 4_500, 1))[0]?.openid).toBe(many.at(-1)?.openid)
    })

    it('are found by alias, else by remark, without regard to case and width; also by a part, and by the end of the openid', async () => {
      await store.people.import([
        { openid: A, remark: 'Wang 五' },
        { openid: B, remark: 'wang 五' },
      ])
      expect((await store.people.called('ＷＡＮＧ 五', 9)).map(({ openid }) => openid)).toEqual([A, B])
      await store.people.setAlias(B, 'WANG 五')
      expect((await store.people.called('wang 五', 9)).map(({ openid }) => openid)).toEqual([B])
      expect((await store.people.search('ANG', 9)).map(({ openid }) => openid)).toEqual([A, B])
      expect((await store.people.search('jdcm58', 9)).map(({ openid }) => openid)).toEqual([A])
      expect(await store.people.search('58', 9)).toEqual([])
      expect((await store.people.names()).sort()).toEqual(['WANG 五', 'Wang 五', 'wang 五'])
      await store.people.setAlias(B, null)
      expect((await store.people.find(B))?.alias).toBeNull()
    })

    it('are listed by when they were last heard of, and by the groups they are in', async () => {
      await store.people.note([
        { openid: A, kind: 'text', at: 1 },
        { openid: B, kind: 'follow', at: 2 },
      ])
      await store.people.update([
        { openid: A, groups: [108] },
        { openid: B, groups: [108] },
        { openid: C, groups: [108] },
      ])
      expect((await store.people.recent(null, 9)).map(({ openid }) => openid)).toEqual([B, A])
      expect((await store.people.recent(['text'], 9)).map(({ openid }) => openid)).toEqual([A])
      const members = await store.people.members([108], 1, 1)
      expect([members.all, members.people.map(({ openid }) => openid)]).toEqual([2, [B]])
      expect((await store.people.findMany([C, A])).map(({ openid }) => openid)).toEqual([A])
    })

    it('who were imported stand behind those with activity, the newest follow first, and alone when only follows are asked for', async () => {
      const [D, E] = [A, B, C].map((openid) => `${openid.slice(0, -1)}z`)
      await store.people.note([{ openid: A, kind: 'text', at: 5 }])
      await store.people.import([
        { openid: B, followedAt: 10 },
        { openid: C, followedAt: 30 },
        { openid: A, followedAt: 40 },
        { openid: D!, followedAt: 20 },
        { openid: E!, followedAt: null },
      ])
      const recent = async (...asked: Parameters<Store['people']['recent']>) =>
        (await store.people.recent(...asked)).map(({ openid }) => openid)
      expect(await recent(null, 9)).toEqual([A, C, D, B])
      expect(await recent(null, 2)).toEqual([A, C])
      await store.people.note([{ openid: B, kind: 'follow', at: 50 }])
      expect(await recent(null, 9)).toEqual([B, A, C, D])
      expect(await recent(['follow', 'imported'], 9)).toEqual([B, C, D])
    })

    it('may be called anything: what an engine cannot hold is replaced, and refuses nothing (F67)', async () => {
      await store.people.import([{ openid: A, remark: 'a\0b\uD800c', groups: [] }])
      await store.people.setAlias(A, `%_\\'"${'é'.repeat(40)}\0`)
      const person = await store.people.find(A)
      expect(person?.remark?.startsWith('a')).toBe(true)
      expect((await store.people.called(person?.alias ?? '', 9)).map(({ openid }) => openid)).toEqual([A])
      expect((await store.people.search('\\', 9)).map(({ openid }) => openid)).toEqual([A])
    })
  })

  describe('admins', () => {
    it('have a first owner once, roles, languages, and a last owner who stays', async () => {
      expect(await store.admins.addFirst(A, 7)).toBe(true)
      expect(await store.admins.addFirst(B, 8)).toBe(false)
      expect(await store.admins.remove(A, false)).toBe(false)
      await store.admins.setLanguage(A, 'en')
      await store.admins.setLanguage(A, 'zh')
      expect([...(await store.admins.languages())]).toEqual([[A, 'zh']])
      expect(await store.admins.list()).toEqual([{ openid: A, role: 'owner', since: 7 }])
      expect(await store.admins.remove(A, true)).toBe(true)
      expect(await store.admins.setRole(A, 'viewer')).toBe(false)
    })

    it('come by an invitation once, with the row that tells it', async () => {
      await store.invitations.add({ hash: 'aa', role: 'viewer', madeBy: A, expiresAt: 100 }, 0)
      await store.invitations.add({ hash: 'bb', role: 'admin', madeBy: B, expiresAt: 200 }, 100)
      expect((await store.invitations.live(0)).map(({ hash }) => hash)).toEqual(['bb'])
      const joining = () => ({
        command: {
          kind: 'change' as const,
          actor: adminOf(C),
          dedupeKey: 'joined 1',
          writtenAt: 1,
          acceptedAt: 1,
          command: '认领',
          args: {},
          asked: { command: '认领', target: '', openid: C },
          openids: [C, B],
        },
        answer: { kind: 'joined' as const, openid: C, role: 'admin' as const, by: B },
      })
      expect(await store.invitations.redeem('bb', C, 150, joining)).toBe('admin')
      expect(await store.invitations.redeem('bb', C, 150, joining)).toBeUndefined()
      expect(await store.ledger.find(1)).toMatchObject({ state: 'ended', outcome: 'done', telling: 'passive' })
      expect((await store.ledger.followersOf(1)).sort()).toEqual([C, B].sort())
      await store.erasures.add({ openid: B, at: 3, otherOwners: true })
      await store.erasures.work('', Infinity)
      expect(await store.invitations.live(0)).toEqual([])
    })
  })

  describe('what waits', () => {
    it('is kept for each admin, and for the account', async () => {
      await store.dialogues.put({ admin: A, body: { kind: 'x', text: 'a\0' }, expiresAt: 100 })
      await store.dialogues.put({ admin: A, body: { kind: 'y' }, expiresAt: 200 })
      expect(await store.dialogues.list(150)).toEqual([{ admin: A, body: { kind: 'y' }, expiresAt: 200 }])
      await store.dialogues.clear(A)
      expect(await store.dialogues.list(0)).toEqual([])
      const state = { phase: 'asking', next: '', asked: 50, total: 100, startedAt: 1_764_000_000_000 } as const
      await store.syncStates.write(state)
      expect(await store.syncStates.read()).toEqual(state)
      await store.managedTags.add(108, 1)
      await store.managedTags.add(108, 2)
      expect(await store.managedTags.list()).toEqual([108])
      expect([await store.managedTags.remove(108), await store.managedTags.remove(108)]).toEqual([true, false])
      await store.probe()
      await store.scrub()
    })
  })
}

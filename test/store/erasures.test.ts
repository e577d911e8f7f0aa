import { afterEach, beforeEach, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'

const A = 'oAdmin_Sandbox_0000000000001'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
let store: Store

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
})
afterEach(async () => {
  await store.close()
})

const command = (dedupeKey: string, more: Partial<NewCommand> = {}): NewCommand => ({
  kind: 'change',
  actor: adminOf(A),
  dedupeKey,
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: { openid: P },
  asked: { command: '移动', target: 'VIP(108)', openid: P },
  openids: [P],
  ...more,
})
const end = (number: number) => store.ledger.end(number, 'done', { kind: 'not-following', openid: P }, 4_000)

it('takes one command after the other, and ends a step in the middle of somebody when its time is over (F46)', async () => {
  for (let at = 0; at < 30; at += 1) await end((await store.ledger.accept(command(`k${at}`))).row.number)
  await store.erasures.add({ openid: P, at: 5, otherOwners: true })
  const rewritten = async () =>
    (await store.ledger.latestOf(adminOf(A), 50)).filter(({ asked }) => asked.openid !== P).length
  const steps: number[] = []
  for (let after: string | null = ''; after !== null;) {
    after = (await store.erasures.work(after, 0)).next
    steps.push(await rewritten())
  }
  expect(steps.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
  expect(await store.erasures.pending()).toBe(false)
})

it('leaves who is named by a command that has not ended, and takes the others (F46)', async () => {
  const { row } = await store.ledger.accept(command('a'))
  await store.people.note([{ openid: 'oOther_000000000000000000001', kind: 'text', at: 1 }])
  for (const openid of [P, 'oOther_000000000000000000001']) {
    await store.erasures.add({ openid, at: 5, otherOwners: true })
  }
  expect(await store.erasures.work('', Infinity)).toEqual({ next: null, erased: 1, waiting: 1 })
  await end(row.number)
  expect(await store.erasures.work('', Infinity)).toEqual({ next: null, erased: 1, waiting: 0 })
  expect(JSON.stringify(await store.ledger.find(row.number))).not.toContain(P)
})

it('keeps the last owner, unless the settings name another (T22)', async () => {
  await store.admins.addFirst(A, 1)
  expect(await store.erasures.add({ openid: A, at: 5, otherOwners: false })).toMatchObject({ wasAdmin: false })
  await store.erasures.work('', Infinity)
  expect(await store.admins.list()).toMatchObject([{ openid: A, role: 'owner' }])
  expect(await store.erasures.add({ openid: A, at: 6, otherOwners: true })).toMatchObject({ wasAdmin: true })
  expect(await store.admins.list()).toEqual([])
})

it('gives whoever is written down twice one pseudonym', async () => {
  for (const key of ['a', 'b']) await end((await store.ledger.accept(command(key))).row.number)
  await store.erasures.add({ openid: P, at: 5, otherOwners: true })
  await store.erasures.work('', 0)
  await store.erasures.add({ openid: P, at: 6, otherOwners: true })
  await store.erasures.work('', Infinity)
  const names = (await store.ledger.latestOf(adminOf(A), 9)).map(({ asked }) => asked.openid)
  expect(names).toHaveLength(2)
  expect(new Set(names).size).toBe(1)
  expect(names[0]).toMatch(/^gone-/)
})

it('takes who left out of what they did at the console too', async () => {
  await end(
    (await store.ledger.accept(command('a', { actor: { kind: 'console', openid: P }, openids: [] }))).row.number,
  )
  await store.erasures.add({ openid: P, at: 5, otherOwners: true })
  expect(await store.erasures.work('', Infinity)).toEqual({ next: null, erased: 1, waiting: 0 })
  const row = await store.ledger.find(1)
  expect(row?.actor).toEqual({ kind: 'console', openid: expect.stringMatching(/^gone-/) as string })
})

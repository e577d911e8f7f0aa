import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { Importer, type ImporterParts } from '../../src/people/importer.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

const STAYS = 'oStays_000000000000000000001'
const LEAVES = 'oLeaves_00000000000000000001'

it('does not put down again whoever left while they were asked about', async () => {
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  try {
    const people = await PeopleBook.open(store.people, systemClock, {
      lastTexts: false,
      events: { contactsNotWritten: () => undefined },
    })
    const importer = new Importer({
      people,
      states: store.syncStates,
      now: () => systemClock.now(),
      followers: () => Promise.resolve({ total: 2, openids: [STAYS, LEAVES], next: '' }),
      where: async (openid) => {
        if (openid === LEAVES) {
          const traces = await store.erasures.add({ openid, at: 1_000, otherOwners: true })
          people.forgetNames(traces?.names ?? [])
        }
        return { kind: 'following', groups: [108], remark: openid === LEAVES ? '走了' : '小王', subscribedAt: null }
      },
      concernsOne: () => false,
      moment: () => systemClock.steady(),
      hasLeftSince: () => false,
      forget: () => Promise.resolve(),
    })
    await importer.run()
    expect(await people.store.find(LEAVES)).toBeUndefined()
    expect(people.isName('走了')).toBe(false)
    expect(await people.store.find(STAYS)).toMatchObject({ number: 1, remark: '小王', groups: [108] })
    expect(people.isName('小王')).toBe(true)
  } finally {
    await store.close()
  }
})

const NOBODY = new Error('40003')
const BUSY = new Error('busy')

/** An importer of these people, of whom the platform says what `where` does. */
async function importing(
  openids: readonly string[],
  where: (openid: string) => Promise<{ kind: 'following'; groups: number[]; remark: null; subscribedAt: null }>,
  followers?: ImporterParts['followers'],
) {
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  onTestFinished(() => store.close())
  const people = await PeopleBook.open(store.people, systemClock, {
    lastTexts: false,
    events: { contactsNotWritten: () => undefined },
  })
  const importer = new Importer({
    people,
    states: store.syncStates,
    now: () => systemClock.now(),
    followers: followers ?? (() => Promise.resolve({ total: openids.length, openids, next: '' })),
    where,
    concernsOne: (error) => error === NOBODY,
    moment: () => systemClock.steady(),
    hasLeftSince: () => false,
    forget: () => Promise.resolve(),
  })
  return { importer, people }
}

const openidOf = (number: number) => `oPerson_${String(number).padStart(20, '0')}`
const FOLLOWS = { kind: 'following', groups: [108], remark: null, subscribedAt: null } as const

it('passes over those of whom the platform knows nothing, also when nobody else is asked about with them, and counts them (F57)', async () => {
  const openids = Array.from({ length: 101 }, (_unused, at) => openidOf(at))
  const strangers = new Set([openidOf(7), openidOf(100)])
  const { importer, people } = await importing(openids, (openid) =>
    strangers.has(openid) ? Promise.reject(NOBODY) : Promise.resolve({ ...FOLLOWS, groups: [108] }),
  )
  const { state, unknown } = await importer.run()
  expect([state.phase, unknown]).toEqual(['done', 2])
  expect((await people.store.find(openidOf(8)))?.groups).toEqual([108])
  expect((await people.store.find(openidOf(99)))?.groups).toEqual([108])
})

it('passes nobody over for what is nobody’s fault: the step is taken again, and what was read stays (F57)', async () => {
  const openids = Array.from({ length: 60 }, (_unused, at) => openidOf(at))
  const refused = new Set([openidOf(3)])
  const { importer, people } = await importing(openids, (openid) =>
    refused.has(openid) ? Promise.reject(BUSY) : Promise.resolve({ ...FOLLOWS, groups: [108] }),
  )
  await expect(importer.run()).rejects.toBe(BUSY)
  expect((await people.store.find(openidOf(4)))?.groups).toEqual([108])
  refused.clear()
  expect((await importer.run()).state.phase).toBe('done')
  expect((await people.store.find(openidOf(3)))?.groups).toEqual([108])
})

it.each([
  ['the same cursor for ever', () => 'again'],
  ['two cursors in turn', (pages: number) => `cursor-${pages % 2}`],
  ['always a new one, far beyond the total', (pages: number) => `cursor-${pages}`],
])('comes to an end when the list goes on with %s (F58)', async (_what, cursorOf) => {
  let pages = 0
  const page = Array.from({ length: 100 }, (_unused, at) => openidOf(at))
  const { importer } = await importing(
    page,
    () => Promise.resolve({ ...FOLLOWS, groups: [108] }),
    () => {
      pages += 1
      if (pages > 50) throw new Error('the quota is spent')
      return Promise.resolve({ total: 100, openids: page, next: cursorOf(pages) })
    },
  )
  expect((await importer.run()).state.phase).toBe('done')
  expect(pages).toBeLessThan(6)
})

it('asks about those of the first pages while further ones come, always about fifty, and can be stopped in between', async () => {
  const pages = Array.from({ length: 3 }, (_, page) =>
    Array.from({ length: 60 }, (_unused, at) => openidOf(page * 60 + at)),
  )
  const asked: string[][] = [[], [], []]
  let listed = 0
  const secondPage = Promise.withResolvers<undefined>()
  const { importer, people } = await importing(
    [],
    (openid) => {
      asked[listed - 1]?.push(openid)
      // The first fifty have been asked about: only now does the list go on.
      if (asked[0]?.length === 50) secondPage.resolve(undefined)
      return Promise.resolve({ ...FOLLOWS, groups: [108] })
    },
    async (next) => {
      if (next === '1') await secondPage.promise
      listed += 1
      if (next === '2') importer.stop()
      return { total: 180, openids: pages[Number(next)] ?? [], next: next === '2' ? '' : String(Number(next) + 1) }
    },
  )
  const stopped = await importer.run()
  expect(asked[0]).toHaveLength(50)
  expect([stopped.state.total, stopped.state.asked % 50]).toEqual([180, 0])
  expect(stopped.state.phase).not.toBe('done')
  expect(await people.store.count()).toBe(180)
})

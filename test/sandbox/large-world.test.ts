import { expect, it, onTestFinished } from 'vitest'
import { blacklistApi } from '../../src/sandbox/api/blacklist.ts'
import { groupsApi } from '../../src/sandbox/api/groups.ts'
import { tagsApi } from '../../src/sandbox/api/tags.ts'
import { usersApi } from '../../src/sandbox/api/users.ts'
import type { Family } from '../../src/sandbox/api/endpoint.ts'
import { openidOf } from '../../src/sandbox/first-world.ts'
import type { WorldFollower } from '../../src/sandbox/first-world.ts'
import { createPlatformState } from '../../src/sandbox/state.ts'
import type { PlatformState } from '../../src/sandbox/state.ts'
import { WorldWatch } from '../../src/sandbox/world-watch.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openSandbox } from './open-sandbox.ts'
import { send } from '../support/send.ts'

/*
 * What the simulated platform does on a large account. Not the time is taken, but the followers are counted that a call
 * looks at: each of their fields tells when it is read.
 */

const FOLLOWERS = 25_000
const NOW = Date.UTC(2026, 0, 15)

/** How many followers `work` looks at. */
type Count = (work: () => unknown) => number

async function largeWorld(): Promise<{ state: PlatformState; looked: Count; call: Caller }> {
  const state = createPlatformState(SANDBOX_ACCOUNT, new ManualClock(NOW))
  await state.world.reset(FOLLOWERS, NOW)
  const seen = new Set<WorldFollower>()
  for (const follower of state.world.followers.values()) {
    for (const name of ['openid', 'subscribe', 'groupid', 'tagIds'] as const) watchField(follower, name, seen)
  }
  const looked: Count = (work) => {
    seen.clear()
    work()
    return seen.size
  }
  return { state, looked, call: (family, path, body, query) => callOf(state, family, path, body, query) }
}

type Caller = (family: Family, path: string, body?: Record<string, unknown>, query?: string) => Record<string, unknown>

function callOf(state: PlatformState, family: Family, path: string, body = {}, query = ''): Record<string, unknown> {
  const asked = { query: new URLSearchParams(query), origin: '', body }
  return (family[`/cgi-bin/${path}`]?.handle(asked, state) ?? {}) as Record<string, unknown>
}

function watchField(follower: WorldFollower, name: keyof WorldFollower, seen: Set<WorldFollower>): void {
  let value: unknown = follower[name]
  Object.defineProperty(follower, name, {
    enumerable: true,
    get: () => {
      seen.add(follower)
      return value
    },
    set: (set: unknown) => {
      value = set
    },
  })
}

it('looks at those on the page only, whatever list is asked for', async () => {
  const { state, looked, call } = await largeWorld()
  const { world } = state
  const last = openidOf(FOLLOWERS - 2)
  const some = [...world.followers.values()].slice(-5, -1)
  world.tag(some, 107)
  world.move(some, 1)
  for (const [family, path, body, query, most] of [
    [usersApi, 'user/get', {}, '', 10_000],
    [usersApi, 'user/get', {}, `next_openid=${last}`, 2],
    [groupsApi, 'groups/get', {}, '', 0],
    [tagsApi, 'tags/get', {}, '', 0],
    [tagsApi, 'user/tag/get', { tagid: 107 }, '', 20],
    [blacklistApi, 'tags/members/getblacklist', {}, '', 4],
    [groupsApi, 'groups/members/batchupdate', { openid_list: [last], to_groupid: 108 }, '', 1],
    [tagsApi, 'tags/members/batchtagging', { openid_list: [last], tagid: 106 }, '', 1],
    [tagsApi, 'tags/delete', { tag: { id: 107 } }, '', 20],
    [groupsApi, 'groups/delete', { group: { id: 108 } }, '', 20],
  ] as const) {
    expect(
      looked(() => call(family, path, body, query)),
      path,
    ).toBeLessThanOrEqual(most)
  }
})

it('passes over those who have left without looking at them', async () => {
  const { state, looked, call } = await largeWorld()
  const stays = openidOf(FOLLOWERS - 1)
  for (const openid of state.world.followers.keys()) if (openid !== stays) state.world.unsubscribe(openid)
  const list = () => {
    expect(call(usersApi, 'user/get')).toMatchObject({ total: 1, count: 1, data: { openid: [stays] } })
  }
  expect(looked(list)).toBe(1)
  expect(state.world.groupList().find(({ id }) => id === 0)?.count).toBe(1)
})

it('sees what changed without looking at everybody, and keeps no more of it than it tells', async () => {
  const { state, looked } = await largeWorld()
  const { world } = state
  const watch = new WorldWatch(world)
  const followers = [...world.followers.values()]
  world.move(followers.slice(100, 102), 108)
  world.move(followers.slice(100, 101), 0)
  expect(looked(() => watch.look(NOW))).toBeLessThanOrEqual(2)
  expect(watch.since(0)).toMatchObject([{ kind: 'moved', openid: followers[101]?.openid, from: 0, to: 108 }])
  world.move(followers.slice(200), 108)
  expect(looked(() => watch.look(NOW))).toBeLessThanOrEqual(50)
  expect(watch.since(0)).toHaveLength(50)
  expect(watch.since(0).at(-1)).toMatchObject({ openid: followers.at(-1)?.openid, from: 0, to: 108 })
})

it('lets the event loop turn while it makes a large world, which begins when everybody is there', async () => {
  const sandbox = await openSandbox()
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  turn()
  onTestFinished(() => {
    isOver = true
  })
  const known: number[] = []
  const reset = sandbox.post('reset', { followers: 200_000 }).then(() => (isOver = true))
  const look = async (): Promise<void> => {
    while (!isOver) {
      const told = (await (await send(`${sandbox.url}/sandbox/followers?limit=1`)).json()) as { total: number }
      known.push(told.total)
    }
  }
  await Promise.all([reset, look()])
  expect(turns).toBeGreaterThan(10)
  expect(new Set(known).size).toBeLessThanOrEqual(2)
  expect(known[0]).toBe(40)
  const end = await send(`${sandbox.url}/sandbox/followers?limit=3&search=o`)
  expect(await end.json()).toMatchObject({ total: 200_000, followers: [{}, {}, {}] })
})

it('lists members of a group in the order in which they came', async () => {
  const { state } = await largeWorld()
  const { world } = state
  const expected = [...world.followers.values()].filter(({ groupid }) => groupid === 102)
  const found = world.some(world.inGroup.of(102).following, -1, Infinity)
  expect(found.map(({ openid }) => openid)).toEqual(expected.map(({ openid }) => openid))
})

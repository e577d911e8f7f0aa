import { beforeEach, expect, it } from 'vitest'
import { PaceGate } from '../../src/dispatch/pace-gate.ts'
import { PRIORITY, type Priority } from '../../src/domain/verdict.ts'
import { createGroupsBackend } from '../../src/groups/groups-backend.ts'
import { Lookups } from '../../src/groups/lookups.ts'
import type { GroupsApi } from '../../src/wechat/api/groups.ts'
import type { UsersApi } from '../../src/wechat/api/users.ts'
import { ManualClock } from '../support/manual-clock.ts'

/*
 * An admin wants to know where somebody is while a whole account is read in. The gate, the lanes and the backend are the real
 * ones; what a call is answered, and when, is said here.
 */

const CALLS_PER_SECOND = 10
const GAP_MS = 100
const ADMIN_ASKS = 'oAdminAsksAboutThisFollower1'
const ANSWER_TAKES_MS = 5_000

let clock: ManualClock
/** Each call as it started: when, and about whom. */
let calls: { at: number; openids: readonly string[] }[]
let gate: PaceGate
let lookups: Lookups

beforeEach(() => {
  clock = new ManualClock()
  calls = []
  gate = new PaceGate({ callsPerSecond: CALLS_PER_SECOND, clock })
  const begin = clock.elapsed()
  const batchInfo = (take: () => readonly string[], priority?: Priority) =>
    gate.run(
      () => '/cgi-bin/user/info/batchget',
      priority ?? 0,
      async () => {
        const openids = [...take()]
        calls.push({ at: clock.elapsed() - begin, openids })
        // A slow platform for whoever reads in; the admin's own call is answered at once.
        if (!openids.includes(ADMIN_ASKS)) {
          await new Promise<void>((resolve) => clock.setTimer(ANSWER_TAKES_MS, resolve))
        }
        return openids.map((openid) => ({ openid, subscribe: 1, groupid: 0 }))
      },
    )
  lookups = new Lookups(createGroupsBackend({} as GroupsApi, { batchInfo } as UsersApi))
})

const readIn = (count: number): void => {
  for (let at = 0; at < count; at += 1) void lookups.whereAtLeisure(`oReadIn${String(at).padStart(21, '0')}`)
}

it('asks for an admin at the next turn, while a call of the reading in is not answered yet', async () => {
  readIn(200)
  await clock.advance(10)
  expect(calls).toHaveLength(1)
  const asked = lookups.where(ADMIN_ASKS)
  await clock.advance(GAP_MS)
  expect(calls).toHaveLength(2)
  expect(calls[1]).toEqual({ at: GAP_MS, openids: [ADMIN_ASKS] })
  expect(await asked).toMatchObject({ kind: 'following' })
})

it('lets the admin go first where both wait for the pace, and takes nobody along who is only read in', async () => {
  void gate.run(
    () => '/cgi-bin/groups/get',
    PRIORITY.change,
    () => Promise.resolve(),
  )
  await clock.advance(10)
  readIn(50)
  await clock.advance(10)
  const asked = lookups.where(ADMIN_ASKS)
  await clock.advance(2 * GAP_MS)
  expect(calls.map(({ at, openids }) => [at, openids.length])).toEqual([
    [GAP_MS, 1],
    [2 * GAP_MS, 50],
  ])
  expect(calls[0]?.openids).toEqual([ADMIN_ASKS])
  expect(await asked).toMatchObject({ kind: 'following' })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGroupsApi, type GroupsApi } from '../../src/wechat/api/groups.ts'
import { AnsweredNoError, TokenRefusedError, TooSlowError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { APPSECRET, failureOf, hang, openClient, reset, ScriptedPlatform, turnUntil } from './scripted-platform.ts'

const TOKEN = '/cgi-bin/stable_token'
const LIST = '/cgi-bin/groups/get'
const MOVE = '/cgi-bin/groups/members/update'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock
let platform: ScriptedPlatform
let address: string
let opened: ReturnType<typeof openClient>
let groups: GroupsApi

beforeEach(async () => {
  clock = new ManualClock()
  platform = new ScriptedPlatform()
  address = await platform.open()
  opened = openClient(address, clock)
  groups = createGroupsApi(opened.client)
})

afterEach(async () => {
  await opened.client.close()
  await platform.close()
})

/** A client whose gate lets one attempt through for each `turn`. */
async function openSlowClient() {
  const waiting: (() => void)[] = []
  const { client } = openClient(address, clock, async (_name, _priority, attempt) => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return attempt()
  })
  await client.token.get()
  return {
    client,
    turn: () => {
      waiting.shift()?.()
    },
  }
}

const forced = () => platform.of(TOKEN).map(({ body }) => (body as { force_refresh: boolean }).force_refresh)
const dead = { errcode: 40001, errmsg: 'invalid credential' }

describe('the access_token', () => {
  it('is fetched once for ten cold calls, normally and in JSON', async () => {
    await Promise.all(Array.from({ length: 10 }, () => groups.list()))
    expect(platform.of(TOKEN).map(({ method, body }) => [method, body])).toEqual([
      [
        'POST',
        { grant_type: 'client_credential', appid: 'wx5a4db0c0ffee0001', secret: APPSECRET, force_refresh: false },
      ],
    ])
  })

  it('is renewed once when a hundred calls meet a dead one, and none fails (F08)', async () => {
    await groups.list()
    platform.token = 'token-2'
    await Promise.all(Array.from({ length: 100 }, () => groups.move(() => [P], 108)))
    expect(platform.of(TOKEN)).toHaveLength(2)
  })

  it('is renewed before it expires', async () => {
    await groups.list()
    await clock.advance(7_139_000)
    await groups.list()
    expect(platform.of(TOKEN)).toHaveLength(1)
    await clock.advance(2_000)
    await groups.list()
    await clock.advance(0)
    expect(platform.of(TOKEN)).toHaveLength(2)
  })

  it('is forced only when the dead one is given again', async () => {
    await groups.list()
    platform.script(LIST, { errcode: 40001, errmsg: 'invalid credential' })
    await groups.list()
    expect(forced()).toEqual([false, false, true])
  })

  it('is forced at most every thirty seconds; meanwhile the call waits', async () => {
    await groups.list()
    platform.script(LIST, { errcode: 40001, errmsg: 'x' })
    await groups.list()
    platform.script(LIST, { errcode: 42001, errmsg: 'x' })
    const waiting = groups.list()
    await clock.advance(29_000)
    expect(platform.of(TOKEN)).toHaveLength(4)
    await clock.advance(1_500)
    await waiting
    expect(forced()).toEqual([false, false, true, false, true])
  })

  it('that is refused for ever costs two more fetches and ends in a clear error', async () => {
    await groups.list()
    platform.script(MOVE, ...Array.from({ length: 9 }, () => ({ errcode: 40001, errmsg: 'x' })))
    const error = await failureOf(
      clock,
      groups.move(() => [P], 108),
    )
    expect(error).toBeInstanceOf(AnsweredNoError)
    expect(error).toMatchObject({ errcode: 40001, kind: 'token', mayHaveHappened: false })
    expect(platform.of(TOKEN)).toHaveLength(3)
    expect(platform.of(MOVE)).toHaveLength(2)
  })

  it.each([
    [40125, 'invalid appsecret'],
    [40164, 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 5f3ded7d-22929d02-4ba1f5f6'],
    [40001, 'invalid credential'],
  ])(
    'that the platform refuses to give (%i) is told at once and asked for again after a minute (F10)',
    async (errcode, errmsg) => {
      platform.script(TOKEN, { errcode, errmsg })
      const error = await failureOf(clock, groups.list())
      expect(error).toBeInstanceOf(TokenRefusedError)
      expect(
        await failureOf(
          clock,
          groups.move(() => [P], 108),
        ),
      ).toBe(error)
      expect(platform.of(TOKEN)).toHaveLength(1)
      await clock.advance(60_000)
      await groups.list()
      expect(platform.of(TOKEN)).toHaveLength(2)
    },
  )

  it('is renewed behind calls that still use the old one, even while nobody answers the token call', async () => {
    await groups.list()
    await clock.advance(7_141_000)
    platform.script(TOKEN, hang)
    expect(await groups.list()).toHaveLength(1)
    expect(platform.of(LIST).map(({ query }) => query.get('access_token'))).toEqual(['token-1', 'token-1'])
  })

  it('is healed though a renewal was under way and gave the dead one again', async () => {
    await groups.list()
    await clock.advance(7_141_000)
    let answer: () => void = hang
    platform.script(TOKEN, (response) => {
      answer = () => response.end('{"access_token":"token-1","expires_in":7200}')
    })
    platform.script(LIST, dead)
    const listed = groups.list()
    await clock.advance(10)
    answer()
    await listed
    expect(forced()).toEqual([false, false, false, true])
  })

  it('may be revoked three times by another process: every command ends well, with one renewal each (F09)', async () => {
    await groups.list()
    for (const token of ['token-2', 'token-3', 'token-4']) {
      const moves = Array.from({ length: 20 }, () => groups.move(() => [P], 108))
      await clock.advance(1)
      platform.token = token
      await Promise.all([...moves, ...Array.from({ length: 20 }, () => groups.move(() => [P], 109))])
      await clock.advance(35_000)
    }
    expect(forced()).toEqual([false, false, false, false])
  })

  it('is forced at most twenty times a day; then the refusal is told, without waiting', async () => {
    await groups.list()
    for (let time = 0; time < 20; time += 1) {
      platform.script(LIST, dead)
      await groups.list()
      await clock.advance(30_000)
    }
    expect(forced().filter(Boolean)).toHaveLength(20)
    platform.script(LIST, dead, dead)
    const startedAt = clock.now()
    expect(await failureOf(clock, groups.list())).toMatchObject({ errcode: 40001, kind: 'token' })
    expect(clock.now() - startedAt).toBeLessThan(1_000)
    expect(forced().filter(Boolean)).toHaveLength(20)
    await clock.advance(86_400_000)
    platform.script(LIST, dead)
    await groups.list()
    expect(forced().filter(Boolean)).toHaveLength(21)
  })

  it('is taken fresh by a call that waited for its turn while it was renewed', async () => {
    const { client, turn } = await openSlowClient()
    const moved = createGroupsApi(client).move(() => [P], 108)
    await clock.advance(1)
    platform.token = 'token-2'
    await client.token.replace('token-1')
    turn()
    await moved
    expect(platform.of(MOVE).map(({ query }) => query.get('access_token'))).toEqual(['token-2'])
    await client.close()
  })

  it('is asked for again while the platform is busy or answers without one', async () => {
    platform.script(TOKEN, { errcode: -1, errmsg: 'system error' }, { expires_in: 7200 }, reset)
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
    expect(platform.of(TOKEN)).toHaveLength(4)
  })

  it('that does not come ends the call with its budget, surely not made (F02)', async () => {
    platform.script(TOKEN, ...Array.from({ length: 9 }, () => hang))
    const error = await failureOf(
      clock,
      groups.move(() => [P], 108),
    )
    expect(error).toBeInstanceOf(TooSlowError)
    expect(error).toMatchObject({ path: MOVE, budget: 'total', mayHaveHappened: false })
  })

  it('has an age only while there is one', async () => {
    expect(opened.client.token.ageMs).toBeNull()
    await groups.list()
    await clock.advance(5_000)
    expect(opened.client.token.ageMs).toBe(5_000)
  })
})

describe.each([-5, 5])('the access_token while somebody sets the time of day by %i hours (F12, F50)', (hours) => {
  const jump = (): void => {
    clock.jump(hours * 3_600_000)
  }

  it('is asked for again a minute after it was refused', async () => {
    platform.script(TOKEN, { errcode: 40125, errmsg: 'invalid appsecret' })
    await failureOf(clock, groups.list())
    jump()
    await clock.advance(58_000)
    expect(await failureOf(clock, groups.list())).toBeInstanceOf(TokenRefusedError)
    await clock.advance(2_000)
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
  })

  it('is forced thirty seconds after it was forced last', async () => {
    await groups.list()
    platform.script(LIST, dead)
    await groups.list()
    jump()
    platform.script(LIST, dead)
    const startedAt = clock.elapsed()
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
    expect(forced()).toEqual([false, false, true, false, true])
    expect(clock.elapsed() - startedAt).toBeGreaterThanOrEqual(29_000)
    expect(clock.elapsed() - startedAt).toBeLessThanOrEqual(31_000)
  })

  it('is renewed when it expires, not before and not later', async () => {
    await groups.list()
    jump()
    await clock.advance(7_139_000)
    await groups.list()
    expect(platform.of(TOKEN)).toHaveLength(1)
    expect(opened.client.token.ageMs).toBe(7_139_000)
    await clock.advance(2_000)
    await groups.list()
    await clock.advance(0)
    expect(platform.of(TOKEN)).toHaveLength(2)
  })
})

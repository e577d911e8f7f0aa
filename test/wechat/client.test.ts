import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCustomerMessageApi } from '../../src/wechat/api/customer-message.ts'
import { createGroupsApi, type GroupsApi } from '../../src/wechat/api/groups.ts'
import {
  type AnsweredNoError,
  HttpNoError,
  NoAnswerError,
  TooSlowError,
  UnreadableAnswerError,
} from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { failureOf, hang, openClient, reset, ScriptedPlatform, turnUntil } from './scripted-platform.ts'

const TOKEN = '/cgi-bin/stable_token'
const LIST = '/cgi-bin/groups/get'
const MOVE = '/cgi-bin/groups/members/update'
const CREATE = '/cgi-bin/groups/create'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock
let platform: ScriptedPlatform
let opened: ReturnType<typeof openClient>
let groups: GroupsApi

beforeEach(async () => {
  clock = new ManualClock()
  platform = new ScriptedPlatform()
  opened = openClient(await platform.open(), clock)
  groups = createGroupsApi(opened.client)
})

afterEach(async () => {
  await opened.client.close()
  await platform.close()
})

describe('a call', () => {
  it('goes out with its length and the token, and is not chunked', async () => {
    await groups.move(() => [P], 0)
    const [request] = platform.of(MOVE)
    expect(request?.query.get('access_token')).toBe('token-1')
    expect(request?.body).toEqual({ openid: P, to_groupid: 0 })
    expect(request?.headers['content-length']).toBeDefined()
    expect(request?.headers['transfer-encoding']).toBeUndefined()
  })

  it.each([
    ['a byte order mark', '\ufeff{"groups":[{"id":1,"name":"a","count":0}]}'],
    ['raw control characters', '{"groups":[{"id":1,"name":"a\u0001\n","count":0}]}'],
    ['an errcode of success', '{"errcode":0,"groups":[{"id":1,"name":"a","count":0}]}'],
  ])('reads an answer with %s', async (_title, text) => {
    platform.script(LIST, text)
    expect(await groups.list()).toEqual([{ id: 1, name: 'a', count: 0 }])
  })

  it('reads an errcode that came as a string', async () => {
    platform.script(MOVE, { errcode: '40050', errmsg: 'invalid group id' })
    expect(
      await failureOf(
        clock,
        groups.move(() => [P], 9),
      ),
    ).toMatchObject({ errcode: 40050, kind: 'admin-input' })
  })

  it.each([
    ['HTML of a gateway', '<html><body>502 Bad Gateway</body></html>'],
    ['a truncated answer', '{"groups":[{"id":1,'],
    ['nothing', ''],
    ['another shape', '{"groups":"none"}'],
    ['a list', '[]'],
    ['an errcode that is no number', '{"errcode":"failed","groups":[]}'],
    ['more than a megabyte', `{"groups":[],"pad":"${'x'.repeat(1_100_000)}"}`],
  ])('is made again after %s, and ends after four attempts (F03)', async (_title, text) => {
    platform.script(LIST, text)
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
    platform.script(LIST, text, text, text, text)
    expect(await failureOf(clock, groups.list())).toBeInstanceOf(UnreadableAnswerError)
    expect(platform.of(LIST)).toHaveLength(6)
  })

  it('that hangs ends after fifteen seconds with its socket closed, and is made again (F02)', async () => {
    await groups.list()
    platform.script(MOVE, hang)
    const moved = groups.move(() => [P], 108)
    await clock.advance(14_900)
    expect(platform.of(MOVE)).toHaveLength(1)
    await turnUntil(clock, moved)
    expect(platform.of(MOVE)).toHaveLength(2)
    expect(platform.closed).toBe(1)
  })

  it('that always hangs ends within its whole budget as too slow (F02)', async () => {
    await groups.list()
    platform.script(MOVE, ...Array.from({ length: 9 }, () => hang))
    const startedAt = clock.now()
    const error = await failureOf(
      clock,
      groups.move(() => [P], 108),
    )
    expect(error).toBeInstanceOf(TooSlowError)
    expect(error).toMatchObject({ mayHaveHappened: true })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(60_250)
    expect(platform.of(MOVE)).toHaveLength(4)
  })

  it('whose connection breaks is made again if that does no harm (F04)', async () => {
    platform.script(MOVE, reset)
    await turnUntil(
      clock,
      groups.move(() => [P], 108),
    )
    expect(platform.of(MOVE)).toHaveLength(2)
  })

  it('that must not be doubled is not made again once it may have arrived (F04)', async () => {
    platform.script(CREATE, reset)
    const error = await failureOf(clock, groups.create('test'))
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ mayHaveHappened: true })
    platform.script('/cgi-bin/message/custom/send', (response) => {
      response.statusCode = 502
      response.end('<html>')
    })
    expect(await failureOf(clock, createCustomerMessageApi(opened.client).sendText(P, 'x'))).toBeInstanceOf(HttpNoError)
    expect([platform.of(CREATE).length, platform.of('/cgi-bin/message/custom/send').length]).toEqual([1, 1])
  })

  it('that surely never arrived says so (F32)', async () => {
    const nobody = openClient('http://127.0.0.1:9', clock)
    const error = await failureOf(clock, createGroupsApi(nobody.client).create('test'))
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ mayHaveHappened: false, path: TOKEN })
    await nobody.client.close()
  })

  it('that the platform is too busy for is made three times more, also one that must not be doubled (F05)', async () => {
    const busy = { errcode: -1, errmsg: 'system error' }
    platform.script(CREATE, busy, busy, busy)
    expect(await turnUntil(clock, groups.create('test'))).toEqual({ id: 107, name: 'test' })
    platform.script(CREATE, busy, busy, busy, busy)
    expect(await failureOf(clock, groups.create('test'))).toMatchObject({ errcode: -1 })
    expect(platform.of(CREATE)).toHaveLength(8)
  })

  it('tells the gate when a quota is spent, and is never made again for a spent day (F06, F07)', async () => {
    platform.script(
      MOVE,
      { errcode: 45011, errmsg: 'x' },
      { errcode: 45009, errmsg: 'reach max api daily quota limit' },
    )
    expect(
      await failureOf(
        clock,
        groups.move(() => [P], 108),
      ),
    ).toMatchObject({ errcode: 45009, kind: 'day-quota' })
    expect(opened.verdicts.filter(([path]) => path === MOVE).map(([, kind]) => kind)).toEqual([
      'minute-quota',
      'day-quota',
    ])
    expect(platform.of(MOVE)).toHaveLength(2)
  })

  it('follows no redirect (T24)', async () => {
    platform.script(LIST, (response) => {
      response.writeHead(302, { location: '/cgi-bin/groups/elsewhere' })
      response.end()
    })
    expect(await failureOf(clock, groups.list())).toMatchObject({ status: 302, mayHaveHappened: false })
    expect(platform.of('/cgi-bin/groups/elsewhere')).toEqual([])
  })

  it('reports what a setting must change as permanent (F11)', async () => {
    platform.script(LIST, { errcode: 48001, errmsg: 'api unauthorized rid: 5f3ded7d-22929d02-4ba1f5f6' })
    const error = await failureOf(clock, groups.list())
    expect(error).toMatchObject({ errcode: 48001, kind: 'settings', rid: '5f3ded7d-22929d02-4ba1f5f6' })
    expect((error as AnsweredNoError).hint?.zh).toContain('认证')
    expect(opened.verdicts).toContainEqual([LIST, 'permanent'])
  })

  it('reads JSON whatever type it is said to be', async () => {
    platform.script(LIST, (response) => {
      response.setHeader('content-type', 'text/plain')
      response.end('{"groups":[]}')
    })
    expect(await groups.list()).toEqual([])
  })

  it('that may have been made stays in doubt, whatever refuses to repeat it (F04)', async () => {
    platform.script(MOVE, reset, { errcode: 45009, errmsg: 'reach max api daily quota limit' })
    const error = await failureOf(
      clock,
      groups.move(() => [P], 108),
    )
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ path: MOVE, mayHaveHappened: true, cause: { errcode: 45009 } })
  })

  it('is not in doubt when what was asked can never have been done, or changes nothing', async () => {
    platform.script(MOVE, reset, { errcode: 40003, errmsg: 'invalid openid' })
    expect(
      await failureOf(
        clock,
        groups.move(() => [P], 108),
      ),
    ).toMatchObject({ errcode: 40003, mayHaveHappened: false })
    platform.script(LIST, reset, { errcode: 48001, errmsg: 'api unauthorized' })
    expect(await failureOf(clock, groups.list())).toMatchObject({ errcode: 48001 })
  })

  it('whose connection is refused surely never arrived, and is made again (F32)', async () => {
    // So that no kept-alive connection is there to be broken: the next one must be made.
    platform.script(TOKEN, (response) => {
      response.setHeader('connection', 'close')
      response.end('{"access_token":"token-1","expires_in":7200}')
    })
    await opened.client.token.get()
    await platform.close()
    const error = await failureOf(clock, groups.create('test'))
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ path: CREATE, mayHaveHappened: false })
    expect(opened.events.filter(({ path }) => path === CREATE).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  })

  it('waits for three minutes that are spent, not for a fourth (F07)', async () => {
    platform.script(
      MOVE,
      ...Array.from({ length: 9 }, () => ({ errcode: 45011, errmsg: 'api minute-quota reach limit' })),
    )
    expect(
      await failureOf(
        clock,
        groups.move(() => [P], 108),
      ),
    ).toMatchObject({ errcode: 45011, kind: 'minute-quota' })
    expect(platform.of(MOVE)).toHaveLength(4)
  })

  it('reports an interface that is not there as permanent', async () => {
    platform.script(LIST, (response) => {
      response.statusCode = 404
      response.end('<html>')
    })
    expect(await failureOf(clock, groups.list())).toMatchObject({ status: 404 })
    expect(opened.verdicts).toEqual([[LIST, 'permanent']])
  })
})

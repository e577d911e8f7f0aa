import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCustomerMessageApi } from '../../src/wechat/api/customer-message.ts'
import { createGroupsApi, type GroupsApi } from '../../src/wechat/api/groups.ts'
import { ERRCODES, meaningOf } from '../../src/wechat/errcodes.ts'
import {
  AnsweredNoError,
  HttpNoError,
  NoAnswerError,
  TokenRefusedError,
  TooSlowError,
  UnreadableAnswerError,
} from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { APPSECRET, openClient, ScriptedPlatform } from './scripted-platform.ts'

const TOKEN = '/cgi-bin/stable_token'
const LIST = '/cgi-bin/groups/get'
const MOVE = '/cgi-bin/groups/members/update'
const CREATE = '/cgi-bin/groups/create'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const reset = (response: { destroy(): void }) => {
  response.destroy()
}

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

/** The error of a call, turning the clock until it ends. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const outcome = call.then(
    () => 'no failure',
    (error: unknown) => error,
  )
  return turnUntil(outcome)
}

async function turnUntil<T>(promise: Promise<T>): Promise<T> {
  const state = { settled: false }
  const watched = promise.finally(() => (state.settled = true))
  for (let turns = 0; !state.settled && turns < 1_000; turns += 1) await clock.advance(250)
  return watched
}

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
    await Promise.all(Array.from({ length: 100 }, () => groups.move(P, 108)))
    expect(platform.of(TOKEN)).toHaveLength(2)
  })

  it('is renewed before it expires', async () => {
    await groups.list()
    await clock.advance(7_139_000)
    await groups.list()
    expect(platform.of(TOKEN)).toHaveLength(1)
    await clock.advance(2_000)
    await groups.list()
    expect(platform.of(TOKEN)).toHaveLength(2)
  })

  it('is forced only when the dead one is given again', async () => {
    await groups.list()
    platform.script(LIST, { errcode: 40001, errmsg: 'invalid credential' })
    await groups.list()
    expect(platform.of(TOKEN).map(({ body }) => (body as { force_refresh: boolean }).force_refresh)).toEqual([
      false,
      false,
      true,
    ])
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
    expect(platform.of(TOKEN).map(({ body }) => (body as { force_refresh: boolean }).force_refresh)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it('that is refused for ever costs two more fetches and ends in a clear error', async () => {
    await groups.list()
    platform.script(MOVE, ...Array.from({ length: 9 }, () => ({ errcode: 40001, errmsg: 'x' })))
    const error = await failureOf(groups.move(P, 108))
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
      const error = await failureOf(groups.list())
      expect(error).toBeInstanceOf(TokenRefusedError)
      expect(await failureOf(groups.move(P, 108))).toBe(error)
      expect(platform.of(TOKEN)).toHaveLength(1)
      await clock.advance(60_000)
      await groups.list()
      expect(platform.of(TOKEN)).toHaveLength(2)
    },
  )
})

describe('a call', () => {
  it('goes out with its length and the token, and is not chunked', async () => {
    await groups.move(P, 0)
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
    expect(await failureOf(groups.move(P, 9))).toMatchObject({ errcode: 40050, kind: 'admin-input' })
  })

  it.each([
    ['HTML of a gateway', '<html><body>502 Bad Gateway</body></html>'],
    ['a truncated answer', '{"groups":[{"id":1,'],
    ['nothing', ''],
    ['another shape', '{"groups":"none"}'],
    ['a list', '[]'],
  ])('is made again after %s, and ends after four attempts (F03)', async (_title, text) => {
    platform.script(LIST, text)
    expect(await turnUntil(groups.list())).toHaveLength(1)
    platform.script(LIST, text, text, text, text)
    expect(await failureOf(groups.list())).toBeInstanceOf(UnreadableAnswerError)
    expect(platform.of(LIST)).toHaveLength(6)
  })

  it('that hangs ends after fifteen seconds with its socket closed, and is made again (F02)', async () => {
    await groups.list()
    platform.script(MOVE, () => undefined)
    const moved = groups.move(P, 108)
    await clock.advance(14_900)
    expect(platform.of(MOVE)).toHaveLength(1)
    await turnUntil(moved)
    expect(platform.of(MOVE)).toHaveLength(2)
    expect(platform.closed).toBe(1)
  })

  it('that always hangs ends within its whole budget as too slow (F02)', async () => {
    await groups.list()
    platform.script(MOVE, ...Array.from({ length: 9 }, () => () => undefined))
    const startedAt = clock.now()
    const error = await failureOf(groups.move(P, 108))
    expect(error).toBeInstanceOf(TooSlowError)
    expect(error).toMatchObject({ mayHaveHappened: true })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(66_000)
  })

  it('whose connection breaks is made again if that does no harm (F04)', async () => {
    platform.script(MOVE, reset)
    await turnUntil(groups.move(P, 108))
    expect(platform.of(MOVE)).toHaveLength(2)
  })

  it('that must not be doubled is not made again once it may have arrived (F04)', async () => {
    platform.script(CREATE, reset)
    const error = await failureOf(groups.create('test'))
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ mayHaveHappened: true })
    platform.script('/cgi-bin/message/custom/send', (response) => {
      response.statusCode = 502
      response.end('<html>')
    })
    expect(await failureOf(createCustomerMessageApi(opened.client).sendText(P, 'x'))).toBeInstanceOf(HttpNoError)
    expect([platform.of(CREATE).length, platform.of('/cgi-bin/message/custom/send').length]).toEqual([1, 1])
  })

  it('that surely never arrived says so (F32)', async () => {
    const nobody = openClient('http://127.0.0.1:9', clock)
    const error = await failureOf(createGroupsApi(nobody.client).create('test'))
    expect(error).toBeInstanceOf(NoAnswerError)
    expect(error).toMatchObject({ mayHaveHappened: false, path: TOKEN })
    await nobody.client.close()
  })

  it('that the platform is too busy for is made three times more, also one that must not be doubled (F05)', async () => {
    const busy = { errcode: -1, errmsg: 'system error' }
    platform.script(CREATE, busy, busy, busy)
    expect(await turnUntil(groups.create('test'))).toEqual({ id: 107, name: 'test' })
    platform.script(CREATE, busy, busy, busy, busy)
    expect(await failureOf(groups.create('test'))).toMatchObject({ errcode: -1 })
    expect(platform.of(CREATE)).toHaveLength(8)
  })

  it('tells the gate when a quota is spent, and is never made again for a spent day (F06, F07)', async () => {
    platform.script(
      MOVE,
      { errcode: 45011, errmsg: 'x' },
      { errcode: 45009, errmsg: 'reach max api daily quota limit' },
    )
    expect(await failureOf(groups.move(P, 108))).toMatchObject({ errcode: 45009, kind: 'day-quota' })
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
    expect(await failureOf(groups.list())).toMatchObject({ status: 302, mayHaveHappened: false })
    expect(platform.of('/cgi-bin/groups/elsewhere')).toEqual([])
  })

  it('reports what a setting must change as permanent (F11)', async () => {
    platform.script(LIST, { errcode: 48001, errmsg: 'api unauthorized rid: 5f3ded7d-22929d02-4ba1f5f6' })
    const error = await failureOf(groups.list())
    expect(error).toMatchObject({ errcode: 48001, kind: 'settings', rid: '5f3ded7d-22929d02-4ba1f5f6' })
    expect((error as AnsweredNoError).hint?.zh).toContain('认证')
    expect(opened.verdicts).toContainEqual([LIST, 'permanent'])
  })
})

describe('secrets (T23)', () => {
  it('stand in no error and no event, whatever fails', async () => {
    platform.token = 'canary-access-token'
    const faults = [
      reset,
      '<html>canary</html>',
      '{',
      { errcode: 40001, errmsg: 'x' },
      { errcode: 48001, errmsg: 'x' },
      { errcode: 99999, errmsg: '' },
    ]
    const seen: string[] = []
    for (const fault of faults) {
      platform.script(CREATE, fault, fault)
      seen.push(inspect(await failureOf(groups.create('test')), { depth: 9, showHidden: true }))
    }
    const nobody = openClient('http://127.0.0.1:9', clock)
    seen.push(inspect(await failureOf(createGroupsApi(nobody.client).list()), { depth: 9, showHidden: true }))
    await nobody.client.close()
    seen.push(JSON.stringify(opened.events))
    const text = seen.join('\n')
    expect(text).not.toContain(APPSECRET)
    expect(text).not.toContain('canary-access-token')
    expect(text).not.toContain('access_token=')
  })
})

describe('the table of errcodes', () => {
  it.each([...ERRCODES])('%i has a hint in both tongues', (_errcode, { hint }) => {
    expect(hint.zh).toMatch(/[\u4e00-\u9fff].*。$/)
    expect(hint.en).toMatch(/^[A-Z].*\.$/)
    expect(hint.en.replaceAll(/微信认证|API IP 白名单/g, '')).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it('names the address that the whitelist lacks (F10)', () => {
    expect(meaningOf(40164, 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist').hint.zh).toContain(
      '添加 1.2.3.4。',
    )
  })

  it('gives up what it does not know, with the number', () => {
    expect(meaningOf(99999, '')).toEqual({
      kind: 'give-up',
      hint: { zh: '微信拒绝了（errcode 99999）。', en: 'WeChat refused (errcode 99999).' },
    })
  })
})

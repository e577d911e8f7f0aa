import { request } from 'node:http'
import { expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openSandbox, P, Q, RID } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'
import { send } from '../support/send.ts'

const MOVE = '/cgi-bin/groups/members/update'

async function open(): Promise<{ sandbox: OpenSandbox; clock: ManualClock; move: (to?: number) => Promise<Received> }> {
  const clock = new ManualClock()
  const sandbox = await openSandbox({ clock })
  const accessToken = await sandbox.stableToken()
  const move = (to = 108): Promise<Received> =>
    receive(`${sandbox.url}${MOVE}?access_token=${accessToken}`, JSON.stringify({ openid: P, to_groupid: to }))
  return { sandbox, clock, move }
}

const order = (sandbox: OpenSandbox, kind: string, more: object = {}): Promise<unknown> =>
  sandbox.post('faults', { path: MOVE, kind, ...more })

it('loses the answer after the move (reset-after) or the call before it (reset-before) (F04)', async () => {
  const { sandbox, move } = await open()
  await order(sandbox, 'reset-after')
  expect(await move()).toBe('reset')
  expect((await sandbox.follower(P))?.groupid).toBe(108)
  await order(sandbox, 'reset-before')
  expect(await move(107)).toBe('reset')
  expect((await sandbox.follower(P))?.groupid).toBe(108)
  const logged = (await sandbox.calls()).slice(-2).map(({ applied, errcode }) => ({ applied, errcode }))
  expect(logged).toEqual([
    { applied: true, errcode: 0 },
    { applied: false, errcode: null },
  ])
  expect(await move(107)).toMatchObject({ status: 200 })
})

it('answers a gateway’s page for http502 without the move, and half of the JSON for truncated with it (F03)', async () => {
  const { sandbox, move } = await open()
  await order(sandbox, 'http502')
  const gateway = await move()
  expect(gateway).toMatchObject({ status: 502, type: 'text/html' })
  expect(gateway).toHaveProperty('body', expect.stringContaining('<h1>502 Bad Gateway</h1>'))
  expect((await sandbox.follower(P))?.groupid).toBe(0)
  await order(sandbox, 'truncated')
  expect(await move()).toEqual({ status: 200, type: 'application/json; encoding=utf-8', body: '{"errcode":0,"' })
  expect((await sandbox.follower(P))?.groupid).toBe(108)
})

it('handles a delayed call at once and answers later (F01)', async () => {
  const { sandbox, clock, move } = await open()
  await order(sandbox, 'delay', { ms: 7_000 })
  let received: Received | undefined
  const moving = move().then((answer) => (received = answer))
  while ((await sandbox.follower(P))?.groupid !== 108) await clock.advance(0)
  await clock.advance(6_999)
  expect(received).toBeUndefined()
  await clock.advance(1)
  expect(await moving).toMatchObject({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' })
})

it('never answers a hanging call, and closes all the same (F02)', async () => {
  const { sandbox, clock, move } = await open()
  await order(sandbox, 'hang')
  const moving = move()
  while ((await sandbox.calls()).length < 2) await clock.advance(0)
  await clock.advance(3_600_000)
  expect((await sandbox.follower(P))?.groupid).toBe(0)
  await sandbox.sandbox.close()
  expect(await moving).toBe('reset')
})

it.each([
  [-1, 'system error'],
  [45011, 'api minute-quota reach limit, must slower, retry next minute'],
  [48001, 'api unauthorized'],
  [40164, 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist'],
  [89503, 'ip needs confirmation of the administrator'],
])('answers errcode %i in the platform’s own words, without the move', async (errcode, words) => {
  const { sandbox, move } = await open()
  await order(sandbox, 'errcode', { errcode })
  const received = await move()
  const answer = JSON.parse((received as Answer).body) as { errcode: number; errmsg: string }
  expect(answer.errcode).toBe(errcode)
  expect(answer.errmsg).toMatch(RID)
  expect(answer.errmsg.replace(RID, '')).toBe(words)
  expect((await sandbox.follower(P))?.groupid).toBe(0)
})

it('happens as often as ordered, once if nothing is said, and to that path only', async () => {
  const { sandbox, move } = await open()
  await order(sandbox, 'errcode', { errcode: -1, times: 2 })
  expect(await sandbox.api('groups/getid', { openid: Q })).toEqual({ groupid: 102 })
  const errcodes: unknown[] = []
  for (let call = 0; call < 3; call++) errcodes.push(errcodeOf(await move()))
  expect(errcodes).toEqual([-1, -1, 0])
})

it('replaces an earlier fault of the same path and kind, and keeps those of another kind', async () => {
  const { sandbox, move } = await open()
  await order(sandbox, 'errcode', { errcode: -1, times: 9 })
  await order(sandbox, 'http502')
  await order(sandbox, 'errcode', { errcode: 45011 })
  expect(await move()).toMatchObject({ status: 502 })
  expect(await move()).toHaveProperty('body', expect.stringContaining('"errcode":45011'))
  expect(await move()).toMatchObject({ body: '{"errcode":0,"errmsg":"ok"}' })
})

it('can be put on the token call, and be cleared', async () => {
  const { sandbox } = await open()
  await sandbox.post('faults', { path: '/cgi-bin/stable_token', kind: 'errcode', errcode: 40243, times: 5 })
  expect((await sandbox.askStableToken())['errcode']).toBe(40243)
  const cleared = await send(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' })
  expect([cleared.status, await cleared.json()]).toEqual([200, {}])
  expect(await sandbox.askStableToken()).toHaveProperty('access_token')
})

it('logs calls from 1 on, over resets, without a token or a secret', async () => {
  const { sandbox, clock, move } = await open()
  await move()
  await move()
  await sandbox.post('reset', {})
  await sandbox.api(`user/info?openid=${P}&lang=en`)
  const calls = await sandbox.calls()
  const { appid } = SANDBOX_ACCOUNT
  const asked = { grant_type: 'client_credential', appid, secret: '[redacted]', force_refresh: false }
  const at = clock.now()
  expect(calls).toEqual([
    { seq: 1, at, path: '/cgi-bin/stable_token', body: asked, applied: false, errcode: 0 },
    { seq: 2, at, path: MOVE, body: { openid: P, to_groupid: 108 }, applied: true, errcode: 0 },
    { seq: 3, at, path: MOVE, body: { openid: P, to_groupid: 108 }, applied: false, errcode: 0 },
    { seq: 4, at, path: '/cgi-bin/stable_token', body: asked, applied: false, errcode: 0 },
    { seq: 5, at, path: '/cgi-bin/user/info', body: { openid: P, lang: 'en' }, applied: false, errcode: 0 },
  ])
  expect(await sandbox.calls(3)).toEqual(calls.slice(3))
  expect(await sandbox.calls(99)).toEqual([])
  const secretInQuery = new URLSearchParams({ grant_type: 'x', appid, secret: SANDBOX_ACCOUNT.appsecret }).toString()
  await sandbox.send(`/cgi-bin/token?${secretInQuery}`)
  await sandbox.send('/cgi-bin/stable_token', secretInQuery)
  expect(JSON.stringify(await sandbox.calls())).not.toContain(SANDBOX_ACCOUNT.appsecret)
})

const errcodeOf = (received: Received): unknown =>
  (JSON.parse((received as Answer).body) as { errcode: unknown }).errcode

interface Answer {
  status: number
  type: string | undefined
  body: string
}
type Received = Answer | 'reset'

/** By node:http, which repeats nothing and hides nothing. */
function receive(url: string, body: string): Promise<Received> {
  return new Promise((resolve) => {
    const headers = { 'Content-Length': Buffer.byteLength(body) }
    const call = request(url, { method: 'POST', headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body: text })
      })
    })
    call.on('error', () => resolve('reset'))
    call.end(body)
  })
}

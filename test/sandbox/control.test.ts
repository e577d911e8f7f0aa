import { request } from 'node:http'
import { expect, it } from 'vitest'
import { NOBODY, openSandbox, OWNER, P, Q } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'
import { send } from '../support/send.ts'

const NEWCOMER = 'oNewcomer_000000000000000001'

it('begins with the world that examples speak of', async () => {
  const sandbox = await openSandbox()
  const world = await sandbox.world()
  expect(Object.keys(world)).toEqual(['appid', 'groups', 'tags', 'followers'])
  expect(world.appid).toBe('wx5a4db0c0ffee0001')
  expect(world.tags.map(({ id, name }) => [id, name])).toEqual([
    [2, '星标组'],
    [102, '新人'],
    [104, '华东媒'],
    [106, '★不测试组★'],
    [107, 'test'],
    [108, 'VIP'],
  ])
  expect(world.followers).toHaveLength(40)
  expect(world.followers.slice(0, 3)).toEqual([
    { openid: OWNER, groupid: 0, tagid_list: [], remark: '', subscribe: 1 },
    { openid: Q, groupid: 102, tagid_list: [102], remark: '', subscribe: 1 },
    { openid: P, groupid: 0, tagid_list: [], remark: '', subscribe: 1 },
  ])
  for (const { id, count } of world.groups) {
    expect(world.followers.filter(({ groupid }) => groupid === id)).toHaveLength(count)
  }
  for (const { id, count } of world.tags) {
    expect(world.followers.filter(({ tagid_list }) => tagid_list.includes(id))).toHaveLength(count)
  }
  expect(new Set(world.followers.map(({ groupid }) => groupid)).size).toBeGreaterThan(5)
})

it('is the first world again after a reset, with as many followers as wanted', async () => {
  const sandbox = await openSandbox()
  const first = await sandbox.world()
  await sandbox.api('groups/create', { group: { name: 'x' } })
  await sandbox.api('groups/members/update', { openid: P, to_groupid: 109 })
  await sandbox.api('user/info/updateremark', { openid: P, remark: 'x' })
  await sandbox.api('tags/members/batchtagging', { openid_list: [P], tagid: 108 })
  expect(await sandbox.post('reset', {})).toEqual({})
  expect(await sandbox.world()).toEqual(first)
  await sandbox.post('reset', { followers: 1000 })
  const { followers } = await sandbox.world()
  expect(followers).toHaveLength(1000)
  expect(followers.slice(0, 40)).toEqual(first.followers)
  expect(followers.slice(40).every(({ groupid, tagid_list }) => groupid === 0 && tagid_list.length === 0)).toBe(true)
  await sandbox.post('reset', { followers: 3 })
  expect((await sandbox.world()).followers.map(({ openid }) => openid)).toEqual([OWNER, Q, P])
})

it('lets people leave and follow, old ones and new', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  const count = async (): Promise<number | undefined> =>
    (await sandbox.world()).groups.find(({ id }) => id === 102)?.count
  const before = (await count()) ?? 0
  await sandbox.event('unsubscribe', Q)
  expect([(await sandbox.follower(Q))?.subscribe, await count()]).toEqual([0, before - 1])
  expect(await sandbox.post('say', { openid: Q, text: 'hi' })).toEqual({
    error: 'openid: this person does not follow the account; send event subscribe first.',
  })
  await sandbox.event('subscribe', Q)
  expect([(await sandbox.follower(Q))?.subscribe, await count()]).toEqual([1, before])
  await sandbox.event('subscribe', NEWCOMER)
  expect(await sandbox.follower(NEWCOMER)).toEqual({
    openid: NEWCOMER,
    groupid: 0,
    tagid_list: [],
    remark: '',
    subscribe: 1,
  })
})

it.each([
  ['say', { openid: NOBODY, text: 'hi' }, 'openid: nobody here has it; GET /sandbox/world lists everybody.'],
  ['say', { openid: OWNER, text: '' }, 'text: Too small: expected string to have >=1 characters'],
  ['say', { openid: OWNER }, 'text: Invalid input: expected string, received undefined'],
  ['say', { openid: OWNER, text: 'hi', txt: 1 }, 'Unrecognized key: "txt"'],
  ['say', '{"openid":', "Expected ',' or '}' after property value in JSON"],
  ['event', { openid: 'short', event: 'subscribe' }, 'openid: must be 28 characters A-Z a-z 0-9 _ - and begin with o.'],
  ['event', { openid: NOBODY, event: 'CLICK' }, 'openid: nobody here has it; GET /sandbox/world lists everybody.'],
  ['event', { openid: OWNER, event: '<x>' }, 'event: Invalid string: must match pattern'],
  ['faults', { path: '/cgi-bin/x?y', kind: 'hang' }, 'path: must be a path without query'],
  ['faults', { path: '/cgi-bin/x', kind: 'bang' }, 'kind: Invalid option'],
  ['faults', { path: '/cgi-bin/x', kind: 'delay' }, 'ms: is needed for a delay'],
  ['faults', { path: '/cgi-bin/x', kind: 'errcode' }, 'errcode: is needed for kind errcode'],
  ['faults', { path: '/cgi-bin/x', kind: 'hang', times: 0 }, 'times: Too small'],
  ['clock', { offsetMs: 'soon' }, 'offsetMs: Invalid input'],
  ['reset', { followers: 2 }, 'followers: Too small'],
  ['reset', { quota: 'none' }, 'quota: Invalid option'],
  ['nothing', {}, 'There is no call POST /sandbox/nothing.'],
])('answers a bad call of %s (%j) with 400 and says why', async (call, body, why) => {
  const sandbox = await openSandbox({ callbackUrl: 'http://127.0.0.1:1/' })
  const before = await sandbox.world()
  const { status, body: said } = await sandbox.send(`/sandbox/${call}`, body)
  expect(status).toBe(400)
  expect(Object.keys(said)).toEqual(['error'])
  if (typeof body !== 'string') expect(said['error']).toContain(why)
  expect(await sandbox.world()).toEqual(before)
})

it('says that it does not know where to push', async () => {
  const sandbox = await openSandbox()
  const { status, body } = await sandbox.send('/sandbox/say', { openid: OWNER, text: 'hi' })
  expect(status).toBe(400)
  expect(body).toEqual({ error: 'There is no callback address yet: set SANDBOX_CALLBACK_URL.' })
})

it.each(['/sandbox/calls?since=x', '/sandbox/nothing'])('answers GET %s with 400', async (path) => {
  const sandbox = await openSandbox()
  const { status, body } = await sandbox.send(path)
  expect([status, Object.keys(body)]).toEqual([400, ['error']])
})

it('needs no body and no content type where there is nothing to say', async () => {
  const sandbox = await openSandbox()
  for (const path of ['reset', 'revoke-token']) {
    const response = await send(`${sandbox.url}/sandbox/${path}`, { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([200, {}])
  }
})

it.each([
  ['a name that was rebound', { Host: 'evil.example:80' }],
  ['another page’s script', { Origin: 'http://evil.example' }],
  ['a page of another port', { Origin: 'http://127.0.0.1:1' }],
  ['a page without an origin', { Origin: 'null' }],
])('keeps %s out with 403', async (_who, headers) => {
  const sandbox = await openSandbox()
  for (const path of ['/sandbox/world', '/']) {
    expect(await statusOf(`${sandbox.url}${path}`, headers)).toEqual({
      status: 403,
      body: '{"error":"This is for this machine only: use http://127.0.0.1 or http://localhost."}',
    })
  }
})

it('lets its own page and localhost in', async () => {
  const sandbox = await openSandbox()
  const port = new URL(sandbox.url).port
  expect((await statusOf(`${sandbox.url}/sandbox/world`, { Origin: sandbox.url })).status).toBe(200)
  expect((await statusOf(`${sandbox.url}/sandbox/world`, { Host: `localhost:${port}` })).status).toBe(200)
})

/** By node:http, which sends Host and Origin as they are given. */
function statusOf(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

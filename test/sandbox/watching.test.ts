import { expect, it, onTestFinished } from 'vitest'
import { until } from '../support/stage.ts'
import { openSandbox, OWNER, P, Q } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'
import { answer, hang, reset, ScriptedCallback } from './scripted-callback.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

type News = Record<string, unknown> & { begin: boolean }

/** Reads the stream of events as a browser does, until the test ends. */
async function watch(sandbox: OpenSandbox): Promise<{ news: News[]; response: Response }> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const response = await fetch(`${sandbox.url}/sandbox/events`, { signal: stop.signal })
  const news: News[] = []
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const events = (text + chunk).split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) if (event.startsWith('data: ')) news.push(JSON.parse(event.slice(6)) as News)
    }
  }
  void read().catch(() => undefined)
  await until(async () => Promise.resolve(news.length > 0), 'the first event')
  return { news, response }
}

/** All that was told under this name, in order. */
const told = (news: News[], name: string): Record<string, unknown>[] =>
  news.flatMap((event) => (event[name] ?? []) as Record<string, unknown>[])

it('tells at first all there is, but of the followers only how many', async () => {
  const sandbox = await openSandbox()
  await sandbox.api('groups/get')
  const { news, response } = await watch(sandbox)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const { groups, tags } = await sandbox.world()
  expect(news).toEqual([
    {
      begin: true,
      now: expect.any(Number) as number,
      world: { groups, tags, following: 40, known: 40 },
      calls: [
        expect.objectContaining({ path: '/cgi-bin/stable_token', errcode: 0, met: { kind: null, delayMs: 0 } }),
        expect.objectContaining({ path: '/cgi-bin/groups/get', errcode: 0, applied: false }),
      ],
      knobs: { faults: [], offsetMs: 0, quotaIsOn: true },
      menus: { button: [], forTags: [], consoleHasOne: true },
    },
  ])
})

it('tells each change once, and only what changed', async () => {
  const sandbox = await openSandbox()
  await sandbox.api('groups/get')
  const { news } = await watch(sandbox)
  for (const [path, body] of [
    ['groups/members/update', { openid: P, to_groupid: 108 }],
    ['groups/create', { group: { name: '甲' } }],
    ['groups/update', { group: { id: 109, name: '乙' } }],
    ['groups/delete', { group: { id: 109 } }],
  ] as const) {
    const before = told(news, 'changes').length
    await sandbox.api(path, body)
    await until(async () => Promise.resolve(told(news, 'changes').length > before), path)
  }
  const at = expect.any(Number) as number
  expect(told(news, 'changes')).toEqual([
    { seq: 1, at, kind: 'moved', openid: P, from: 0, to: 108 },
    { seq: 2, at, kind: 'made', id: 109, name: '甲' },
    { seq: 3, at, kind: 'renamed', id: 109, name: '乙', from: '甲' },
    { seq: 4, at, kind: 'deleted', id: 109, name: '乙' },
  ])
  expect(told(news, 'calls').map(({ path }) => String(path).replace('/cgi-bin/', ''))).toEqual([
    'stable_token',
    'groups/get',
    'groups/members/update',
    'groups/create',
    'groups/update',
    'groups/delete',
  ])
  expect(news.slice(1).every(({ begin, knobs, talk }) => !begin && knobs === undefined && talk === undefined)).toBe(
    true,
  )
})

it('tells who comes and leaves, what faults wait and what they did', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  const { news } = await watch(sandbox)
  await sandbox.event('unsubscribe', Q)
  await until(async () => Promise.resolve(told(news, 'changes').length === 1), 'the leaving')
  await sandbox.event('subscribe', Q, 'qrscene_x')
  await until(async () => Promise.resolve(told(news, 'changes').length === 2), 'the coming')
  expect(told(news, 'changes').map(({ kind, openid }) => [kind, openid])).toEqual([
    ['left', Q],
    ['came', Q],
  ])
  const path = '/cgi-bin/groups/get'
  await sandbox.post('faults', { path, kind: 'errcode', errcode: 45009, times: 2 })
  const latestFaults = (): unknown => (news.findLast(({ knobs }) => knobs !== undefined)?.['knobs'] as never)['faults']
  await until(async () => Promise.resolve(JSON.stringify(latestFaults()).includes('"timesLeft":2')), 'the fault')
  await sandbox.api('groups/get')
  await until(async () => Promise.resolve(JSON.stringify(latestFaults()).includes('"timesLeft":1')), 'its use')
  expect(told(news, 'calls').at(-1)).toMatchObject({ path, errcode: 45009, met: { kind: 'errcode', delayMs: 0 } })
})

it('tells what phones show, and begins again after a reset', async () => {
  const callback = await ScriptedCallback.open(answer('<xml></xml>'))
  const sandbox = await openSandbox({ mode: 'plain', callbackUrl: callback.url })
  const { news } = await watch(sandbox)
  await sandbox.say('你好', Q)
  await sandbox.api('message/custom/send', { touser: Q, msgtype: 'text', text: { content: '在' } })
  await until(async () => Promise.resolve(told(news, 'talk').length === 3), 'three lines')
  expect(told(news, 'talk')).toMatchObject([
    { seq: 1, openid: Q, kind: 'said', text: '你好', push: 1 },
    { seq: 2, openid: Q, kind: 'failed', reason: 'ToUserName is missing', push: 1 },
    { seq: 3, openid: Q, kind: 'message', message: { msgtype: 'text', text: { content: '在' } } },
  ])
  await sandbox.post('reset', { followers: 5000 })
  await until(async () => Promise.resolve(news.at(-1)?.begin === true && news.length > 1), 'the new beginning')
  expect(news.at(-1)).toMatchObject({ world: { following: 5000, known: 5000 } })
  expect(news.at(-1)).not.toHaveProperty('talk')
  expect(news.at(-1)).not.toHaveProperty('changes')
  expect(JSON.stringify(news.at(-1)).length).toBeLessThan(20_000)
})

it('keeps each delivery with its query, sealed and opened, and how it ended', async () => {
  const clock = new ManualClock(Date.now())
  const callback = await ScriptedCallback.open(hang, reset, answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url, clock })
  const said = await turnUntil(clock, sandbox.say('移动'), 1000)
  const response = await fetch(`${sandbox.url}/sandbox/deliveries`)
  const deliveries = (await response.json()) as Record<string, unknown>[]
  expect(deliveries).toHaveLength(3)
  const { msgId } = said
  expect(deliveries).toMatchObject([
    {
      seq: 1,
      push: 1,
      attempt: 1,
      openid: OWNER,
      msgId,
      title: '移动',
      status: null,
      failure: 'timeout',
      answer: null,
    },
    { seq: 2, push: 1, attempt: 2, openid: OWNER, msgId, status: null, failure: 'connection reset' },
    { seq: 3, push: 1, attempt: 3, openid: OWNER, msgId, status: 200, answer: 'success', answerOpened: 'success' },
  ])
  for (const [index, { query, sent, opened }] of deliveries.entries()) {
    expect(new URLSearchParams(String(query)).toString()).toBe(callback.pushes[index]?.query.toString())
    expect(sent).toBe(callback.pushes[index]?.body)
    expect(opened).toContain('<Content><![CDATA[移动]]></Content>')
  }
  expect(new Set(deliveries.map(({ query }) => query)).size).toBe(3)
  expect(await (await fetch(`${sandbox.url}/sandbox/deliveries?since=2`)).json()).toHaveLength(1)
})

it('shows a delivery under way, and keeps the latest 200', async () => {
  const callback = await ScriptedCallback.open(hang, answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url, pushTimeoutMs: 600_000 })
  expect(await sandbox.post('say', { openid: OWNER, text: '1', wait: false })).toEqual({})
  await callback.received(1)
  const deliveries = async (): Promise<Record<string, unknown>[]> =>
    (await (await fetch(`${sandbox.url}/sandbox/deliveries`)).json()) as Record<string, unknown>[]
  expect(await deliveries()).toMatchObject([{ seq: 1, ms: null, status: null, failure: null, answer: null }])
  for (let texts = 0; texts < 210; texts += 1) await sandbox.say('x'.repeat(20_000))
  const kept = await deliveries()
  expect(kept).toHaveLength(200)
  expect(kept.at(-1)).toMatchObject({ seq: 211 })
  expect(String(kept.at(-1)?.['opened']).length).toBeLessThanOrEqual(20_001)
})

it('finds followers by a part of openid or remark, by both ends, and by group', async () => {
  const sandbox = await openSandbox()
  await sandbox.post('reset', { followers: 5000 })
  await sandbox.api('user/info/updateremark', { openid: P, remark: '小王 Wang' })
  const find = async (query: string): Promise<{ total: number; followers: { openid: string }[] }> =>
    (await (await fetch(`${sandbox.url}/sandbox/followers?${query}`)).json()) as never
  const first = await find('')
  expect([first.total, first.followers.length]).toEqual([5000, 50])
  expect(first.followers[0]).toEqual({ openid: OWNER, groupid: 0, tagid_list: [], remark: '', subscribe: 1 })
  const openids = async (query: string) => (await find(query)).followers.map(({ openid }) => openid)
  expect(await openids('search=df3iyx')).toEqual([P])
  expect(await openids(`search=${encodeURIComponent('oDF3…CM58')}`)).toEqual([P])
  expect(await openids('search=wang')).toEqual([P])
  expect(await openids('search=nobody-here')).toEqual([])
  expect((await find('groupid=108&limit=2')).followers).toHaveLength(2)
  expect(await openids('groupid=102&search=od8X')).toEqual([Q])
})

it('refuses what it can not read, with a sentence', async () => {
  const sandbox = await openSandbox()
  for (const [path, complaint] of [
    ['/sandbox/followers?limit=x', 'limit: '],
    ['/sandbox/followers?limit=501', 'limit: '],
    ['/sandbox/deliveries?since=-1', 'since: '],
  ] as const) {
    const { status, body } = await sandbox.send(path)
    expect([path, status]).toEqual([path, 400])
    expect(body['error']).toContain(complaint)
  }
})

it('spends a quota and gives it back', async () => {
  const sandbox = await openSandbox()
  const path = '/cgi-bin/groups/get'
  expect(await sandbox.post('quota', { path, remain: 1 })).toEqual({})
  expect(await sandbox.api('groups/get')).toHaveProperty('groups')
  expect(await sandbox.api('groups/get')).toMatchObject({ errcode: 45009 })
  expect(await sandbox.api('tags/get')).toHaveProperty('tags')
  await sandbox.post('quota', { path, remain: 1000 })
  expect(await sandbox.api('groups/get')).toHaveProperty('groups')
  expect(await sandbox.post('quota', { path: 'groups', remain: 1 })).toHaveProperty('error')
})

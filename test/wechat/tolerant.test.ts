import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toCallEvent } from '../../src/wechat/call-event.ts'
import { createCodesApi } from '../../src/wechat/api/codes.ts'
import { createGroupsApi } from '../../src/wechat/api/groups.ts'
import { createMenuApi } from '../../src/wechat/api/menu.ts'
import { createQuotaApi } from '../../src/wechat/api/quota.ts'
import { createTagsApi } from '../../src/wechat/api/tags.ts'
import { createUsersApi, isTold } from '../../src/wechat/api/users.ts'
import type { WechatClient } from '../../src/wechat/client.ts'
import { AnsweredNoError, UnreadableAnswerError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { failureOf, openClient, ScriptedPlatform } from './scripted-platform.ts'

let platform: ScriptedPlatform
let client: WechatClient
let clock: ManualClock

beforeEach(async () => {
  platform = new ScriptedPlatform()
  clock = new ManualClock()
  client = openClient(await platform.open(), clock).client
})
afterEach(async () => {
  await client.close()
  await platform.close()
})

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

/** What may become of a field that somebody else needs. */
const harms = ['kept', 'dropped', 'nulled', 'stringified', 'emptied'] as const
type Harm = (typeof harms)[number]

function harmed(fields: Readonly<Record<string, unknown>>, how: Readonly<Record<string, Harm>>): object {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      switch (how[name] ?? 'kept') {
        case 'dropped':
          return []
        case 'nulled':
          return [[name, null]]
        case 'stringified':
          return [[name, typeof value === 'number' ? String(value) : JSON.stringify(value)]]
        case 'emptied':
          return [[name, {}]]
        case 'kept':
          return [[name, value]]
      }
    }),
  )
}

const harmsOf = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...harms)])))
const RUNS = { numRuns: 60 }

const USER = {
  subscribe: 1,
  openid: P,
  groupid: 108,
  tagid_list: [108, 112],
  remark: '小王',
  subscribe_time: 1_764_036_000,
  subscribe_scene: 'ADD_SCENE_QR_CODE',
  qr_scene_str: 'poster',
  language: 'zh_CN',
}

describe('an answer with odd fields never fails what did not need them (F57)', () => {
  it('of fifty people each is read for themselves', async () => {
    const fields = harmsOf(...Object.keys(USER).filter((name) => name !== 'openid'))
    await fc.assert(
      fc.asyncProperty(fields, fc.constantFrom(null, 'x', 7, [], {}, { openid: null }), async (how, stray) => {
        const answer = { user_info_list: [harmed(USER, how), stray, { ...USER, openid: Q }] }
        platform.script('/cgi-bin/user/info/batchget', answer)
        const infos = await createUsersApi(client).batchInfo(() => [P, Q])
        expect(infos.map(({ openid }) => openid)).toEqual([P, Q])
        expect(infos[1]).toMatchObject({ subscribe: 1, groupid: 108, tagid_list: [108, 112], remark: '小王' })
        const numeric = (name: string) => ['kept', 'stringified'].includes(how[name] ?? '')
        expect(infos[0]?.subscribe).toBe(numeric('subscribe') ? 1 : undefined)
        expect(infos[0]?.groupid).toBe(numeric('groupid') ? 108 : undefined)
        expect(infos[0]?.tagid_list).toEqual(how['tagid_list'] === 'kept' ? [108, 112] : undefined)
      }),
      RUNS,
    )
  })

  it('an entry with nothing but an openid tells nothing, and not that somebody has left', async () => {
    platform.script('/cgi-bin/user/info/batchget', { user_info_list: [{ openid: P }, { openid: Q, subscribe: 0 }] }, {})
    const users = createUsersApi(client)
    const infos = await users.batchInfo(() => [P, Q])
    expect(infos.map(isTold)).toEqual([false, true])
    expect(await users.batchInfo(() => [P])).toEqual([])
  })

  it.each(['groups', 'tags'] as const)('of %s a list is read entry by entry', async (api) => {
    const list = async () =>
      api === 'groups' ? createGroupsApi(client).list() : (await createTagsApi(client).list()).groups
    await fc.assert(
      fc.asyncProperty(harmsOf('id', 'name', 'count'), async (how) => {
        const odd = harmed({ id: 107, name: 'test', count: 2 }, how)
        platform.script(`/cgi-bin/${api}/get`, { [api]: [odd, { id: '108', name: 'VIP', count: '37' }, null] })
        const groups = await list()
        expect(groups.at(-1)).toEqual({ id: 108, name: 'VIP', count: 37 })
        expect(groups).toHaveLength(['kept', 'stringified'].includes(how['id'] ?? '') ? 2 : 1)
        if (groups.length === 2 && how['name'] === 'dropped') expect(groups[0]).toMatchObject({ id: 107, name: '107' })
      }),
      RUNS,
    )
  })

  it('a list of tags with an entry that can’t be read is not whole, and an empty one is', async () => {
    const tags = createTagsApi(client)
    platform.script('/cgi-bin/tags/get', { tags: [{ name: 'x' }, { id: 1, name: 'y' }] }, { tags: [] })
    expect((await tags.list()).whole).toBe(false)
    expect(await tags.list()).toEqual({ groups: [], whole: true })
  })

  it('a page of followers needs nothing but its openids', async () => {
    await fc.assert(
      fc.asyncProperty(harmsOf('total', 'count', 'next_openid'), async (how) => {
        const page = harmed({ total: 2, count: 2, next_openid: Q }, how)
        platform.script('/cgi-bin/user/get', { ...page, data: { openid: [P, null, 7, Q] } })
        expect((await createUsersApi(client).followers('')).openids).toEqual([P, Q])
      }),
      RUNS,
    )
    platform.script('/cgi-bin/user/get', { total: '0', data: null }, { data: { openid: null } }, {})
    const users = createUsersApi(client)
    expect(await users.followers('')).toEqual({ total: 0, openids: [], next: '' })
    expect(await users.followers('')).toEqual({ total: null, openids: [], next: '' })
    expect(await users.followers('')).toEqual({ total: null, openids: [], next: '' })
  })

  it('a menu that is null is none, and one that can’t be read is not taken for none', async () => {
    const menus = createMenuApi(client)
    const menu = { button: [{ type: 'click', name: '报名', key: 'join' }] }
    platform.script('/cgi-bin/menu/get', { menu, conditionalmenu: null }, { menu: null })
    expect(await menus.read()).toMatchObject({ all: [{ name: '报名' }], some: [] })
    expect(await menus.read()).toEqual({ all: null, some: [] })
    for (let attempt = 0; attempt < 4; attempt += 1) platform.script('/cgi-bin/menu/get', { menu: 'x' })
    expect(await failureOf(clock, menus.read())).toBeInstanceOf(UnreadableAnswerError)
  })

  it('what was made needs its id, also as a string, and nothing else', async () => {
    platform.script('/cgi-bin/groups/create', { group: { id: '107' } })
    expect(await createGroupsApi(client).create('test')).toEqual({ id: 107, name: 'test' })
    platform.script('/cgi-bin/tags/create', { tag: { id: 107, name: null } })
    expect(await createTagsApi(client).create('test')).toEqual({ id: 107, name: 'test' })
    platform.script('/cgi-bin/groups/getid', { groupid: '0' })
    expect(await createGroupsApi(client).groupIdOf(P)).toBe(0)
  })

  it('a code needs its ticket, and is not made a second time for want of the rest', async () => {
    await fc.assert(
      fc.asyncProperty(harmsOf('expire_seconds', 'url'), async (how) => {
        const before = platform.of('/cgi-bin/qrcode/create').length
        const rest = harmed({ expire_seconds: 604_800, url: 'http://weixin.qq.com/q/02' }, how)
        platform.script('/cgi-bin/qrcode/create', { ticket: 'gQE/8A==', ...rest })
        const { picture, link } = await createCodesApi(client).create('poster1', null)
        expect(picture).toBe('https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQE%2F8A%3D%3D')
        if (how['url'] === 'kept') expect(link).toBe('http://weixin.qq.com/q/02')
        if (how['url'] === 'dropped' || how['url'] === 'nulled') expect(link).toBeNull()
        expect(platform.of('/cgi-bin/qrcode/create')).toHaveLength(before + 1)
      }),
      RUNS,
    )
  })

  it.each([
    { daily_limit: '1000', used: '10', remain: '990' },
    { daily_limit: 1000, used: 10, remain: null },
    { daily_limit: 1000, remain: 990 },
    { used: 10, remain: '990' },
  ])('of a quota any two figures give the third: %j', async (quota) => {
    platform.script('/cgi-bin/openapi/quota/get', { quota })
    const read = await createQuotaApi(client).of('/cgi-bin/groups/get')
    expect(read).toEqual({ daily_limit: 1000, used: 10, remain: 990 })
  })

  it.each(['7200', 7200, null, undefined, 'soon', -1])(
    'a token is good whatever its expires_in looks like: %j',
    async (expires) => {
      platform.script('/cgi-bin/stable_token', { access_token: 'token-1', expires_in: expires })
      expect(await createGroupsApi(client).list()).toEqual([{ id: 0, name: '未分组', count: 1 }])
    },
  )
})

describe('what the platform says of a refusal', () => {
  it.each([
    ['invalid openid rid: 5f3ded7d-22929d02-4ba1f5f6', '5f3ded7d-22929d02-4ba1f5f6'],
    ['invalid openid, RID：5f3ded7d-22929d02-4ba1f5f6', '5f3ded7d-22929d02-4ba1f5f6'],
    ['invalid openid (rid=5f3ded7d-22929d02-4ba1f5f6)', '5f3ded7d-22929d02-4ba1f5f6'],
    ['invalid openid hints: [ req_id: KLzfO0sNs-qX0ZFa ]', 'KLzfO0sNs-qX0ZFa'],
    ['invalid openid, request_id: KLzfO0sNs', 'KLzfO0sNs'],
    ['invalid credential hint: [9cBQBa0335age4]', '9cBQBa0335age4'],
    [`${'x'.repeat(500)} rid: 5f3ded7d-22929d02-4ba1f5f6`, '5f3ded7d-22929d02-4ba1f5f6'],
    ['the grid: 12345678 is full', null],
    ['ok', null],
  ])('has its number in it: %s', (errmsg, rid) => {
    expect(new AnsweredNoError('/cgi-bin/groups/get', 40003, errmsg).rid).toBe(rid)
  })

  it('is told to the log where its number is not known here, and only there', () => {
    const event = (errcode: number) =>
      toCallEvent('/cgi-bin/groups/get', 1, 1, new AnsweredNoError('/cgi-bin/groups/get', errcode, 'a new rule'))
    expect([event(99_999).errmsg, event(40_003).errmsg]).toEqual(['a new rule', null])
    expect(toCallEvent('/cgi-bin/groups/get', 1, 1, undefined).errmsg).toBeNull()
  })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { createCustomerMessageApi } from '../../src/wechat/api/customer-message.ts'
import { createGroupsApi } from '../../src/wechat/api/groups.ts'
import { createQuotaApi } from '../../src/wechat/api/quota.ts'
import { createUsersApi } from '../../src/wechat/api/users.ts'
import type { WechatClient } from '../../src/wechat/client.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openClient, ScriptedPlatform } from './scripted-platform.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'oDF3iY9ffA-hqb2vVvbr7qxf6A0Q'
const OK = { errcode: 0, errmsg: 'ok' }

let platform: ScriptedPlatform
let client: WechatClient

beforeEach(async () => {
  platform = new ScriptedPlatform()
  client = openClient(await platform.open(), new ManualClock()).client
})

afterEach(async () => {
  await client.close()
  await platform.close()
})

type Use = (client: WechatClient) => Promise<unknown>
const groups = createGroupsApi
const users = createUsersApi

it.each<[path: string, method: string, body: unknown, answer: object, result: unknown, use: Use]>([
  [
    '/cgi-bin/groups/create',
    'POST',
    { group: { name: '测试"\\' } },
    { group: { id: 107, name: '测试"\\' } },
    { id: 107, name: '测试"\\' },
    (to) => groups(to).create('测试"\\'),
  ],
  [
    '/cgi-bin/groups/get',
    'GET',
    undefined,
    { groups: [{ id: 0, name: '未分组', count: 72596 }] },
    [{ id: 0, name: '未分组', count: 72596 }],
    (to) => groups(to).list(),
  ],
  ['/cgi-bin/groups/getid', 'POST', { openid: P }, { groupid: 0 }, 0, (to) => groups(to).groupIdOf(P)],
  [
    '/cgi-bin/groups/update',
    'POST',
    { group: { id: 108, name: 'VIP' } },
    OK,
    undefined,
    (to) => groups(to).rename(108, 'VIP'),
  ],
  [
    '/cgi-bin/groups/members/update',
    'POST',
    { openid: P, to_groupid: 0 },
    OK,
    undefined,
    (to) => groups(to).move(() => [P], 0),
  ],
  [
    '/cgi-bin/groups/members/batchupdate',
    'POST',
    { openid_list: [P, Q], to_groupid: 108 },
    OK,
    undefined,
    (to) => groups(to).move(() => [P, Q], 108),
  ],
  ['/cgi-bin/groups/delete', 'POST', { group: { id: 108 } }, {}, undefined, (to) => groups(to).remove(108)],
  [
    '/cgi-bin/user/info/batchget',
    'POST',
    {
      user_list: [
        { openid: P, lang: 'zh_CN' },
        { openid: Q, lang: 'zh_CN' },
      ],
    },
    {
      user_info_list: [
        { subscribe: 1, openid: P, groupid: 0, remark: '', subscribe_time: 1434093047, language: 'zh_CN' },
        { subscribe: 0, openid: Q },
      ],
    },
    [
      { subscribe: 1, openid: P, groupid: 0, remark: '', subscribe_time: 1434093047 },
      { subscribe: 0, openid: Q },
    ],
    (to) => users(to).batchInfo(() => [P, Q]),
  ],
  [
    '/cgi-bin/message/custom/send',
    'POST',
    { touser: P, msgtype: 'text', text: { content: '✅ 好' } },
    OK,
    undefined,
    (to) => createCustomerMessageApi(to).sendText(P, '✅ 好'),
  ],
  [
    '/cgi-bin/openapi/quota/get',
    'POST',
    { cgi_path: '/cgi-bin/groups/create' },
    { ...OK, quota: { daily_limit: 1000, used: 3, remain: 997 } },
    { daily_limit: 1000, used: 3, remain: 997 },
    (to) => createQuotaApi(to).of('/cgi-bin/groups/create'),
  ],
])('%s is asked as documented, and its answer read', async (path, method, body, answer, result, use) => {
  platform.script(path, answer)
  expect(await use(client)).toEqual(result)
  expect(platform.of(path).map((request) => [request.method, request.body])).toEqual([[method, body]])
  expect(platform.of(path)[0]?.query.get('access_token')).toBe('token-1')
})

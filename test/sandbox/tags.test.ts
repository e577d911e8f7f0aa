import { expect, it } from 'vitest'
import { NOBODY, openSandbox, P, Q } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const OK = { errcode: 0, errmsg: 'ok' }

it('creates, renames, gives, takes and deletes a tag, and never touches a group', async () => {
  const sandbox = await openSandbox()
  const groups = (await sandbox.world()).groups
  expect(await sandbox.api('tags/create', { tag: { name: '老客户' } })).toEqual({ tag: { id: 109, name: '老客户' } })
  expect(await sandbox.api('tags/update', { tag: { id: 109, name: '忠实客户' } })).toEqual(OK)
  expect(await sandbox.api('tags/members/batchtagging', { openid_list: [P, Q], tagid: 109 })).toEqual(OK)
  expect(await sandbox.api('tags/getidlist', { openid: Q })).toEqual({ tagid_list: [102, 109] })
  expect((await sandbox.world()).tags.at(-1)).toEqual({ id: 109, name: '忠实客户', count: 2 })
  const members = await sandbox.api('user/tag/get', { tagid: 109, next_openid: '' })
  expect(members).toEqual({ count: 2, data: { openid: [Q, P] }, next_openid: P })
  expect(await sandbox.api('user/tag/get', { tagid: 109, next_openid: P })).toEqual({ count: 0, next_openid: '' })
  expect(await sandbox.api('tags/members/batchuntagging', { openid_list: [P], tagid: 109 })).toEqual(OK)
  expect(await sandbox.api('tags/getidlist', { openid: P })).toEqual({ tagid_list: [] })
  expect(await sandbox.api('tags/delete', { tag: { id: 109 } })).toEqual(OK)
  expect(await sandbox.api('tags/getidlist', { openid: Q })).toEqual({ tagid_list: [102] })
  expect((await sandbox.world()).groups).toEqual(groups)
})

it.each([
  ['tags/create', { tag: { name: 'VIP' } }, 45157],
  ['tags/create', { tag: { name: '' } }, 45157],
  ['tags/create', { tag: { name: '组'.repeat(11) } }, 45158],
  ['tags/update', { tag: { id: 108, name: 'test' } }, 45157],
  ['tags/update', { tag: { id: 2, name: 'x' } }, 45058],
  ['tags/update', { tag: { id: 999, name: 'x' } }, 45159],
  ['tags/delete', { tag: { id: 0 } }, 45058],
  ['tags/delete', { tag: { id: 999 } }, 45159],
  ['tags/members/batchtagging', { openid_list: [], tagid: 108 }, 40032],
  ['tags/members/batchtagging', { openid_list: Array(51).fill(P), tagid: 108 }, 40032],
  ['tags/members/batchtagging', { openid_list: [P, NOBODY], tagid: 108 }, 40003],
  ['tags/members/batchtagging', { openid_list: [P], tagId: 108 }, 45159],
  ['tags/members/batchuntagging', { openid_list: [P], tagid: 999 }, 45159],
  ['tags/getidlist', { openid: NOBODY }, 40003],
  ['user/tag/get', { tagid: 999 }, 45159],
])('refuses %s %j with %i', async (path, body, errcode) => {
  const sandbox = await openSandbox()
  const before = await sandbox.world()
  expect((await sandbox.api(path, body))['errcode']).toBe(errcode)
  expect(await sandbox.world()).toEqual(before)
})

it('gives nobody more than 20 tags, and an account no more than 100', async () => {
  const sandbox = await openSandbox()
  for (let count = 0; count < 95; count++) {
    const created = (await sandbox.api('tags/create', { tag: { name: `t${count}` } })) as { tag: { id: number } }
    if (count < 20) await sandbox.api('tags/members/batchtagging', { openid_list: [P], tagid: created.tag.id })
  }
  expect((await sandbox.api('tags/create', { tag: { name: 'one more' } }))['errcode']).toBe(45056)
  expect((await sandbox.api('tags/members/batchtagging', { openid_list: [P], tagid: 108 }))['errcode']).toBe(45059)
  expect((await sandbox.api('tags/members/batchtagging', { openid_list: [P], tagid: 109 }))['errcode']).toBe(0)
})

it('refuses one who left when alone, and skips them inside a list', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  await sandbox.event('unsubscribe', Q)
  expect((await sandbox.api('tags/members/batchtagging', { openid_list: [Q], tagid: 108 }))['errcode']).toBe(50005)
  expect(await sandbox.api('tags/members/batchtagging', { openid_list: [P, Q], tagid: 108 })).toEqual(OK)
  expect((await sandbox.follower(P))?.tagid_list).toEqual([108])
  expect((await sandbox.follower(Q))?.tagid_list).toEqual([102])
})

import { expect, it } from 'vitest'
import { NOBODY, OWNER, openSandbox, P, Q, RID } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

it('lists the first groups as the platform does, without errcode', async () => {
  const sandbox = await openSandbox()
  const { groups, ...rest } = (await sandbox.api('groups/get')) as {
    groups: { id: number; name: string; count: number }[]
  }
  expect(rest).toEqual({})
  expect(groups.map(({ id, name }) => [id, name])).toEqual([
    [0, '未分组'],
    [1, '黑名单'],
    [2, '星标组'],
    [102, '新人'],
    [104, '华东媒'],
    [106, '★不测试组★'],
    [107, 'test'],
    [108, 'VIP'],
  ])
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(40)
})

it('creates, renames and deletes a group; its members fall back to group 0', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.api('groups/create', { group: { name: '老客户' } })).toEqual({
    group: { id: 109, name: '老客户' },
  })
  expect(await sandbox.api('groups/update', { group: { id: 109, name: '忠实客户' } })).toEqual({
    errcode: 0,
    errmsg: 'ok',
  })
  expect(await sandbox.api('groups/members/update', { openid: Q, to_groupid: 109 })).toEqual({
    errcode: 0,
    errmsg: 'ok',
  })
  expect((await sandbox.world()).groups.at(-1)).toEqual({ id: 109, name: '忠实客户', count: 1 })
  expect(await sandbox.api('groups/getid', { openid: Q })).toEqual({ groupid: 109 })
  expect(await sandbox.api('groups/delete', { group: { id: 109 } })).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await sandbox.api('groups/getid', { openid: Q })).toEqual({ groupid: 0 })
  expect(await sandbox.api('groups/create', { group: { name: 'VIP' } })).toEqual({ group: { id: 110, name: 'VIP' } })
})

it('moves many at once, and nobody when one of them is unknown', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.api('groups/members/batchupdate', { openid_list: [P, NOBODY], to_groupid: 108 })).toMatchObject({
    errcode: 40003,
  })
  expect((await sandbox.follower(P))?.groupid).toBe(0)
  expect(await sandbox.api('groups/members/batchupdate', { openid_list: [P, Q, OWNER], to_groupid: 108 })).toEqual({
    errcode: 0,
    errmsg: 'ok',
  })
  for (const openid of [P, Q, OWNER]) expect((await sandbox.follower(openid))?.groupid).toBe(108)
})

it.each([
  ['groups/create', {}, 40051, 'invalid group name'],
  ['groups/create', { group: { name: ' ' } }, 40051, 'invalid group name'],
  ['groups/create', { group: { name: '组'.repeat(31) } }, 45017, "can't set group name too long sys group"],
  ['groups/update', { group: { id: 999, name: 'x' } }, 40050, 'invalid group id'],
  ['groups/update', { group: { id: '108', name: 'x' } }, 40050, 'invalid group id'],
  ['groups/update', { group: { id: 2, name: 'x' } }, 45016, "can't modify sys group"],
  ['groups/update', { group: { id: 108, name: '' } }, 40051, 'invalid group name'],
  ['groups/delete', { group: { id: 1 } }, 45016, "can't modify sys group"],
  ['groups/delete', { group: { id: 999 } }, 40050, 'invalid group id'],
  ['groups/getid', { openid: NOBODY }, 40003, 'invalid openid'],
  ['groups/getid', {}, 41009, 'openid missing'],
  ['groups/members/update', { openid: NOBODY, to_groupid: 108 }, 40003, 'invalid openid'],
  ['groups/members/update', { openid: P, to_groupid: 999 }, 40050, 'invalid group id'],
  ['groups/members/update', { openid: P, to_groupid: '108' }, 40050, 'invalid group id'],
  ['groups/members/update', { openid: `${P} `, to_groupid: 108 }, 40003, 'invalid openid'],
  ['groups/members/batchupdate', { to_groupid: 108 }, 40031, 'invalid openid list'],
  ['groups/members/batchupdate', { openid_list: [], to_groupid: 108 }, 40032, 'invalid openid list size'],
  [
    'groups/members/batchupdate',
    { openid_list: Array(51).fill(P), to_groupid: 108 },
    40032,
    'invalid openid list size',
  ],
  ['groups/members/batchupdate', { openid_list: [P], to_groupid: 999 }, 40050, 'invalid group id'],
])('refuses %s %j with %i', async (path, body, errcode, words) => {
  const sandbox = await openSandbox()
  const before = await sandbox.world()
  const answer = await sandbox.api(path, body)
  expect(answer['errcode']).toBe(errcode)
  expect(String(answer['errmsg']).replace(RID, '')).toBe(words)
  expect(answer['errmsg']).toMatch(RID)
  expect(await sandbox.world()).toEqual(before)
})

it('takes names of 30 characters, whatever their bytes, and 100 own groups', async () => {
  const sandbox = await openSandbox()
  const name = '😀'.repeat(30)
  expect(await sandbox.api('groups/create', { group: { name } })).toEqual({ group: { id: 109, name } })
  for (let count = 6; count < 100; count++) await sandbox.api('groups/create', { group: { name: `g${count}` } })
  expect(await sandbox.api('groups/create', { group: { name: 'one more' } })).toMatchObject({ errcode: 45018 })
  await sandbox.post('reset', { quota: 'off' })
  for (let count = 5; count < 102; count++) {
    expect(await sandbox.api('groups/create', { group: { name: `g${count}` } })).toHaveProperty('group.id')
  }
})

it('refuses to move somebody who has left (50005), alone and in a list', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  await sandbox.event('unsubscribe', Q)
  const alone = await sandbox.api('groups/members/update', { openid: Q, to_groupid: 108 })
  expect(alone['errcode']).toBe(50005)
  const listed = await sandbox.api('groups/members/batchupdate', { openid_list: [P, Q], to_groupid: 108 })
  expect(listed['errcode']).toBe(50005)
  expect((await sandbox.follower(P))?.groupid).toBe(0)
})

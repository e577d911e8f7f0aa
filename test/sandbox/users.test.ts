import { expect, it } from 'vitest'
import { NOBODY, openSandbox, OWNER, P, Q } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

it('tells of a follower what the platform tells, and of one who left nothing', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  const info = await sandbox.api(`user/info?openid=${Q}&lang=zh_CN`)
  expect(info).toMatchObject({ subscribe: 1, openid: Q, nickname: '', language: 'zh_CN', remark: '', groupid: 102 })
  expect(info['tagid_list']).toEqual([102])
  expect(info['subscribe_time']).toBeTypeOf('number')
  await sandbox.event('unsubscribe', Q)
  expect(await sandbox.api(`user/info?openid=${Q}`)).toEqual({ subscribe: 0, openid: Q, tagid_list: [] })
})

it('looks up to 50 people up in one call, and refuses all of them for one it does not know', async () => {
  const sandbox = await openSandbox()
  const ask = (openids: string[]): Promise<Record<string, unknown>> =>
    sandbox.api('user/info/batchget', { user_list: openids.map((openid) => ({ openid, lang: 'en' })) })
  const infos = (await ask([Q, P]))['user_info_list'] as Record<string, unknown>[]
  expect(infos.map(({ openid, groupid, language }) => [openid, groupid, language])).toEqual([
    [Q, 102, 'en'],
    [P, 0, 'en'],
  ])
  expect((await ask(Array<string>(50).fill(P)))['user_info_list']).toHaveLength(50)
  expect((await ask(Array<string>(51).fill(P)))['errcode']).toBe(40032)
  expect((await ask([]))['errcode']).toBe(40032)
  expect((await ask([P, NOBODY]))['errcode']).toBe(40003)
  expect((await sandbox.api('user/info/batchget', {}))['errcode']).toBe(40031)
})

it('lists followers by pages of 10,000', async () => {
  const sandbox = await openSandbox()
  await sandbox.post('reset', { followers: 10_002 })
  const first = await sandbox.api('user/get')
  const openids = (first['data'] as { openid: string[] }).openid
  expect(first).toMatchObject({ total: 10_002, count: 10_000, next_openid: openids.at(-1) })
  expect(new Set(openids).size).toBe(10_000)
  expect(openids.every((openid) => /^o[A-Za-z0-9_-]{27}$/.test(openid))).toBe(true)
  const second = await sandbox.api(`user/get?next_openid=${openids.at(-1) ?? ''}`)
  expect(second).toMatchObject({ total: 10_002, count: 2 })
  const end = await sandbox.api(`user/get?next_openid=${String(second['next_openid'])}`)
  expect(end).toEqual({ total: 10_002, count: 0, next_openid: '' })
  expect((await sandbox.api(`user/get?next_openid=${NOBODY}`))['errcode']).toBe(40003)
})

it('writes remarks below 30 bytes', async () => {
  const sandbox = await openSandbox()
  const write = (remark: unknown): Promise<Record<string, unknown>> =>
    sandbox.api('user/info/updateremark', { openid: P, remark })
  expect(await write('老王')).toEqual({ errcode: 0, errmsg: 'ok' })
  expect((await sandbox.follower(P))?.remark).toBe('老王')
  expect(await write('x'.repeat(29))).toEqual({ errcode: 0, errmsg: 'ok' })
  expect((await write('王'.repeat(10)))['errcode']).toBe(40092)
  expect(await write('')).toEqual({ errcode: 0, errmsg: 'ok' })
  expect((await sandbox.follower(P))?.remark).toBe('')
})

it('keeps the blacklist and group 1 one and the same', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.api('tags/members/getblacklist', { begin_openid: '' })).toEqual({
    total: 0,
    count: 0,
    next_openid: '',
  })
  expect(await sandbox.api('tags/members/batchblacklist', { openid_list: [P, Q] })).toEqual({
    errcode: 0,
    errmsg: 'ok',
  })
  expect((await sandbox.follower(P))?.groupid).toBe(1)
  await sandbox.api('groups/members/update', { openid: OWNER, to_groupid: 1 })
  expect(await sandbox.api('tags/members/getblacklist', {})).toEqual({
    total: 3,
    count: 3,
    data: { openid: [OWNER, Q, P] },
    next_openid: P,
  })
  await sandbox.api('tags/members/batchunblacklist', { openid_list: [P] })
  expect((await sandbox.follower(P))?.groupid).toBe(0)
  const tooMany = await sandbox.api('tags/members/batchblacklist', { openid_list: Array(21).fill(P) })
  expect(tooMany['errcode']).toBe(40032)
})

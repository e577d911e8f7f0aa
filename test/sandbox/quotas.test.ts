import { expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openSandbox, RID } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'

const LIST_FOLLOWERS = '/cgi-bin/user/get'
/** 23:59:00 in Shanghai. */
const LATE_EVENING = Date.UTC(2026, 0, 15, 15, 59)
const { appid, appsecret } = SANDBOX_ACCOUNT

async function spent(): Promise<{
  sandbox: OpenSandbox
  clock: ManualClock
  ask: () => Promise<Record<string, unknown>>
}> {
  const clock = new ManualClock(LATE_EVENING)
  const sandbox = await openSandbox({ clock })
  const ask = (): Promise<Record<string, unknown>> => sandbox.api('user/get')
  for (let call = 0; call < 500; call++) await ask()
  return { sandbox, clock, ask }
}

it('refuses the call over the day’s quota until midnight in Shanghai, and no other call (F06)', async () => {
  const { sandbox, clock, ask } = await spent()
  const refused = await ask()
  expect(refused['errcode']).toBe(45009)
  expect(String(refused['errmsg']).replace(RID, '')).toBe('reach max api daily quota limit')
  expect(await sandbox.api('groups/getid', { openid: SANDBOX_ACCOUNT.owner })).toEqual({ groupid: 0 })
  await clock.advance(59_999)
  expect((await ask())['errcode']).toBe(45009)
  await clock.advance(1)
  expect(await ask()).toHaveProperty('total', 40)
})

it('follows the shifted clock', async () => {
  const { sandbox, ask } = await spent()
  await sandbox.post('clock', { offsetMs: 60_000 })
  expect(await ask()).toHaveProperty('total', 40)
})

it('tells how much is left', async () => {
  const { sandbox } = await spent()
  const left = async (path: string): Promise<unknown> =>
    (await sandbox.api('openapi/quota/get', { cgi_path: path }))['quota']
  expect(await left(LIST_FOLLOWERS)).toEqual({ daily_limit: 500, used: 500, remain: 0 })
  expect(await left('/cgi-bin/groups/members/update')).toEqual({ daily_limit: 100_000, used: 0, remain: 100_000 })
  expect((await sandbox.api('openapi/quota/get', { cgi_path: 'cgi-bin/user/get' }))['errcode']).toBe(76003)
  expect(
    (await sandbox.api('openapi/quota/get', { cgi_path: `https://api.weixin.qq.com${LIST_FOLLOWERS}` }))['errcode'],
  ).toBe(76003)
})

it('is cleared at most ten times a month, whichever way', async () => {
  const { sandbox, ask } = await spent()
  expect(await sandbox.api('clear_quota', { appid })).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await ask()).toHaveProperty('total', 40)
  for (let count = 1; count < 10; count++) {
    const { body } = await sandbox.send('/cgi-bin/clear_quota/v2', { appid, appsecret })
    expect(body['errcode']).toBe(0)
  }
  expect((await sandbox.api('clear_quota', { appid }))['errcode']).toBe(48006)
  expect((await sandbox.api('clear_quota', { appid: 'wx0000000000000000' }))['errcode']).toBe(40013)
  expect((await sandbox.api('openapi/quota/clear', { cgi_path: LIST_FOLLOWERS }))['errcode']).toBe(0)
})

it('is lifted by a reset with quota off, and back with the next reset', async () => {
  const { sandbox, ask } = await spent()
  await sandbox.post('reset', { quota: 'off' })
  for (let call = 0; call < 501; call++) await ask()
  expect(await ask()).toHaveProperty('total', 40)
  await sandbox.post('reset', {})
  for (let call = 0; call < 500; call++) await ask()
  expect((await ask())['errcode']).toBe(45009)
})

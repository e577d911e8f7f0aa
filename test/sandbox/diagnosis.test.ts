import { expect, it } from 'vitest'
import { openSandbox } from './open-sandbox.ts'

const CALLBACK = 'http://127.0.0.1:9/wechat'

it.each([
  ['all', ['dns', 'ping']],
  ['dns', ['dns']],
  ['ping', ['ping']],
])('tells of the way to the callback what was asked (%s)', async (action, told) => {
  const sandbox = await openSandbox({ callbackUrl: CALLBACK })
  const answer = await sandbox.api('callback/check', { action, check_operator: 'DEFAULT' })
  expect(Object.keys(answer)).toEqual(told)
  if (action !== 'dns') expect(answer['ping']).toMatchObject([{ ip: '127.0.0.1', package_loss: '0%' }])
})

it('refuses to look where there is no callback, and what it does not know', async () => {
  const [without, sandbox] = [await openSandbox(), await openSandbox({ callbackUrl: CALLBACK })]
  const asked = { action: 'all', check_operator: 'DEFAULT' }
  expect(await without.api('callback/check', asked)).toMatchObject({ errcode: 40201 })
  expect(await sandbox.api('callback/check', { ...asked, action: 'look' })).toMatchObject({ errcode: 40202 })
  expect(await sandbox.api('callback/check', { ...asked, check_operator: 'x' })).toMatchObject({ errcode: 40203 })
})

it('names its addresses', async () => {
  const sandbox = await openSandbox()
  for (const path of ['getcallbackip', 'get_api_domain_ip'])
    expect(await sandbox.api(path)).toEqual({ ip_list: ['127.0.0.1'] })
})

it('dates its answers by its own clock', async () => {
  const sandbox = await openSandbox()
  const date = async () =>
    Date.parse((await fetch(`${sandbox.url}/cgi-bin/get_api_domain_ip`)).headers.get('date') ?? '')
  expect(Math.abs((await date()) - Date.now())).toBeLessThan(5_000)
  await sandbox.post('clock', { offsetMs: -3_600_000 })
  expect(Math.abs((await date()) + 3_600_000 - Date.now())).toBeLessThan(5_000)
})

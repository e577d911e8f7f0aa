import { expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { openSandbox, RID } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'

const { appid, appsecret } = SANDBOX_ACCOUNT
const CREDENTIALS = { grant_type: 'client_credential', appid, secret: appsecret }

const plainToken = async (sandbox: OpenSandbox): Promise<Record<string, unknown>> =>
  (await sandbox.send(`/cgi-bin/token?${new URLSearchParams(CREDENTIALS).toString()}`)).body

const errcodeWith = async (sandbox: OpenSandbox, accessToken: unknown): Promise<unknown> =>
  (await sandbox.send(`/cgi-bin/groups/get?access_token=${String(accessToken)}`)).body['errcode']

it('gives a token for 7200 s without errcode, on both endpoints', async () => {
  const sandbox = await openSandbox()
  for (const issued of [await plainToken(sandbox), await sandbox.askStableToken()]) {
    expect(Object.keys(issued)).toEqual(['access_token', 'expires_in'])
    expect(issued['expires_in']).toBe(7200)
    expect(String(issued['access_token']).length).toBeGreaterThan(100)
    expect(await errcodeWith(sandbox, issued['access_token'])).toBeUndefined()
  }
})

it.each([
  [{ ...CREDENTIALS, grant_type: 'password' }, 40002],
  [{ ...CREDENTIALS, appid: '' }, 41002],
  [{ ...CREDENTIALS, secret: '' }, 41004],
  [{ ...CREDENTIALS, appid: 'wx0000000000000000' }, 40013],
  [{ ...CREDENTIALS, secret: '0'.repeat(32) }, 40125],
])('refuses a token for %j with %i on both endpoints', async (credentials, errcode) => {
  const sandbox = await openSandbox()
  const query = new URLSearchParams(credentials).toString()
  const answers = [
    await sandbox.send(`/cgi-bin/token?${query}`),
    await sandbox.send('/cgi-bin/stable_token', credentials),
  ]
  for (const { status, body } of answers) {
    expect([status, body['errcode']]).toEqual([200, errcode])
    expect(body['errmsg']).toMatch(RID)
  }
})

it('takes a stable_token body that is no JSON for one without an appid', async () => {
  const sandbox = await openSandbox()
  const { body } = await sandbox.send('/cgi-bin/stable_token', new URLSearchParams(CREDENTIALS).toString())
  expect(body['errcode']).toBe(41002)
})

it('tells missing, malformed, dead and expired tokens apart', async () => {
  const sandbox = await openSandbox()
  const good = await sandbox.stableToken()
  expect(await errcodeWith(sandbox, '')).toBe(41001)
  expect((await sandbox.send('/cgi-bin/groups/get')).body['errcode']).toBe(41001)
  expect(await errcodeWith(sandbox, 'rubbish')).toBe(40014)
  expect(await errcodeWith(sandbox, `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`)).toBe(40001)
  await sandbox.post('clock', { offsetMs: 7_200_000 })
  expect(await errcodeWith(sandbox, good)).toBe(42001)
  await sandbox.post('clock', { offsetMs: 0 })
  await sandbox.post('revoke-token', {})
  const { body } = await sandbox.send(`/cgi-bin/groups/get?access_token=${good}`)
  expect(body['errcode']).toBe(40001)
  expect(String(body['errmsg']).replace(RID, '')).toBe(
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, ' +
      'more details at https://mmbizurl.cn/s/JtxxFh33r',
  )
})

it('kills the old /cgi-bin/token with the new one, and never the other endpoint’s', async () => {
  const sandbox = await openSandbox()
  const stable = await sandbox.stableToken()
  const first = (await plainToken(sandbox))['access_token']
  const second = (await plainToken(sandbox))['access_token']
  expect(await errcodeWith(sandbox, first)).toBe(40001)
  expect(await errcodeWith(sandbox, second)).toBeUndefined()
  expect(await errcodeWith(sandbox, stable)).toBeUndefined()
  await sandbox.askStableToken(true)
  expect(await errcodeWith(sandbox, stable)).toBe(40001)
  expect(await errcodeWith(sandbox, second)).toBeUndefined()
})

it('gives everybody the same stable token until its last five minutes, in which both hold', async () => {
  const sandbox = await openSandbox()
  const first = await sandbox.stableToken()
  await sandbox.post('clock', { offsetMs: 6_800_000 })
  const again = await sandbox.askStableToken()
  expect(again['access_token']).toBe(first)
  expect(again['expires_in']).toBeLessThanOrEqual(400)
  await sandbox.post('clock', { offsetMs: 6_900_000 })
  const renewed = await sandbox.askStableToken()
  expect(renewed['access_token']).not.toBe(first)
  expect(renewed['expires_in']).toBe(7200)
  expect(await errcodeWith(sandbox, first)).toBeUndefined()
  expect(await errcodeWith(sandbox, renewed['access_token'])).toBeUndefined()
})

it('is forced at most every 30 s and 20 times a day (F09)', async () => {
  const sandbox = await openSandbox()
  // From just after midnight in Shanghai, so that the whole of it is one day.
  const midnight = 86_400_000 - ((Date.now() + 8 * 3_600_000) % 86_400_000)
  const force = async (atMs: number): Promise<unknown> => {
    await sandbox.post('clock', { offsetMs: midnight + atMs })
    return (await sandbox.askStableToken(true))['errcode']
  }
  expect(await force(1_000)).toBeUndefined()
  expect(await force(20_000)).toBe(45011)
  for (let count = 1; count < 20; count++) expect(await force(count * 60_000)).toBeUndefined()
  expect(await force(20 * 60_000)).toBe(45009)
  expect(await force(86_400_000 + 60_000)).toBeUndefined()
})

it('gives a new stable token after a revocation, in normal mode, and keeps it over a reset', async () => {
  const sandbox = await openSandbox()
  const first = await sandbox.stableToken()
  await sandbox.post('revoke-token', {})
  const second = await sandbox.stableToken()
  expect(second).not.toBe(first)
  await sandbox.post('reset', {})
  expect(await sandbox.stableToken()).toBe(second)
  expect(await errcodeWith(sandbox, second)).toBeUndefined()
})

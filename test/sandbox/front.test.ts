import { request } from 'node:http'
import { expect, it } from 'vitest'
import { openSandbox, RID } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'

it('answers JSON with status 200 and the platform’s own content type, whatever happened', async () => {
  const sandbox = await openSandbox()
  for (const path of ['/cgi-bin/nothing', `/cgi-bin/groups/get?access_token=${await sandbox.stableToken()}`]) {
    const { status, type } = await sandbox.send(path)
    expect([status, type]).toEqual([200, 'application/json; encoding=utf-8'])
  }
})

it.each([
  ['groups/nothing', undefined, 40066, 'invalid url'],
  ['groups/get', {}, 43001, 'require GET method'],
  ['groups/create', undefined, 43002, 'require POST method'],
  ['groups/create', '', 44002, 'empty post data'],
  ['groups/create', '{"group":', 47001, 'data format error'],
  ['groups/create', '[]', 47001, 'data format error'],
])('refuses %s with body %j: %i', async (path, body, errcode, words) => {
  const sandbox = await openSandbox()
  const answer = await sandbox.api(path, body)
  expect(answer['errcode']).toBe(errcode)
  expect(String(answer['errmsg']).replace(RID, '')).toBe(words)
})

it('answers a body without Content-Length with a bare 412, and changes nothing', async () => {
  const sandbox = await openSandbox()
  const accessToken = await sandbox.stableToken()
  const before = await sandbox.calls()
  const answer = await sendChunked(
    sandbox,
    `/cgi-bin/groups/create?access_token=${accessToken}`,
    '{"group":{"name":"x"}}',
  )
  expect(answer).toEqual({ status: 412, body: '' })
  expect(await sandbox.calls()).toEqual(before)
})

it('tells where its servers are', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.api('getcallbackip')).toEqual({ ip_list: ['127.0.0.1'] })
  expect(await sandbox.api('get_api_domain_ip')).toEqual({ ip_list: ['127.0.0.1'] })
})

function sendChunked(sandbox: OpenSandbox, path: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${sandbox.url}${path}`, { method: 'POST' }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    call.on('error', reject)
    call.write(body)
    call.end()
  })
}

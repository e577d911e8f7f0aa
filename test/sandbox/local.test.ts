import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openSandbox } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'

/** Status of a request with exactly these headers, whatever a browser or a client would let one set. */
function ask(
  sandbox: OpenSandbox,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${sandbox.url}${path}`, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    call.on('error', reject)
    call.end(method === 'POST' ? '{}' : undefined)
  })
}

const TOKEN =
  '/cgi-bin/token?grant_type=client_credential&appid=wx5a4db0c0ffee0001&secret=5a4db0c0ffee00015a4db0c0ffee0001'

describe('the API of the sandbox', () => {
  it.each([
    ['a name that was made to resolve to this machine', { host: 'evil.example.com' }],
    ['the same with the port', { host: 'evil.example.com:8081' }],
    ['a script of another page', { origin: 'https://evil.example.com' }],
    ['a page in a sandboxed frame', { origin: 'null' }],
    ['a page on another port', { origin: 'http://127.0.0.1:3000' }],
    ['an image of another page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a window that another page opens', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('is closed to %s, which changes nothing (T44)', async (_who, headers) => {
    const sandbox = await openSandbox()
    for (const [path, method] of [
      [TOKEN, 'GET'],
      ['/cgi-bin/groups/create', 'POST'],
    ] as const) {
      const { status, body } = await ask(sandbox, path, headers, method)
      expect([status, body]).toEqual([403, expect.stringContaining('"error":"This is for this machine only')])
    }
    expect(await sandbox.calls()).toEqual([])
  })

  it.each(['x-forwarded-for', 'x-forwarded-proto', 'via', 'x-real-ip', 'cf-connecting-ip', 'forwarded'])(
    'is closed to whoever comes through a proxy, by %s (T43)',
    async (name) => {
      const sandbox = await openSandbox()
      for (const path of [TOKEN, '/sandbox/world', '/'])
        expect((await ask(sandbox, path, { [name]: 'x' })).status).toBe(403)
      expect(await sandbox.calls()).toEqual([])
    },
  )

  it.each([
    ['a client as it is', {}],
    ['one that says localhost', { host: 'localhost:8081' }],
    ['one whose transport rewrites the address only', { host: 'api.weixin.qq.com' }],
    ['the page itself', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['an address typed into a browser', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a fetch of Node', { 'sec-fetch-mode': 'cors', 'accept-language': '*' }],
  ])('is open to %s', async (_who, headers) => {
    const sandbox = await openSandbox()
    const { status, body } = await ask(sandbox, TOKEN, headers)
    expect([status, body]).toEqual([200, expect.stringContaining('"access_token"')])
  })
})

describe('the page of the sandbox', () => {
  it('can be linked to from anywhere, but not put into another page or read by one (T44)', async () => {
    const sandbox = await openSandbox()
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask(sandbox, '/', link)).status).toBe(200)
    expect((await ask(sandbox, '/', { ...link, 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    expect((await ask(sandbox, '/sandbox/world', link)).status).toBe(403)
    expect((await ask(sandbox, '/', { host: 'api.weixin.qq.com' })).status).toBe(403)
  })
})

import { request } from 'node:http'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import { openSandbox, OWNER } from './open-sandbox.ts'

it('shows the account, its groups with counts, and how to use it, before any script has run', async () => {
  const sandbox = await openSandbox({ callbackUrl: 'http://127.0.0.1:8080/wechat' })
  await sandbox.api('groups/create', { group: { name: '<b>&"' } })
  const page = await supertest(sandbox.url).get('/').expect(200).expect('Content-Type', 'text/html; charset=utf-8')
  for (const value of [
    'wx5a4db0c0ffee0001',
    '5a4db0c0ffee00015a4db0c0ffee0001',
    '<code>sandbox</code>',
    'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    'gh_5a4db0c0ffee',
    OWNER,
    '<code>safe</code>',
    'http://127.0.0.1:8080/wechat',
    '40 位粉丝',
    '<li>&lt;b&gt;&amp;&quot; <small>109</small> <b>0</b></li>',
    'npm run chat',
    `curl ${sandbox.url}/sandbox/world`,
  ]) {
    expect(page.text).toContain(value)
  }
  const { groups } = await sandbox.world()
  for (const { id, count } of groups) expect(page.text).toMatch(new RegExp(`<small>${id}</small> <b>${count}</b>`))
})

it('allows nothing but its own files, and no HTML made by a script', async () => {
  const sandbox = await openSandbox()
  const page = await supertest(sandbox.url).get('/').expect(200)
  expect(page.headers['content-security-policy']?.split(';')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
  expect(page.headers['x-content-type-options']).toBe('nosniff')
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.text).not.toMatch(/<style|style=|\son\w+=|https:/)
  expect([...page.text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
    '<script type="module" src="/page/main.js">',
    '<script type="application/json" id="words">',
  ])
})

it('brings every file that it names, each of its kind, and has nothing else', async () => {
  const sandbox = await openSandbox()
  const page = await supertest(sandbox.url).get('/').expect(200)
  const names = [...new Set([...page.text.matchAll(/"(\/page\/[\w.-]+)"/g)].map(([, path]) => path ?? ''))]
  expect(names).toContain('/page/main.js')
  const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }
  for (const name of names) {
    const type = TYPES[name.split('.').at(-1) as keyof typeof TYPES]
    const file = await fetch(`${sandbox.url}${name}`)
    expect([name, file.status, file.headers.get('content-type')]).toEqual([name, 200, type])
    const text = await file.text()
    for (const [, imported] of text.matchAll(/^import .* from '\.(\/[\w.-]+)'/gm))
      expect(names).toContain(`/page${imported ?? ''}`)
    // Texts of others are put in as text.
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/)
  }
  for (const path of ['/elsewhere', '/page/shapes.ts', '/page/tsconfig.json', '/page/..%2fpage.ts', '/page/%00']) {
    await supertest(sandbox.url).get(path).expect(404, 'There is nothing here. 这里什么都没有。\n')
  }
})

it.each([
  ['/', undefined, 'zh-CN'],
  ['/', 'zh-TW,zh;q=0.9', 'zh-CN'],
  ['/', 'en-GB,en;q=0.8', 'en'],
  ['/', 'fr', 'zh-CN'],
  ['/?lang=en', 'zh-CN', 'en'],
  ['/?lang=zh', 'en', 'zh-CN'],
  ['/?lang=<b>', 'en', 'en'],
])('is at %s for %s in %s', async (path, accepted, language) => {
  const sandbox = await openSandbox()
  const asked = supertest(sandbox.url).get(path)
  const page = await (accepted === undefined ? asked : asked.set('Accept-Language', accepted)).expect(200)
  expect(/<html lang="([\w-]+)">/.exec(page.text)?.[1]).toBe(language)
  expect(page.headers['vary']).toContain('Accept-Language')
})

it('is for this machine only, its files and its stream too', async () => {
  const sandbox = await openSandbox()
  for (const path of ['/', '/page/main.js', '/sandbox/events', '/sandbox/followers']) {
    const status = await new Promise((resolve) => {
      const headers = { host: 'evil.example' }
      request(`${sandbox.url}${path}`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect([path, status]).toEqual([path, 403])
  }
})

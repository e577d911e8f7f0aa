import supertest from 'supertest'
import { expect, it } from 'vitest'
import { openSandbox, OWNER } from './open-sandbox.ts'

it('shows the account, its groups with counts, and what to try, with nothing in it that runs', async () => {
  const sandbox = await openSandbox({ callbackUrl: 'http://127.0.0.1:8080/wechat' })
  await sandbox.api('groups/create', { group: { name: '<b>&"' } })
  const page = await supertest(sandbox.url).get('/').expect(200).expect('Content-Type', 'text/html; charset=utf-8')
  expect(page.headers['content-security-policy']).toBe(
    "default-src 'none';style-src 'self';base-uri 'none';frame-ancestors 'none'",
  )
  for (const value of [
    'wx5a4db0c0ffee0001',
    '5a4db0c0ffee00015a4db0c0ffee0001',
    '<code>sandbox</code>',
    'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    'gh_5a4db0c0ffee',
    OWNER,
    '<code>safe</code>',
    'http://127.0.0.1:8080/wechat',
    '40 位粉丝。',
    '40 followers.',
    '<tr><th>109<td>&lt;b&gt;&amp;&quot;<td class="number">0',
    'npm run chat',
    `curl ${sandbox.url}/sandbox/world`,
  ]) {
    expect(page.text).toContain(value)
  }
  const { groups } = await sandbox.world()
  for (const { id, count } of groups)
    expect(page.text).toMatch(new RegExp(`<th>${id}<td>.*<td class="number">${count}`))
  expect(page.text).not.toMatch(/<script|<style|style=|onclick/)
})

it('brings its style as a file, and has nothing else', async () => {
  const sandbox = await openSandbox()
  await supertest(sandbox.url).get('/style.css').expect(200).expect('Content-Type', 'text/css; charset=utf-8')
  await supertest(sandbox.url).get('/elsewhere').expect(404, 'There is nothing here. 这里什么都没有。\n')
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { serializeTextReply } from '../../src/protocol/reply.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { OpenSandbox, openSandbox, OWNER } from '../sandbox/open-sandbox.ts'
import { answer, ScriptedCallback } from '../sandbox/scripted-callback.ts'
import { openBrowser } from '../support/browser.ts'
import { Visit } from './visit.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** An account's server that answers everything with this text, and a page of a sandbox that pushes to it. */
async function openWithAnswer(
  text: string,
): Promise<{ callback: ScriptedCallback; sandbox: OpenSandbox; visit: Visit }> {
  const reply = serializeTextReply({ to: OWNER, from: SANDBOX_ACCOUNT.originalId, createdAt: 1, text })
  const callback = await ScriptedCallback.open(answer(reply))
  const sandbox = await openSandbox({ mode: 'plain', callbackUrl: callback.url })
  return { callback, sandbox, visit: await Visit.open(browser, `${sandbox.url}/`) }
}

it('says what a menu link says when it is tapped, as the platform does', async () => {
  const link = '<a href="weixin://bizmsgmenu?msgmenucontent=%E6%92%A4%E9%94%80%20%2312&msgmenuid=7">撤销</a>'
  const { callback, visit } = await openWithAnswer(`✅ 好了｜${link}`)
  await visit.say('一')
  await visit.seen('✅ 好了｜撤销').waitFor()
  await visit.page.locator('.bubble').getByRole('button', { name: '撤销' }).click()
  await visit.page.locator('#talk .mine').filter({ hasText: '撤销 #12' }).waitFor()
  await callback.received(2)
  expect(callback.pushes[1]?.body).toContain('<Content><![CDATA[撤销 #12]]></Content>')
  expect(callback.pushes[1]?.body).toContain('<bizmsgmenuid>7</bizmsgmenuid>')
  expect(visit.troubles).toEqual([])
})

it('opens web addresses elsewhere, and runs nothing that a text brings along', async () => {
  const { visit } = await openWithAnswer(
    '<img src=x onerror="document.title=1"><b>粗</b> <a href="javascript:document.title=2">点我</a> ' +
      '<a href="https://example.com/a?b=1&amp;c=2">文档</a> 见 https://example.com/x。',
  )
  await visit.say('一')
  await visit.seen('粗').waitFor()
  const bubble = visit.page.locator('#talk .theirs .bubble')
  expect(await bubble.innerText()).toBe(
    '<img src=x onerror="document.title=1"><b>粗</b> 点我 文档 见 https://example.com/x。',
  )
  expect(await bubble.locator('a').evaluateAll((links) => links.map(String))).toEqual([
    'https://example.com/a?b=1&c=2',
    'https://example.com/x',
  ])
  expect(await bubble.locator('a').first().getAttribute('rel')).toBe('noopener noreferrer')
  expect(await bubble.locator('img, b, button').count()).toBe(0)
  expect(await visit.page.title()).toBe('fenzu 沙箱')
  expect(visit.troubles).toEqual([])
})

it('shows a menu message with its items, and grey lines with their reason', async () => {
  const { sandbox, visit, callback } = await openWithAnswer('')
  await visit.say('一')
  await visit.seen('该公众号提供的服务出现故障').filter({ hasText: '原因：empty Content' }).waitFor()
  const menu = { head_content: '满意吗？', list: [{ id: '101', content: '满意' }], tail_content: '谢谢' }
  await sandbox.api('message/custom/send', { touser: OWNER, msgtype: 'msgmenu', msgmenu: menu })
  await visit.seen('满意吗？').filter({ hasText: '谢谢' }).waitFor()
  await visit.page.locator('.menu').getByRole('button', { name: '满意' }).click()
  await callback.received(2)
  expect(callback.pushes[1]?.body).toContain('<bizmsgmenuid>101</bizmsgmenuid>')
  expect(visit.troubles).toEqual([])
})

it('lets no script put HTML into the page', async () => {
  const { visit } = await openWithAnswer('x')
  const attempt = '(() => { try { document.body.innerHTML = "<p>x" } catch (error) { return error.name } })()'
  expect(await visit.page.evaluate(attempt)).toBe('TypeError')
})

it('says when the sandbox is gone, and goes on when it is back', async () => {
  const sandbox = await openSandbox({ callbackUrl: 'http://127.0.0.1:9/wechat' })
  const visit = await Visit.open(browser, `${sandbox.url}/`)
  await sandbox.sandbox.close()
  await visit.page.locator('#link').filter({ hasText: '连接已断开，正在重连…' }).waitFor()
  await visit.say('一')
  await visit.page.locator('#holder').filter({ hasText: '操作失败：沙箱没有响应' }).waitFor()
  const { account, mode } = { account: SANDBOX_ACCOUNT, mode: 'safe' } as const
  const again = await startSandbox({ account, mode, clock: systemClock, port: Number(new URL(sandbox.url).port) })
  try {
    await new OpenSandbox(again).api('groups/create', { group: { name: '新来的' } })
    await visit.page.locator('#link').filter({ hasText: '已连接' }).waitFor()
    await visit.page.locator('#groups .name').filter({ hasText: '新来的' }).waitFor()
  } finally {
    await again.close()
  }
})

import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { P, Stage, until } from '../support/stage.ts'
import { Visit } from './visit.ts'

let browser: Browser
let stage: Stage
let visit: Visit

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})
beforeEach(async () => {
  stage = await Stage.open()
  visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`)
})
afterEach(async () => {
  await visit.close()
  await stage.close()
  expect(visit.troubles).toEqual([])
})

it('the page weighs at most 100 KB compressed, all of it from here', async () => {
  const urls = await visit.page.evaluate<string[]>(
    '[location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)]',
  )
  const own = [...new Set(urls)].filter((url) => !url.includes('/sandbox/'))
  expect(own.length).toBeGreaterThan(10)
  let bytes = 0
  for (const url of own) {
    expect(url.startsWith(`${stage.fenzu.sandboxUrl ?? ''}/`)).toBe(true)
    bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length
  }
  expect(bytes).toBeLessThan(100 * 1024)
})

it('something is to be seen before anything but the page and its styles has come', async () => {
  let held = 0
  const gate = Promise.withResolvers<undefined>()
  await visit.page.route(/\.js$|\/sandbox\//, async (route) => {
    held += 1
    await gate.promise
    await route.continue()
  })
  await visit.page.reload({ waitUntil: 'commit' })
  const paints = 'performance.getEntriesByName("first-contentful-paint").length'
  await until(async () => (await visit.page.evaluate<number>(paints)) > 0, 'the first paint')
  expect(held).toBeGreaterThan(0)
  gate.resolve(undefined)
  await visit.page.locator('#link[data-state=connected]').waitFor()
})

it('with 5,000 followers it shows fifty, and finds anybody', async () => {
  const { page } = visit
  await page.getByRole('button', { name: '重置（5,000 人）' }).click()
  await page.locator('#shown').filter({ hasText: '显示 50 位，共 5,000 位' }).waitFor()
  expect(await page.locator('#followers li').count()).toBe(50)
  await visit.say(`移动 ${P} 108`)
  await visit.seen('✅ oDF3…CM58：未分组 → VIP(108)').waitFor()
  await page.locator('#changes li').filter({ hasText: 'oDF3…CM58：未分组 → VIP' }).waitFor()
  const last = (await stage.world()).followers.at(-1)!.openid
  await page.locator('#search').pressSequentially(last)
  await page.locator('#shown').filter({ hasText: '显示 1 位，共 1 位' }).waitFor()
  await page.locator(`.person[data-openid="${last}"]`).click()
  await page
    .locator('#holder')
    .filter({ hasText: last.slice(-4) })
    .waitFor()
})

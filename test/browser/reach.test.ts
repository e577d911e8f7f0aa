import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { P, Q, Stage } from '../support/stage.ts'
import { Visit } from './visit.ts'

/** axe-core looks at every colour, and takes its time where several people share two cores. */
const AXE_MS = 90_000

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
  stage = await Stage.open({}, undefined, { everybodyKnown: true })
})
afterEach(async () => {
  await visit.close()
  await stage.close()
  expect(visit.troubles).toEqual([])
})

const open = async (options: Parameters<typeof Visit.open>[2] = {}): Promise<void> => {
  visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`, options)
}

/** How far the page is wider than its window, in pixels. */
const overflow = () =>
  visit.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe('at 360 px in the dark', () => {
  beforeEach(() => open({ width: 360, height: 740, colorScheme: 'dark' }))

  it(
    'each part is a view of its own that fits, and axe-core finds nothing serious in any',
    { timeout: AXE_MS },
    async () => {
      await visit.say(`移动 ${P} 108`)
      await visit.seen('✅').waitFor()
      expect(await visit.page.evaluate('getComputedStyle(document.querySelector(".handset")).backgroundColor')).toBe(
        'rgb(17, 17, 17)',
      )
      for (const [link, section] of [
        ['账号概览', '#world'],
        ['通信记录', '#wire'],
        ['故障', '#faults'],
        ['对话', '#phone'],
      ] as const) {
        await visit.page.getByRole('link', { name: link, exact: true }).click()
        await visit.page.locator(section).waitFor()
        expect(await visit.page.locator('main > section:visible').count()).toBe(1)
        if (section === '#wire') await visit.page.locator('#passed summary').first().click()
        expect([section, await overflow()]).toEqual([section, 0])
        expect(await visit.seriousFindings()).toEqual([])
      }
    },
  )

  it('says where something happened that is not seen', async () => {
    await visit.page.getByRole('link', { name: '账号概览', exact: true }).click()
    await stage.say('分组')
    await visit.page.locator('.views a[data-view=phone][data-news]').waitFor()
    await visit.page.getByRole('link', { name: '对话', exact: true }).click()
    expect(await visit.page.locator('.views a[data-view=phone][data-news]').count()).toBe(0)
    await visit.seen('VIP(108)').waitFor()
  })

  it('hands the phone to somebody found by a search, and puts an openid into the message', async () => {
    const page = visit.page
    await page.getByRole('button', { name: '切换身份' }).click()
    await page.locator('#search').fill('od8X…6KBc')
    await page.locator('#shown').filter({ hasText: '显示 1 位，共 1 位' }).waitFor()
    await page.getByRole('button', { name: '填入 od8X…6KBc 的 openid' }).click()
    expect(await page.locator('#text').inputValue()).toBe(`${Q} `)
    await page.getByRole('button', { name: '切换身份' }).click()
    await page.locator('.person').click()
    await page.locator('#holder').filter({ hasText: 'od8X…6KBc · 新人' }).waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('text')
  })
})

describe('at 1440 px in the light', () => {
  it(
    'everything is seen at once, and axe-core finds nothing serious, before and after a move',
    { timeout: AXE_MS },
    async () => {
      await open()
      expect(await visit.page.locator('main > section:visible').count()).toBe(4)
      expect(await visit.seriousFindings()).toEqual([])
      await visit.say(`移动 ${P} 108`)
      await visit.seen('✅').waitFor()
      await visit.page.getByRole('button', { name: '慢 10 秒' }).click()
      await visit.page.locator('#waiting li').filter({ hasText: '剩余 1 次' }).waitFor()
      await visit.page.locator('#passed summary').first().click()
      await visit.page.getByRole('button', { name: '更多操作' }).click()
      expect(await overflow()).toBe(0)
      expect(await visit.seriousFindings()).toEqual([])
    },
  )

  it('has the roles that a screen reader goes by', async () => {
    await open()
    const tree = await visit.page.locator('body').ariaSnapshot()
    for (const line of [
      'heading "fenzu 沙箱" [level=1]',
      'status: 已连接',
      'log "和公众号的对话"',
      'textbox "发消息"',
      'searchbox "搜索 openid 或备注"',
      'list "粉丝所在分组"',
      'combobox "接口"',
      'group "下一次调用"',
      'radio "全部" [checked]',
    ]) {
      expect(tree).toContain(line)
    }
  })

  it(
    'is in English for a browser that prefers it, and in the other language at a tap',
    { timeout: AXE_MS },
    async () => {
      await open({ locale: 'en-GB' })
      const page = visit.page
      expect(await page.evaluate('document.documentElement.lang')).toBe('en')
      expect(await page.locator('.offer button').allTextContents()).toEqual(['help', 'recent', 'move #3 VIP'])
      await page.locator('.offer button').nth(2).click()
      await page.locator('#changes li').filter({ hasText: 'oDF3…CM58: 未分组 → VIP' }).waitFor()
      await page
        .locator('#talk .trail')
        .filter({ hasText: /delivery 1 · \d+ ms/ })
        .waitFor()
      expect(await visit.seriousFindings()).toEqual([])
      await page.getByRole('link', { name: '中文' }).click()
      await page.locator('#holder').filter({ hasText: '管理员' }).waitFor()
      expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
      await visit.seen('VIP(108)').waitFor()
    },
  )
})

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
  stage = await Stage.open()
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
        ['世界', '#world'],
        ['线路', '#wire'],
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
    await visit.page.getByRole('link', { name: '世界', exact: true }).click()
    await stage.say('分组')
    await visit.page.locator('.views a[data-view=phone][data-news]').waitFor()
    await visit.page.getByRole('link', { name: '对话', exact: true }).click()
    expect(await visit.page.locator('.views a[data-view=phone][data-news]').count()).toBe(0)
    await visit.seen('VIP(108)').waitFor()
  })

  it('hands the phone to somebody found by a search, and puts an openid into the message', async () => {
    const page = visit.page
    await page.getByRole('button', { name: '换人' }).click()
    await page.locator('#search').fill('od8X…6KBc')
    await page.locator('#shown').filter({ hasText: '显示 1 位，共 1 位' }).waitFor()
    await page.getByRole('button', { name: '填入 od8X…6KBc 的 openid' }).click()
    expect(await page.locator('#text').inputValue()).toBe(`${Q} `)
    await page.getByRole('button', { name: '换人' }).click()
    await page.locator('.person').click()
    await page.locator('#holder').filter({ hasText: '粉丝 · od8X…6KBc · 新人' }).waitFor()
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
      await visit.page.locator('#waiting li').filter({ hasText: '还剩 1 次' }).waitFor()
      await visit.page.locator('#passed summary').first().click()
      await visit.page.getByRole('button', { name: '更多动作' }).click()
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
      'searchbox "找人：openid 或备注的一部分"',
      'list "粉丝都在哪里"',
      'combobox "哪个接口"',
      'group "下一次调用会"',
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
      expect(await page.locator('.offer button').allTextContents()).toEqual(['help', 'groups', `move ${P} 108`])
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

describe('by keyboard alone', () => {
  const press = (key: string) => visit.page.keyboard.press(key)
  /** Goes on with Tab until the focus is there. */
  const tabTo = async (selector: string) => {
    for (let steps = 0; steps < 40; steps += 1) {
      if (await visit.page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
      await press('Tab')
    }
    throw new Error(`Tab does not reach ${selector}`)
  }
  const focused = () => visit.page.evaluate('document.activeElement.textContent')

  it('somebody moves a follower, orders a fault, reads the wire and changes hands', async () => {
    await open()
    const page = visit.page
    await press('Tab')
    expect(await focused()).toBe('跳到输入框')
    await press('Enter')
    await page.keyboard.type(`移动 ${P} 108`)
    await press('Enter')
    await visit.seen('✅ oDF3…CM58：未分组 → VIP(108)').waitFor()
    await press('ArrowUp')
    expect(await page.locator('#text').inputValue()).toBe(`移动 ${P} 108`)
    await press('ArrowDown')

    await tabTo('#more')
    await press('Enter')
    expect(await page.locator('#deeds').isVisible()).toBe(true)
    await tabTo('#follow')
    await press('Escape')
    expect(await page.locator('#deeds').isVisible()).toBe(false)

    await tabTo('#groups button')
    await press('End')
    await press('Enter')
    await page.locator('#shown').filter({ hasText: '显示 6 位，共 6 位' }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-pressed")')).toBe('true')
    await press('Enter')
    await page.locator('#shown').filter({ hasText: '共 40 位' }).waitFor()

    await tabTo('#search')
    await press('ArrowDown')
    await press('ArrowDown')
    await press('ArrowRight')
    await press('Enter')
    expect(await page.locator('#text').inputValue()).toBe(`${Q} `)
    await press('ControlOrMeta+a')
    await press('Delete')
    await tabTo('#followers .insert')
    await press('ArrowLeft')
    await press('Enter')
    await page.locator('#holder').filter({ hasText: 'od8X…6KBc' }).waitFor()

    await tabTo('#fault button[value=delay]')
    await press('Enter')
    await page.locator('#waiting li').filter({ hasText: '还剩 1 次' }).waitFor()
    await tabTo('#passed summary')
    const first = await focused()
    await press('ArrowDown')
    expect(await focused()).not.toBe(first)
    await press('Enter')
    await page.locator('#passed details[open] pre').first().waitFor()
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { P, Q, Stage } from '../support/stage.ts'
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
  stage = await Stage.open({}, undefined, { everybodyKnown: true })
})
afterEach(async () => {
  await visit.close()
  await stage.close()
  expect(visit.troubles).toEqual([])
})

const open = async (): Promise<void> => {
  visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`)
}

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

  it('somebody enters by the chat, moves a follower by a link, and leaves the chat in both directions', async () => {
    await open()
    const page = visit.page
    await tabTo('#talk')
    await press('Tab')
    expect(await focused()).toBe('帮助')
    await press('End')
    expect(await focused()).toBe('移动 #3 VIP')
    await press('Enter')
    await visit.seen('✅ #3 oDF3…CM58：未分组 → VIP(108)').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('text')
    expect(await stage.groupOf(P)).toBe(108)

    const asked = [
      ['分组', '共 8 组'],
      ['帮助', '帮助 全部'],
    ] as const
    for (const [text, answer] of asked) {
      await page.keyboard.type(text)
      await press('Enter')
      await visit.seen(answer).waitFor()
    }
    const links = page.locator('#talk a, #talk button')
    expect(await links.count()).toBeGreaterThan(4)
    expect(await page.locator('#talk [tabindex="0"]').count()).toBe(1)
    await press('Shift+Tab')
    expect(await page.evaluate('document.activeElement.closest("#talk") !== null')).toBe(true)
    await press('Home')
    expect(await focused()).toBe('撤销')
    await press('Enter')
    await visit.seen('↩️ 已撤销 1').waitFor()
    expect(await stage.groupOf(P)).toBe(0)

    await press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('text')
    await press('Shift+Tab')
    await press('Shift+Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('talk')
    await press('Shift+Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('switch')
    await press('Tab')
    await press('Tab')
    await press('Escape')
    expect(await page.evaluate('document.activeElement.id')).toBe('text')
  })

  it('somebody moves a follower, orders a fault, reads the wire and switches followers', async () => {
    await open()
    const page = visit.page
    await press('Tab')
    expect(await focused()).toBe('跳到输入框')
    await press('Enter')
    await page.keyboard.type(`移动 ${P} 108`)
    await press('Enter')
    await visit.seen('✅ #3 oDF3…CM58：未分组 → VIP(108)').waitFor()
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
    await page.locator('#waiting li').filter({ hasText: '剩余 1 次' }).waitFor()
    await tabTo('#passed summary')
    const first = await focused()
    await press('ArrowDown')
    expect(await focused()).not.toBe(first)
    await press('Enter')
    await page.locator('#passed details[open] pre').first().waitFor()
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { P, Stage } from '../support/stage.ts'
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

describe('on the page an admin of a fresh sandbox', () => {
  beforeEach(open)

  it('who has said nothing yet is offered three things to tap, and the move by number works at once', async () => {
    const offers = visit.page.locator('.offer button')
    expect(await offers.allTextContents()).toEqual(['帮助', '最近', '移动 #3 VIP'])
    await offers.nth(2).click()
    await visit.seen('✅ #3 oDF3…CM58：未分组 → VIP(108)').waitFor()
    expect(await stage.groupOf(P)).toBe(108)
    expect(await offers.count()).toBe(0)
  })

  it('finds in 最近 whom to move, the newest follow first, before anybody has said anything', async () => {
    await visit.page.locator('.offer button').nth(1).click()
    const list = visit.seen('最近')
    await list.waitFor()
    expect(await list.innerText()).toMatch(/#2 od8X…6KBc .*关注\n#3 oDF3…CM58 .*关注\n/)
  })
})

import { chromium, type Browser } from 'playwright-core'
import { launchBrowser } from '../../support/chromium.ts'
import { P, Stage } from '../../support/stage.ts'
import type { Surroundings } from '../parts/surroundings.ts'
import type { Results } from '../results.ts'
import { median } from '../statistics.ts'

const PAINT = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity'
const WATCH = `globalThis.longest = 0
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration)
}).observe({ type: 'longtask' })`

/** The sandbox's page in a real Chromium: until something is to be seen, and how it bears 5,000 followers. */
export async function measurePage({ rounds, say }: Surroundings): Promise<Results['page']> {
  const server = await launchBrowser()
  const browser = await chromium.connect(server.wsEndpoint())
  const stage = await Stage.open()
  try {
    const figures = await visit(browser, `${stage.fenzu.sandboxUrl ?? ''}/`, rounds)
    say(`page: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await stage.close()
    await browser.close()
    await server.close()
  }
}

async function visit(browser: Browser, url: string, rounds: number): Promise<Results['page']> {
  const page = await browser.newPage()
  await page.goto(url)
  const connected = page.locator('#link[data-state=connected]')
  await connected.waitFor()
  const paints: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await page.reload()
    await connected.waitFor()
    paints.push(await page.evaluate<number>(PAINT))
  }
  await page.getByRole('button', { name: '5,000' }).click()
  await page.locator('#shown').filter({ hasText: '5,000' }).waitFor()
  await page.evaluate(WATCH)
  const moves: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now()
    await page.locator('#text').fill(`移动 ${P} ${round % 2 === 0 ? 108 : 107}`)
    await page.locator('#text').press('Enter')
    await page.locator('#changes li').nth(round).waitFor()
    moves.push(performance.now() - startedAt)
  }
  await page.locator('#search').pressSequentially(P)
  await page.locator(`.person[data-openid="${P}"]`).waitFor()
  return {
    firstPaintMs: median(paints),
    followers: 5_000,
    moveShownMs: median(moves),
    longestTaskMs: await page.evaluate<number>('globalThis.longest'),
  }
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Locator, Page } from 'playwright-core'
import type { ManualClock } from '../support/manual-clock.ts'
import { until } from '../support/stage.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface VisitOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  /** What the browser asks for; the page's own switch is not used. */
  readonly locale?: string
}

interface Findings {
  readonly violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** Somebody who has the page open, and what they see. Whatever the browser complains about is in `troubles`. */
export class Visit {
  readonly page: Page
  readonly troubles: string[]

  private constructor(page: Page, troubles: string[]) {
    this.page = page
    this.troubles = troubles
  }

  static async open(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
    const { width = 1440, height = 900, colorScheme = 'light', locale = 'zh-CN' } = options
    // Nothing moves longer than it must: whoever looks for colours would have to wait for it.
    const motion = { reducedMotion: 'reduce' } as const
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale, ...motion })
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    const troubles: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
    })
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('requestfailed', (request) => {
      if (!request.url().endsWith('/sandbox/events')) troubles.push(`failed: ${request.url()}`)
    })
    await page.goto(url)
    await page.locator('#link[data-state=connected]').waitFor()
    await page.locator('#talk > *').first().waitFor()
    return new Visit(page, troubles)
  }

  async say(text: string): Promise<void> {
    await this.page.locator('#text').fill(text)
    await this.page.locator('#text').press('Enter')
  }

  /** A bubble of the account, or a grey line, with this in it. */
  seen(text: string): Locator {
    return this.page.locator('#talk .theirs .bubble, #talk .system').filter({ hasText: text })
  }

  /** The deliveries under what was said or done last, one a line. */
  async trail(): Promise<string[]> {
    return this.page.locator('#talk .trail').last().locator('li').allTextContents()
  }

  /** The name, id and count of each group. */
  async groups(): Promise<Record<string, number>> {
    const rows = await this.page.locator('#groups li').all()
    const groups: Record<string, number> = {}
    for (const row of rows) {
      const [name, count] = [await row.locator('.name').innerText(), await row.locator('.count').innerText()]
      groups[name] = Number(count.replace(',', ''))
    }
    return groups
  }

  /** Lines of the wire, the newest first. */
  async wire(): Promise<string[]> {
    return this.page.locator('#passed summary').allTextContents()
  }

  /** Hands the phone to somebody by the list of followers. */
  async holdAs(openid: string): Promise<void> {
    await this.page.locator('#search').fill(openid)
    await this.page.locator(`.person[data-openid="${openid}"]`).click()
    await this.page.locator('#search').fill('')
  }

  /** What axe-core finds serious or worse, as rule and place. */
  async seriousFindings(): Promise<string[]> {
    // A finding about colours must not catch a bubble that is still fading in.
    const isStill = 'document.getAnimations().every(({ playState }) => playState !== "running")'
    await until(() => this.page.evaluate<boolean>(isStill), 'everything to stand still')
    await this.page.evaluate(AXE)
    const { violations } = await this.page.evaluate<Findings>('axe.run(document, { resultTypes: ["violations"] })')
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}

/** Turns the clock in small steps until that is on the page. */
export async function turnUntilSeen(clock: ManualClock, locator: Locator): Promise<void> {
  await until(async () => {
    if (await locator.first().isVisible()) return true
    await clock.advance(250)
    return false
  }, String(locator))
}

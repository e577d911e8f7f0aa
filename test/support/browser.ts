import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'

/** The one browser of a run (see browser-run), as if it were one's own: closing it closes one's own windows. */
export async function openBrowser(): Promise<Browser> {
  const response = await fetch(inject('browserOfRun'))
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return chromium.connect(text)
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserServer } from 'playwright-core'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    browserOfRun: string
  }
}

/** One browser for a whole run, started when the first test asks for it; the address answers with where it is to be had. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let launched: Promise<BrowserServer> | undefined
  const launch = async (): Promise<BrowserServer> => (await import('./chromium.ts')).launchBrowser()
  const server = createServer((_request, response) => {
    launched ??= launch()
    launched.then(
      (browser) => response.end(browser.wsEndpoint()),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('browserOfRun', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    await (await launched?.catch(() => undefined))?.close()
  }
}

import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Push {
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What happens to a delivery; the last one of a script happens to all that follow. */
export type Act = (response: ServerResponse, push: Push) => void

export const answer =
  (body: string, status = 200): Act =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/xml' }).end(body)
  }
export const hang: Act = () => undefined
export const reset: Act = (response) => void response.socket?.resetAndDestroy()

/** An account's server of a few lines, which does as its script says and remembers what came. */
export class ScriptedCallback {
  readonly url: string
  readonly pushes: Push[]
  readonly #arrivals: (() => void)[]

  private constructor(url: string, pushes: Push[], arrivals: (() => void)[]) {
    this.url = url
    this.pushes = pushes
    this.#arrivals = arrivals
  }

  static async open(...acts: [Act, ...Act[]]): Promise<ScriptedCallback> {
    const pushes: Push[] = []
    const arrivals: (() => void)[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const query = new URL(request.url ?? '', 'http://callback').searchParams
        const push = { query, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
        const act = acts[Math.min(pushes.length, acts.length - 1)] ?? acts[0]
        pushes.push(push)
        act(response, push)
        for (const arrive of arrivals.splice(0)) arrive()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    )
    const { port } = server.address() as AddressInfo
    return new ScriptedCallback(`http://127.0.0.1:${port}/wechat`, pushes, arrivals)
  }

  /** Resolves when so many deliveries have arrived. */
  async received(count: number): Promise<void> {
    while (this.pushes.length < count) await new Promise<void>((resolve) => this.#arrivals.push(resolve))
  }
}

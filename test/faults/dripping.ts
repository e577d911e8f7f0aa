import { createServer, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** One byte so often: much less than any line carries. */
const DRIP_MS = 200

/** Stands between the bot and the platform and passes everything on; answers of chosen paths drip, byte by byte. */
export class DrippingWay {
  readonly #server: Server
  readonly #drips = new Map<string, number>()
  readonly #delay = monitorEventLoopDelay()
  #target = ''

  private constructor(server: Server) {
    this.#server = server
    this.#delay.enable()
  }

  /** For how long at most it passed on nothing since the last `clear`, in ms: its process did not get to it. */
  get stoodStillMs(): number {
    return Math.round(this.#delay.max / 1e6)
  }

  static async open(): Promise<DrippingWay> {
    const server = createServer()
    const way = new DrippingWay(server)
    server.on('request', (asked, answer) => {
      const path = (asked.url ?? '').split('?', 1)[0] ?? ''
      const passed = request(`${way.#target}${asked.url}`, { method: asked.method, headers: asked.headers })
      passed.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => {
          answer.writeHead(response.statusCode ?? 502, response.headers)
          const whole = Buffer.concat(chunks)
          if (way.#takes(path)) drip(answer, whole)
          else answer.end(whole)
        })
        response.once('error', () => answer.destroy())
      })
      passed.once('error', () => answer.destroy())
      asked.pipe(passed)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return way
  }

  /** Where the bot finds the platform whose address is given. */
  leadTo(platform: string): string {
    this.#target = platform
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The next answers of that path drip. */
  order(path: string, times: number): void {
    this.#drips.set(path, times)
  }

  clear(): void {
    this.#drips.clear()
    this.#delay.reset()
  }

  close(): void {
    this.#delay.disable()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #takes(path: string): boolean {
    const left = this.#drips.get(path) ?? 0
    if (left > 0) this.#drips.set(path, left - 1)
    return left > 0
  }
}

function drip(answer: ServerResponse, whole: Buffer): void {
  let at = 0
  const timer = setInterval(() => {
    answer.write(whole.subarray(at, (at += 1)))
    if (at >= whole.length) answer.end()
  }, DRIP_MS)
  answer.once('close', () => {
    clearInterval(timer)
  })
}

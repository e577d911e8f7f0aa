import { randomInt } from 'node:crypto'
import { Agent } from 'node:http'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { freePort } from '../../support/process.ts'
import { deliver } from '../../support/push.ts'
import { FENZU, FENZU_ALONE } from '../contest/contestants.ts'
import { PlatformProcess } from '../contest/platform-process.ts'
import { ServerProcess } from '../contest/server-process.ts'
import { ask } from './requests.ts'

const { owner } = SANDBOX_ACCOUNT

/** A bot and its simulated platform, apart or in one process as `npm start` has them. */
export class Place {
  readonly url: string
  readonly #server: ServerProcess
  readonly #platform: PlatformProcess | undefined
  readonly #sandboxUrl: string
  #moves = 0

  private constructor(server: ServerProcess, platform: PlatformProcess | undefined, sandboxUrl: string) {
    this.url = server.url
    this.#server = server
    this.#platform = platform
    this.#sandboxUrl = sandboxUrl
  }

  static async open(together: boolean, callsPerSecond: number): Promise<Place> {
    const pace = { FENZU_API_CALLS_PER_SECOND: String(callsPerSecond) }
    if (!together) {
      const platform = await PlatformProcess.start()
      return new Place(await ServerProcess.start(FENZU, 'plain', platform.url, pace), platform, platform.url)
    }
    const port = String(await freePort())
    const settings = { ...pace, SANDBOX_PORT: port, WECHAT_MODE: 'plain' }
    const server = await ServerProcess.start(FENZU_ALONE, 'plain', '', settings)
    return new Place(server, undefined, `http://127.0.0.1:${port}`)
  }

  async reset(followers: number): Promise<void> {
    const response = await fetch(`${this.#sandboxUrl}/sandbox/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ followers, quota: 'off' }),
    })
    if (!response.ok) throw new Error(`the world was not made: ${await response.text()}`)
  }

  /** What the owner reads. */
  async say(text: string): Promise<string> {
    const message = { from: owner, text, msgId: String(randomInt(2 ** 47)) }
    return (await deliver(this.url, { ...message, createdAt: Math.floor(Date.now() / 1000) })).text
  }

  /** Moves the owner to and fro. */
  move(): Promise<string> {
    return this.say(`移动 ${owner} ${this.#moves++ % 2 === 0 ? 108 : 107}`)
  }

  /** How many people fenzu has in its store, as 同步 says. */
  async known(): Promise<number> {
    return Number(/已收录 (\d+) 人/.exec(await this.say('同步'))?.[1] ?? Number.NaN)
  }

  /** Pages of the list of followers, and look-ups of up to fifty; those of the moves are among them. */
  async countReadingCalls(): Promise<number> {
    const agent = new Agent()
    const text = await ask(agent, `${this.url}/metrics`)
    agent.destroy()
    const counts = text.matchAll(
      /^fenzu_api_calls_total\{.*path="\/cgi-bin\/user\/(?:get|info\/batchget)".*\} (\d+)$/gm,
    )
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
  }

  get peakMb(): number {
    return this.#server.memoryMb.peak
  }

  async close(): Promise<void> {
    await this.#server.stop()
    this.#platform?.stop()
  }
}

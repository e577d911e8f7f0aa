import { startFenzu, startSandboxAlone, type RunningFenzu } from '../../src/start.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { openDatabase } from './postgres-run.ts'
import { OWNER, until, type ApiCall, type Said, type World } from './stage.ts'
import { send } from './send.ts'

/** One simulated platform, and several bots on one database that serve the same account. */
export class Fleet {
  readonly sandbox: Sandbox
  readonly bots: RunningFenzu[] = []
  readonly log: string[] = []
  readonly printed: string[] = []
  readonly env: Record<string, string>

  private constructor(sandbox: Sandbox, env: Record<string, string>) {
    this.sandbox = sandbox
    this.env = env
  }

  static async open(bots: number, env: Record<string, string> = {}): Promise<Fleet> {
    const silent = { print: () => undefined, logLine: () => undefined }
    const sandbox = await startSandboxAlone({ SANDBOX_PORT: '0', ...env }, silent)
    const whole = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: env['DATABASE_URL'] ?? (await openDatabase()),
      WECHAT_APPID: SANDBOX_ACCOUNT.appid,
      WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
      WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
      WECHAT_ENCODING_AES_KEY: SANDBOX_ACCOUNT.encodingAesKey,
      WECHAT_API_BASE: sandbox.url,
      WECHAT_BACKEND: 'groups',
      FENZU_ADMINS: OWNER,
      FENZU_API_CALLS_PER_SECOND: '1000',
      ...env,
    }
    const fleet = new Fleet(sandbox, whole)
    for (let at = 0; at < bots; at += 1) await fleet.start()
    return fleet
  }

  /** Starts one more bot. */
  async start(): Promise<RunningFenzu> {
    const bot = await startFenzu(this.env, {
      print: (line) => this.printed.push(line),
      logLine: (line) => this.log.push(line),
    })
    this.bots.push(bot)
    return bot
  }

  /** What the owner texts, delivered to the bot of that place. */
  async say(at: number, text: string, openid = OWNER): Promise<Said> {
    this.sandbox.setCallbackUrl(`${this.bots[at]!.url}/wechat`)
    return (await this.post('/sandbox/say', { openid, text })) as Said
  }

  /** The same of an event. */
  async event(at: number, event: string, openid: string): Promise<Said> {
    this.sandbox.setCallbackUrl(`${this.bots[at]!.url}/wechat`)
    return (await this.post('/sandbox/event', { openid, event })) as Said
  }

  async readiness(at: number): Promise<Record<string, unknown> & { status: number }> {
    const response = await send(`${this.bots[at]!.url}/readyz`)
    return { ...((await response.json()) as object), status: response.status }
  }

  /** The place of the bot that executes. */
  executor(): Promise<number> {
    return until(async () => {
      for (let at = 0; at < this.bots.length; at += 1)
        if ((await this.readiness(at))['executor'] === 'here') return `${at}`
      return undefined
    }, 'an executor').then(Number)
  }

  async world(): Promise<World> {
    return (await this.get('/sandbox/world')) as World
  }

  async calls(since = 0): Promise<ApiCall[]> {
    return (await this.get(`/sandbox/calls?since=${since}`)) as ApiCall[]
  }

  async get(path: string): Promise<unknown> {
    return (await send(`${this.sandbox.url}${path}`)).json()
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const response = await send(`${this.sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.json()
  }

  async close(): Promise<void> {
    await Promise.all(this.bots.map((bot) => bot.stop()))
    await this.sandbox.close()
  }
}

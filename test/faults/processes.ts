import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { freePort } from '../support/process.ts'
import { until } from '../support/stage.ts'

const ROOT = join(import.meta.dirname, '../..')
const KILLER = join(import.meta.dirname, 'kill-at-commit.mjs')

/** The real processes, bot and pretended platform apart, on one store; and the hands to start and kill the bot. */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'fenzu-faults-'))
  readonly database = join(this.folder, 'fenzu.db')
  readonly sandboxUrl: string
  readonly botUrl: string
  readonly #ports: { bot: number; sandbox: number }
  #sandbox: ChildProcess | undefined
  #bot: ChildProcess | undefined
  #botEnded: Promise<unknown> = Promise.resolve()
  output = ''

  private constructor(ports: { bot: number; sandbox: number }) {
    this.#ports = ports
    this.sandboxUrl = `http://127.0.0.1:${ports.sandbox}`
    this.botUrl = `http://127.0.0.1:${ports.bot}`
  }

  /** `pushTimeoutMs` is how long the platform waits for an answer, and how far apart its deliveries are. */
  static async open(pushTimeoutMs: number): Promise<Processes> {
    const processes = new Processes({ bot: await freePort(), sandbox: await freePort() })
    processes.#sandbox = processes.#spawn(['sandbox'], {
      SANDBOX_PORT: String(processes.#ports.sandbox),
      SANDBOX_CALLBACK_URL: `${processes.botUrl}/wechat`,
      SANDBOX_PUSH_TIMEOUT_MS: String(pushTimeoutMs),
    })
    await until(() => answers(`${processes.sandboxUrl}/sandbox/world`), 'the sandbox')
    return processes
  }

  /** Starts the bot and waits until it is ready. `killAt` as in kill-at-commit.mjs. */
  async startBot(killAt = ''): Promise<void> {
    const bot = this.#spawn(['start'], {
      PORT: String(this.#ports.bot),
      HOST: '127.0.0.1',
      DATABASE_URL: `sqlite:${this.database}`,
      WECHAT_APPID: SANDBOX_ACCOUNT.appid,
      WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
      WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
      WECHAT_ENCODING_AES_KEY: SANDBOX_ACCOUNT.encodingAesKey,
      WECHAT_API_BASE: this.sandboxUrl,
      FENZU_ADMINS: SANDBOX_ACCOUNT.owner,
      FENZU_API_CALLS_PER_SECOND: '1000',
      FENZU_REPLY_DEADLINE_MS: '900',
      KILL_AT: killAt,
    })
    this.#bot = bot
    this.#botEnded = new Promise((resolve) => bot.once('exit', resolve))
    await until(() => answers(`${this.botUrl}/readyz`), 'a ready bot')
  }

  /** From now on the commits count. */
  arm(): void {
    this.#bot?.kill('SIGUSR2')
  }

  async killBot(): Promise<void> {
    this.#bot?.kill('SIGKILL')
    await this.#botEnded
  }

  /** Resolves when the bot has died, by whichever hand. */
  botEnded(): Promise<unknown> {
    return this.#botEnded
  }

  async close(): Promise<void> {
    await this.killBot()
    this.#sandbox?.kill('SIGKILL')
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await fetch(`${this.sandboxUrl}${path}`, init)).json()
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.sandboxUrl}${path}`)).json()
  }

  #spawn(words: readonly string[], env: Record<string, string>): ChildProcess {
    const child = spawn(process.execPath, ['--import', KILLER, join(ROOT, 'src/cli.ts'), ...words], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
    return child
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined)
  await response?.arrayBuffer()
  return response?.ok === true
}

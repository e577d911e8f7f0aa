import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { freePort } from '../support/process.ts'
import { until, type ApiCall, type Said, type World } from '../support/stage.ts'
import { untilAnswers } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

const ROOT = join(import.meta.dirname, '../..')
/** A start may take long while other starts use the same cores. */
const PATIENCE_MS = 180_000
const LEVERS = join(import.meta.dirname, 'levers.mjs')

/** What can be pulled inside the bot: see levers.mjs. */
export interface Levers {
  readonly kill?: { readonly side: 'before' | 'after'; readonly pattern: string; readonly alone?: boolean } | null
  readonly pages?: number | null
  readonly skewMs?: number
  /** Collects all garbage at once. */
  readonly collect?: boolean
}

export interface ProcessesOptions {
  /** How long the platform waits for an answer, and how far apart its deliveries are. */
  readonly pushTimeoutMs: number
  /** Settings of the bot beside those that every round needs. */
  readonly env?: Readonly<Record<string, string>>
  /** A program and its words that the bot is started under. */
  readonly under?: readonly string[]
  /** Where the bot finds the platform, if something stands between them. */
  readonly apiBase?: (sandboxUrl: string) => string
  /** Whether the platform counts calls against its quotas; otherwise a long run ends at them. */
  readonly quota?: 'on' | 'off'
}

/** The real processes, bot and simulated platform apart, on one store, and how the bot is started, stopped and hurt. */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'fenzu-faults-'))
  readonly database = join(this.folder, 'fenzu.db')
  readonly sandboxUrl: string
  readonly botUrl: string
  readonly #ports: { bot: number; sandbox: number }
  readonly #options: ProcessesOptions
  #sandbox: ChildProcess | undefined
  #bot: ChildProcess | undefined
  #botEnded: Promise<number | null> = Promise.resolve(null)
  #pulls = 0
  #lastSeq = 0
  #skewMs = 0
  output = ''

  private constructor(ports: { bot: number; sandbox: number }, options: ProcessesOptions) {
    this.#ports = ports
    this.#options = options
    this.sandboxUrl = `http://127.0.0.1:${ports.sandbox}`
    this.botUrl = `http://127.0.0.1:${ports.bot}`
  }

  static async open(options: ProcessesOptions): Promise<Processes> {
    const processes = new Processes({ bot: await freePort(), sandbox: await freePort() }, options)
    processes.#sandbox = processes.#spawn([], ['sandbox'], {
      SANDBOX_PORT: String(processes.#ports.sandbox),
      SANDBOX_CALLBACK_URL: `${processes.botUrl}/wechat`,
      SANDBOX_PUSH_TIMEOUT_MS: String(options.pushTimeoutMs),
      WECHAT_MODE: options.env?.['WECHAT_MODE'] ?? 'safe',
    })
    await untilAnswers(`${processes.sandboxUrl}/sandbox/world`)
    return processes
  }

  /** The bot's process, while there is one. */
  get botPid(): number | undefined {
    return this.#bot?.pid
  }

  /** Starts the bot and waits until it is ready. */
  async startBot(): Promise<void> {
    const bot = this.#spawn(this.#options.under ?? [], ['start'], {
      PORT: String(this.#ports.bot),
      HOST: '127.0.0.1',
      DATABASE_URL: `sqlite:${this.database}`,
      WECHAT_APPID: SANDBOX_ACCOUNT.appid,
      WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
      WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
      WECHAT_ENCODING_AES_KEY: SANDBOX_ACCOUNT.encodingAesKey,
      WECHAT_API_BASE: this.#options.apiBase?.(this.sandboxUrl) ?? this.sandboxUrl,
      FENZU_ADMINS: SANDBOX_ACCOUNT.owner,
      FENZU_API_CALLS_PER_SECOND: '1000',
      WECHAT_BACKEND: 'groups',
      FENZU_REPLY_DEADLINE_MS: '900',
      LEVERS_SKEW_MS: String(this.#skewMs),
      ...this.#options.env,
    })
    this.#bot = bot
    this.#botEnded = new Promise((resolve) => bot.once('exit', resolve))
    const died = this.#botEnded.then(() => {
      throw new Error(`the bot ended instead of getting ready: ${this.output.slice(-1_000)}`)
    })
    await Promise.race([died, untilAnswers(`${this.botUrl}/readyz`)])
  }

  /** Pulls levers inside the bot; done when it says so, with the memory it uses then. */
  async pull(levers: Levers): Promise<NodeJS.MemoryUsage> {
    return this.#pull(this.#bot, levers)
  }

  /** Sets the time of day of the bot's machine, off the true one by so much; it stays so over starts. */
  async setClock(skewMs: number): Promise<void> {
    this.#skewMs = skewMs
    await this.pull({ skewMs })
  }

  /** The same of the platform's machine. */
  async setPlatformClock(skewMs: number): Promise<void> {
    await this.#pull(this.#sandbox, { skewMs })
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): void {
    this.#bot?.kill(name)
  }

  /** Whoever reads what the bot prints goes away, or stands still. */
  loseReader(streams: readonly ('stdout' | 'stderr')[], how: 'gone' | 'still'): void {
    for (const stream of streams) {
      if (how === 'gone') this.#bot?.[stream]?.destroy()
      else this.#bot?.[stream]?.pause()
    }
  }

  /** Another command of fenzu on the same store. */
  run(words: readonly string[]): { child: ChildProcess; ended: Promise<number | null>; output: () => string } {
    const child = this.#spawn([], words, { DATABASE_URL: `sqlite:${this.database}` })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    return { child, ended: new Promise((resolve) => child.once('close', resolve)), output: () => output }
  }

  async killBot(): Promise<void> {
    this.#bot?.kill('SIGKILL')
    await this.#botEnded
  }

  /** Resolves when the bot has ended, by whichever hand, with its exit code. */
  botEnded(): Promise<number | null> {
    return this.#botEnded
  }

  async close(): Promise<void> {
    await this.killBot()
    this.#sandbox?.kill('SIGKILL')
  }

  say(text: string, openid: string = SANDBOX_ACCOUNT.owner): Promise<Said> {
    return this.post('/sandbox/say', { openid, text }) as Promise<Said>
  }

  event(event: string, openid: string): Promise<Said> {
    return this.post('/sandbox/event', { openid, event }) as Promise<Said>
  }

  async world(): Promise<World> {
    return (await this.get('/sandbox/world')) as World
  }

  async calls(since: number): Promise<ApiCall[]> {
    return (await this.get(`/sandbox/calls?since=${since}`)) as ApiCall[]
  }

  async lastCall(): Promise<number> {
    this.#lastSeq = (await this.calls(this.#lastSeq)).at(-1)?.seq ?? this.#lastSeq
    return this.#lastSeq
  }

  order(path: string, kind: string, more: { ms?: number; errcode?: number; times?: number } = {}): Promise<unknown> {
    return this.post('/sandbox/faults', { path, kind, ...more })
  }

  async clearFaults(): Promise<void> {
    await send(`${this.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
  }

  /** Until nothing that was accepted is under way. */
  async settled(patienceMs: number = PATIENCE_MS): Promise<void> {
    const isSettled = async (): Promise<boolean> => {
      try {
        const response = await send(`${this.botUrl}/readyz`)
        return ((await response.json()) as { waiting?: number }).waiting === 0
      } catch {
        // Also one that was cut while it was read.
        return false
      }
    }
    await until(isSettled, 'the end of what was accepted', patienceMs).catch((error: unknown) => {
      const left = this.rows("select number, command, state, plan from command where state != 'ended'")
      throw new Error(`still under way: ${JSON.stringify(left)}; ${this.output.slice(-4_000)}`, { cause: error })
    })
  }

  /** Rows of the store as they are on disk now, read beside the bot. */
  rows(sql: string): Record<string, SQLOutputValue>[] {
    const db = new DatabaseSync(this.database, { readOnly: true, timeout: 2_000 })
    try {
      return db.prepare(sql).all()
    } finally {
      db.close()
    }
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await send(`${this.sandboxUrl}${path}`, init)).json()
  }

  async get(path: string): Promise<unknown> {
    return (await send(`${this.sandboxUrl}${path}`)).json()
  }

  #pull(child: ChildProcess | undefined, levers: Levers): Promise<NodeJS.MemoryUsage> {
    if (child === undefined) throw new Error('it does not run')
    const id = (this.#pulls += 1)
    return new Promise((resolve) => {
      const onMessage = (message: unknown): void => {
        const answer = message as { id: number; memory: NodeJS.MemoryUsage }
        if (answer.id !== id) return
        child.off('message', onMessage)
        resolve(answer.memory)
      }
      child.on('message', onMessage)
      child.send({ id, levers })
    })
  }

  #spawn(under: readonly string[], words: readonly string[], env: Record<string, string>): ChildProcess {
    const [program = process.execPath, ...before] = under
    const node = under.length === 0 ? [] : [process.execPath]
    const child = spawn(program, [...before, ...node, '--import', LEVERS, join(ROOT, 'bin/fenzu.js'), ...words], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-100_000)))
    return child
  }
}

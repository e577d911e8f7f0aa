import { mkdirSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import { runDoctor } from '../../src/doctor/run.ts'
import { startFenzu } from '../../src/start.ts'
import type { PushMode } from '../../src/domain/push-mode.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { openSandbox, type OpenSandbox } from '../sandbox/open-sandbox.ts'
import { freePort } from '../support/process.ts'

export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly title: string
  readonly cause: string | null
  readonly next: string | null
  readonly console: string | null
}

export interface Report {
  readonly code: number
  readonly ok: boolean
  readonly checks: readonly Check[]
  readonly notChecked: readonly { name: string; title: string }[]
  /** Everything that was printed. */
  readonly text: string
  of(name: string): Check | undefined
  /** The checks that are not well. */
  readonly bad: string[]
}

/** Holds a port until the test ends, and says nothing on it. */
export async function holdPort(): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port
}

export type Environment = Record<string, string>

/** Runs the doctor as the command does, and reads its report. */
export async function examine(
  environment: Environment,
  folder: string,
  words: readonly string[] = [],
  clock?: Clock,
): Promise<Report> {
  const printed: string[] = []
  const code = await runDoctor(['--json', ...words], {
    environment,
    folder,
    print: (text) => printed.push(text),
    complain: (text) => printed.push(text),
    ...(clock === undefined ? {} : { clock }),
  })
  const text = printed.join('\n')
  const { ok, checks, notChecked } = JSON.parse(text) as Omit<Report, 'code' | 'text' | 'of' | 'bad'>
  const bad = checks.filter(({ state }) => state !== 'ok').map(({ name }) => name)
  return { code, ok, checks, notChecked, text, bad, of: (name) => checks.find((check) => check.name === name) }
}

export interface Opening {
  /** How the simulated platform pushes. */
  readonly mode?: PushMode
  readonly environment?: Environment
  /** Whether the platform's console has the callback. */
  readonly callback?: boolean
}

/** A set-up with an account whose platform is a sandbox: settings, a folder, and a bot once it is started. */
export class Practice {
  readonly sandbox: OpenSandbox
  readonly environment: Environment
  readonly folder: string
  readonly url: string

  private constructor(sandbox: OpenSandbox, environment: Environment, folder: string) {
    this.sandbox = sandbox
    this.environment = environment
    this.folder = folder
    this.url = `http://127.0.0.1:${environment['PORT'] ?? ''}/wechat`
  }

  static async open({ mode = 'safe', environment = {}, callback = true }: Opening = {}): Promise<Practice> {
    const { appid, appsecret, token, encodingAesKey, owner } = SANDBOX_ACCOUNT
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/wechat`
    const sandbox = await openSandbox({ mode, ...(callback ? { callbackUrl: url } : {}) })
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-doctor-'))
    mkdirSync(join(folder, 'data'), { mode: 0o700 })
    const settings = {
      HOST: '127.0.0.1',
      PORT: String(port),
      WECHAT_APPID: appid,
      WECHAT_APPSECRET: appsecret,
      WECHAT_TOKEN: token,
      WECHAT_ENCODING_AES_KEY: encodingAesKey,
      WECHAT_API_BASE: sandbox.url,
      DATABASE_URL: `sqlite:${join(folder, 'data/fenzu.db')}`,
      FENZU_ADMINS: owner,
      ...environment,
    }
    return new Practice(sandbox, settings, folder)
  }

  /** Starts a bot on these settings, or others; it ends with the test. */
  async startBot(environment: Environment = {}): Promise<void> {
    const quiet = { print: () => undefined, logLine: () => undefined }
    const bot = await startFenzu({ ...this.environment, ...environment }, quiet)
    onTestFinished(() => bot.stop())
  }

  examine(words: readonly string[] = [], environment: Environment = {}): Promise<Report> {
    return examine({ ...this.environment, ...environment }, this.folder, words)
  }

  fault(path: string, errcode: number, times = 1): Promise<unknown> {
    return this.sandbox.post('faults', { path, kind: 'errcode', errcode, times })
  }
}

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFenzu, startSandboxAlone, type RunningFenzu } from '../../src/start.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { OWNER, type ApiCall, type Said, type World } from './stage.ts'
import { send } from './send.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

export const TWO = {
  shop: { appid: 'wx5a4db0c0ffee0001', secret: '5a4db0c0ffee00015a4db0c0ffee0001', originalId: 'gh_shop00000001' },
  school: { appid: 'wx5a4db0c0ffee0002', secret: '5a4db0c0ffee00025a4db0c0ffee0002', originalId: 'gh_school000001' },
} as const
export type AccountName = keyof typeof TWO

/** One bot with two accounts, each on a simulated platform of its own, as an operator would set it up. */
export class TwoAccounts {
  readonly fenzu: RunningFenzu
  readonly log: string[]
  /** What the bot was started with, its port as it turned out. */
  readonly environment: Readonly<Record<string, string>>
  readonly #sandboxes: Record<AccountName, Sandbox>

  private constructor(
    fenzu: RunningFenzu,
    log: string[],
    environment: Readonly<Record<string, string>>,
    sandboxes: Record<AccountName, Sandbox>,
  ) {
    this.fenzu = fenzu
    this.log = log
    this.environment = { ...environment, PORT: new URL(fenzu.url).port }
    this.#sandboxes = sandboxes
  }

  /** `more` are lines for each account's file. */
  static async open(more: Partial<Record<AccountName, string>> = {}): Promise<TwoAccounts> {
    const log: string[] = []
    const options = { print: () => undefined, logLine: (line: string) => log.push(line) }
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-two-'))
    const open = async (name: AccountName): Promise<Sandbox> => {
      const { appid, secret, originalId } = TWO[name]
      const sandbox = await startSandboxAlone(
        { SANDBOX_PORT: '0', SANDBOX_APPID: appid, SANDBOX_APPSECRET: secret, SANDBOX_ORIGINAL_ID: originalId },
        options,
      )
      const lines = {
        WECHAT_APPID: appid,
        WECHAT_APPSECRET: secret,
        WECHAT_TOKEN: 'sandbox',
        WECHAT_ENCODING_AES_KEY: KEY,
        WECHAT_ORIGINAL_ID: originalId,
        WECHAT_API_BASE: sandbox.url,
        WECHAT_BACKEND: 'groups',
        FENZU_ADMINS: OWNER,
      }
      const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`)
      writeFileSync(join(folder, `${name}.env`), `${text.join('')}${more[name] ?? ''}`)
      return sandbox
    }
    const sandboxes = { shop: await open('shop'), school: await open('school') }
    const environment = {
      HOST: '127.0.0.1',
      PORT: '0',
      FENZU_ACCOUNTS: folder,
      FENZU_API_CALLS_PER_SECOND: '1000',
      DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`,
    }
    const fenzu = await startFenzu(environment, options)
    const two = new TwoAccounts(fenzu, log, environment, sandboxes)
    for (const name of ['shop', 'school'] as const) two.aim(name, name)
    return two
  }

  /** Lets the platform of one account push to the callback of another. */
  aim(from: AccountName, to: AccountName): void {
    this.#sandboxes[from].setCallbackUrl(`${this.fenzu.url}/wechat/${to}`)
  }

  say(account: AccountName, text: string, openid: string = OWNER): Promise<Said> {
    return this.post(account, '/sandbox/say', { openid, text }) as Promise<Said>
  }

  async world(account: AccountName): Promise<World> {
    return (await this.get(account, '/sandbox/world')) as World
  }

  async calls(account: AccountName, path: string): Promise<ApiCall[]> {
    const calls = (await this.get(account, '/sandbox/calls?since=0')) as ApiCall[]
    return calls.filter((call) => call.path === path)
  }

  fault(account: AccountName, path: string, kind: string, more: Record<string, number> = {}): Promise<unknown> {
    return this.post(account, '/sandbox/faults', { path, kind, ...more })
  }

  async clearFaults(account: AccountName): Promise<void> {
    await send(`${this.#sandboxes[account].url}/sandbox/faults`, { method: 'DELETE' })
  }

  async close(): Promise<void> {
    await this.fenzu.stop()
    for (const sandbox of Object.values(this.#sandboxes)) await sandbox.close()
  }

  async get(account: AccountName, path: string): Promise<unknown> {
    return (await send(this.#sandboxes[account].url + path)).json()
  }

  async post(account: AccountName, path: string, body: unknown): Promise<unknown> {
    const response = await send(this.#sandboxes[account].url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
}

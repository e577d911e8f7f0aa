import { spawn, type ChildProcess } from 'node:child_process'
import { request, createServer, type Server, type ServerResponse } from 'node:http'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { makeDatabase, type Cluster } from '../support/postgres.ts'
import { freePort } from '../support/process.ts'
import { until, type ApiCall, type Said, type World } from '../support/stage.ts'
import { Wire } from './wire.ts'
import { answers } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

export const ROOT = join(import.meta.dirname, '../..')
/** A machine that is busy with much else starts slowly. */
const READY_MS = 240_000
/** What is looked for takes seconds; looking must not be what keeps the cores busy. */
const LOOK_MS = 200

interface Member {
  readonly port: number
  readonly wire: Wire
  /** Its local channel lies in it. */
  readonly folder: string
  /** Where the code lies that it runs. */
  root: string
  child: ChildProcess | undefined
}

/** Several real bots on one PostgreSQL, the simulated platform, and a proxy in front that takes whichever answers. */
export class FleetProcesses {
  readonly members: Member[] = []
  readonly #sandboxPort: number
  readonly #database: pg.Pool
  readonly #url: URL
  readonly #more: Record<string, string>
  #sandbox: ChildProcess | undefined
  #proxy: Server | undefined
  #next = 0
  output = ''

  private constructor(sandboxPort: number, url: URL, more: Record<string, string>) {
    this.#more = more
    this.#sandboxPort = sandboxPort
    this.#url = url
    this.#database = new pg.Pool({ connectionString: url.toString(), max: 2 })
    this.#database.on('error', () => undefined)
  }

  /** `more` are settings of the members beside the usual ones; `root` is where the code lies that they run. */
  static async open(
    cluster: Cluster,
    name: string,
    members: number,
    { more = {}, root = ROOT }: { readonly more?: Record<string, string>; readonly root?: string } = {},
  ): Promise<FleetProcesses> {
    const url = new URL(await makeDatabase(cluster.url, name))
    const fleet = new FleetProcesses(await freePort(), url, more)
    try {
      await fleet.#begin(members, root)
    } catch (error) {
      await fleet.close()
      throw error
    }
    return fleet
  }

  async #begin(members: number, root: string): Promise<void> {
    const proxyPort = await this.#openProxy()
    this.#sandbox = this.#spawn(['sandbox'], {
      SANDBOX_PORT: String(this.#sandboxPort),
      SANDBOX_CALLBACK_URL: `http://127.0.0.1:${proxyPort}/wechat`,
      WECHAT_MODE: this.#more['WECHAT_MODE'] ?? 'safe',
    })
    await until(() => answers(`${this.sandboxUrl}/sandbox/world`), 'the sandbox', READY_MS, LOOK_MS)
    await this.post('/sandbox/reset', { followers: 80, quota: 'off' })
    for (let at = 0; at < members; at += 1) {
      const wire = await new Wire(Number(this.#url.port)).open()
      const folder = mkdtempSync(join(tmpdir(), 'fenzu-member-'))
      this.members.push({ port: await freePort(), wire, folder, root, child: undefined })
      await this.start(at)
    }
  }

  get sandboxUrl(): string {
    return `http://127.0.0.1:${this.#sandboxPort}`
  }

  async start(at: number): Promise<void> {
    const member = this.members[at]
    if (member === undefined) throw new Error(`there is no member ${at}`)
    const url = new URL(this.#url)
    url.port = String(member.wire.port)
    const env = {
      PORT: String(member.port),
      HOST: '127.0.0.1',
      DATABASE_URL: url.toString(),
      WECHAT_APPID: SANDBOX_ACCOUNT.appid,
      WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
      WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
      WECHAT_ENCODING_AES_KEY: SANDBOX_ACCOUNT.encodingAesKey,
      WECHAT_API_BASE: this.sandboxUrl,
      WECHAT_BACKEND: 'groups',
      FENZU_ADMINS: SANDBOX_ACCOUNT.owner,
      FENZU_API_CALLS_PER_SECOND: '1000',
      ...this.#more,
    }
    const ready = async (): Promise<boolean> => {
      // As a service manager does: another program may have had its port, or the database was away.
      if (member.child === undefined || hasEnded(member.child)) member.child = this.#spawn(['start'], env, member)
      return answers(`http://127.0.0.1:${member.port}/readyz`)
    }
    member.child = this.#spawn(['start'], env, member)
    await until(ready, `member ${at}`, READY_MS, LOOK_MS)
  }

  signal(at: number, name: NodeJS.Signals): void {
    this.members[at]?.child?.kill(name)
  }

  async ended(at: number): Promise<void> {
    const child = this.members[at]?.child
    if (child !== undefined && !hasEnded(child)) await new Promise((resolve) => child.once('exit', resolve))
  }

  /** The place of the member that says that it executes; waits until there is one. */
  async executor(): Promise<number> {
    let found = false
    // Each by itself: one that stands still answers nothing, and must not hold up what the others say.
    const saysSo = async ({ port }: Member, at: number): Promise<number> => {
      await until(async () => found || (await executes(port)), 'an executor', READY_MS, LOOK_MS)
      return at
    }
    const at = await Promise.any(this.members.map(saysSo))
    found = true
    return at
  }

  async rows(query: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.#database.query<Record<string, unknown>>(query)
    return rows
  }

  say(text: string): Promise<Said> {
    return this.post('/sandbox/say', { openid: SANDBOX_ACCOUNT.owner, text }) as Promise<Said>
  }

  urlOf(at: number): string {
    return `http://127.0.0.1:${this.members[at]?.port}`
  }

  async world(): Promise<World> {
    return (await (await send(`${this.sandboxUrl}/sandbox/world`)).json()) as World
  }

  async calls(since: number): Promise<ApiCall[]> {
    return (await (await send(`${this.sandboxUrl}/sandbox/calls?since=${since}`)).json()) as ApiCall[]
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const response = await send(`${this.sandboxUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.json()
  }

  async close(): Promise<void> {
    for (const { child, wire } of this.members) {
      child?.kill('SIGKILL')
      wire.close()
    }
    this.#sandbox?.kill('SIGKILL')
    this.#proxy?.close()
    await this.#database.end()
  }

  /** As a proxy does: in turn, passing over whoever refuses the connection; what was sent once is never sent again. */
  async #openProxy(): Promise<number> {
    this.#proxy = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        this.#forward({ url: incoming.url ?? '', body: Buffer.concat(chunks), tries: 0 }, outgoing)
      })
    })
    const server = this.#proxy
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as { port: number }).port
  }

  #forward(
    push: { readonly url: string; readonly body: Buffer; readonly tries: number },
    outgoing: ServerResponse,
  ): void {
    const member = this.members[(this.#next += 1) % this.members.length]
    if (member === undefined || push.tries > this.members.length) {
      outgoing.destroy()
      return
    }
    const headers = { 'content-type': 'text/xml', 'content-length': push.body.length }
    const sent = request(
      { host: '127.0.0.1', port: member.port, path: push.url, method: 'POST', headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502)
        answer.on('error', () => outgoing.destroy()).pipe(outgoing)
      },
    )
    outgoing.on('close', () => sent.destroy())
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') this.#forward({ ...push, tries: push.tries + 1 }, outgoing)
      else outgoing.destroy()
    })
    sent.end(push.body)
  }

  #spawn(
    words: readonly string[],
    env: Record<string, string>,
    { root, folder }: Pick<Member, 'root' | 'folder'> = { root: ROOT, folder: ROOT },
  ): ChildProcess {
    const child = spawn(process.execPath, [join(root, 'bin/fenzu.js'), ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output = `${this.output}${chunk.toString()}`.slice(-20_000)))
    return child
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function executes(port: number): Promise<boolean> {
  const asked = send(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1_000) })
  const state = await asked.then(
    (response) => response.json() as Promise<{ executor?: string }>,
    () => undefined,
  )
  return state?.executor === 'here'
}

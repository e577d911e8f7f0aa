import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WechatClient } from '../../src/wechat/client.ts'
import type { CallEvent } from '../../src/wechat/call-event.ts'
import type { Clock } from '../../src/domain/clock.ts'
import type { CallGate, Verdict } from '../../src/domain/verdict.ts'
import type { ManualClock } from '../support/manual-clock.ts'

export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** How one request is answered: JSON, raw text, or whatever is done to the response by hand. */
export type Script = object | string | ((response: ServerResponse) => void)

/** Breaks the connection instead of answering. */
export function reset(response: ServerResponse): void {
  response.destroy()
}

/** Never answers. */
export function hang(): void {
  return undefined
}

/** A platform that answers what it was told to, path by path; what nobody scripted is answered with success. */
export class ScriptedPlatform {
  readonly requests: Request[] = []
  /** Sockets that the client has closed. */
  closed = 0
  token = 'token-1'
  readonly #scripts = new Map<string, Script[]>()
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response)
  })

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#server.on('connection', (socket) => {
      socket.on('close', () => (this.closed += 1))
    })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** The next requests of this path are answered so, one after the other. */
  script(path: string, ...answers: Script[]): void {
    this.#scripts.set(path, [...(this.#scripts.get(path) ?? []), ...answers])
  }

  of(path: string): Request[] {
    return this.requests.filter((request) => request.path === path)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://x')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const { method = '', headers } = request
    this.requests.push({ method, path: url.pathname, query: url.searchParams, headers, body })
    const script = this.#scripts.get(url.pathname)?.shift() ?? this.#usual(url)
    if (typeof script === 'function') script(response)
    else response.end(typeof script === 'string' ? script : JSON.stringify(script))
  }

  #usual(url: URL): object {
    if (url.pathname === '/cgi-bin/stable_token') return { access_token: this.token, expires_in: 7200 }
    if (url.searchParams.get('access_token') !== this.token) {
      return {
        errcode: 40001,
        errmsg: 'invalid credential, access_token is invalid or not latest rid: 5f3ded7d-22929d02-4ba1f5f6',
      }
    }
    if (url.pathname === '/cgi-bin/groups/get') return { groups: [{ id: 0, name: '未分组', count: 1 }] }
    if (url.pathname === '/cgi-bin/groups/create') return { group: { id: 107, name: 'test' } }
    return { errcode: 0, errmsg: 'ok' }
  }
}

export const APPSECRET = 'cafecafecafecafecafecafecafecafe'

/** A client against that platform, with a gate that remembers what it was told and, unless given another way, lets everything through. */
export function openClient(
  apiBase: string,
  clock: Clock,
  run: CallGate['run'] = (_name, _priority, attempt) => attempt(),
) {
  const verdicts: [string, Verdict['kind']][] = []
  const events: CallEvent[] = []
  const client = new WechatClient({
    appid: 'wx5a4db0c0ffee0001',
    appsecret: APPSECRET,
    apiBase,
    clock,
    random: () => 0.5,
    gate: {
      run,
      report: (name, verdict) => verdicts.push([name, verdict.kind]),
    },
    onCall: (event) => events.push(event),
  })
  return { client, verdicts, events }
}

/** What a call comes to, turning the clock until it ends. */
export async function turnUntil<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  const state = { settled: false }
  const watched = promise.finally(() => (state.settled = true))
  for (let turns = 0; !state.settled && turns < 1_000; turns += 1) await clock.advance(250)
  return watched
}

/** The error of a call, turning the clock until it ends. */
export function failureOf(clock: ManualClock, call: Promise<unknown>): Promise<unknown> {
  const outcome = call.then(
    () => 'no failure',
    (error: unknown) => error,
  )
  return turnUntil(clock, outcome)
}

import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/domain/clock.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import type { PushMode } from '../../src/domain/push-mode.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'

export const OWNER = SANDBOX_ACCOUNT.owner
/** In 未分组 at first. */
export const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
/** In 新人 (102) at first. */
export const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
/** Nobody's openid here. */
export const NOBODY = 'oNobody_0000000000000000000x'

/** An errmsg ends with this. */
export const RID = / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/

export interface Json {
  readonly status: number
  readonly type: string | null
  readonly body: Record<string, unknown>
}

export interface World {
  appid: string
  groups: { id: number; name: string; count: number }[]
  tags: { id: number; name: string; count: number }[]
  followers: { openid: string; groupid: number; tagid_list: number[]; remark: string; subscribe: number }[]
}

export interface Said {
  msgId: string | null
  deliveries: { attempt: number; ms: number; status: number | null; body: string | null }[]
  shown: string | null
  reason?: string
}

export interface Call {
  seq: number
  at: number
  path: string
  body: unknown
  applied: boolean
  errcode: number | null
}

/** A client of a sandbox that ends with the test: what any program can do over HTTP. */
export class OpenSandbox {
  readonly sandbox: Sandbox
  #accessToken = ''

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  get url(): string {
    return this.sandbox.url
  }

  /** One API call with a good token; a body makes it a POST. */
  async api(path: string, body?: unknown): Promise<Record<string, unknown>> {
    if (this.#accessToken === '') this.#accessToken = await this.stableToken()
    const [bare = '', query = ''] = path.split('?')
    const search = new URLSearchParams(query)
    search.set('access_token', this.#accessToken)
    return (await this.send(`/cgi-bin/${bare}?${search.toString()}`, body)).body
  }

  async stableToken(forceRefresh = false): Promise<string> {
    return String((await this.askStableToken(forceRefresh))['access_token'])
  }

  async askStableToken(forceRefresh = false): Promise<Record<string, unknown>> {
    const { appid, appsecret } = SANDBOX_ACCOUNT
    const body = { grant_type: 'client_credential', appid, secret: appsecret, force_refresh: forceRefresh }
    return (await this.send('/cgi-bin/stable_token', body)).body
  }

  async send(path: string, body?: unknown): Promise<Json> {
    const init =
      body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(`${this.url}${path}`, init)
    const type = response.headers.get('content-type')
    return { status: response.status, type, body: (await response.json()) as Record<string, unknown> }
  }

  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    return (await this.send(`/sandbox/${path}`, body)).body
  }

  async say(text: string, openid: string = OWNER, more: object = {}): Promise<Said> {
    return (await this.post('say', { openid, text, ...more })) as unknown as Said
  }

  async event(event: string, openid: string, eventKey?: string): Promise<Said> {
    return (await this.post('event', { openid, event, eventKey })) as unknown as Said
  }

  async world(): Promise<World> {
    return (await this.send('/sandbox/world')).body as unknown as World
  }

  async follower(openid: string): Promise<World['followers'][number] | undefined> {
    return (await this.world()).followers.find((follower) => follower.openid === openid)
  }

  async calls(since = 0): Promise<Call[]> {
    return (await this.send(`/sandbox/calls?since=${since}`)).body as unknown as Call[]
  }

  async messages(openid?: string): Promise<Record<string, unknown>[]> {
    const query = openid === undefined ? '' : `?openid=${openid}`
    return (await this.send(`/sandbox/messages${query}`)).body as unknown as Record<string, unknown>[]
  }
}

export interface Opening {
  readonly mode?: PushMode
  readonly clock?: Clock
  readonly callbackUrl?: string
  readonly upstream?: boolean
  readonly pushTimeoutMs?: number
}

export async function openSandbox({
  mode = 'safe',
  clock = systemClock,
  callbackUrl,
  pushTimeoutMs,
  upstream,
}: Opening = {}): Promise<OpenSandbox> {
  const sandbox = await startSandbox({
    pushTimeoutMs,
    account: SANDBOX_ACCOUNT,
    port: 0,
    mode,
    clock,
    callbackUrl,
    upstream,
  })
  onTestFinished(() => sandbox.close())
  return new OpenSandbox(sandbox)
}

import { request } from 'undici'
import type { Clock } from '../../src/domain/clock.ts'
import { startBesideAnother } from './beside-another.ts'
import { copyEmptyStore, putEmptyStore } from './empty-store.ts'
import { ManualClock } from './manual-clock.ts'
import { startRestartable, type RestartableFenzu } from './restartable.ts'

export const OWNER = 'oAdmin_Sandbox_0000000000001'
/** In 未分组 at first. */
export const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
/** In 新人 (102) at first. */
export const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

export interface Said {
  readonly msgId: string
  readonly deliveries: { attempt: number; ms: number; status: number | null; body: string | null }[]
  readonly shown: string | null
  readonly reason?: string
}

export interface ApiCall {
  readonly seq: number
  readonly at: number
  readonly path: string
  readonly body: unknown
  readonly applied: boolean
  readonly errcode: number
}

export interface World {
  readonly appid: string
  readonly groups: { id: number; name: string; count: number }[]
  readonly tags: { id: number; name: string; count: number }[]
  readonly followers: { openid: string; groupid: number; tagid_list: number[]; remark: string; subscribe: number }[]
}

/** The paths of the two APIs for the same thing. */
export const API = {
  groups: {
    list: '/cgi-bin/groups/get',
    create: '/cgi-bin/groups/create',
    rename: '/cgi-bin/groups/update',
    remove: '/cgi-bin/groups/delete',
    move: '/cgi-bin/groups/members/update',
  },
  tags: {
    list: '/cgi-bin/tags/get',
    create: '/cgi-bin/tags/create',
    rename: '/cgi-bin/tags/update',
    remove: '/cgi-bin/tags/delete',
    move: '/cgi-bin/tags/members/batchtagging',
  },
} as const
export const BACKENDS = ['groups', 'tags'] as const

/** The bot and the simulated platform, started as `npm start` starts them, and what a test does with both. */
export class Stage {
  readonly fenzu: RestartableFenzu
  /** What was written to the log, line by line, over all restarts. */
  readonly log: string[]
  /** What an operator saw in the terminal. */
  readonly printed: string[]
  readonly #env: Record<string, string>
  readonly #clock: Clock | undefined

  private constructor(
    fenzu: RestartableFenzu,
    env: Record<string, string>,
    clock: Clock | undefined,
    log: string[],
    printed: string[],
  ) {
    this.fenzu = fenzu
    this.#env = env
    this.#clock = clock
    this.log = log
    this.printed = printed
  }

  static async open(
    env: Record<string, string> = {},
    clock?: Clock,
    more: { readonly everybodyKnown?: boolean; readonly besideAnother?: boolean } = {},
  ): Promise<Stage> {
    const { besideAnother = process.env['FENZU_JOURNEYS'] === 'two-accounts', ...rest } = more
    const start = besideAnother ? startBesideAnother : startRestartable
    const whole = {
      PORT: '0',
      SANDBOX_PORT: '0',
      FENZU_API_CALLS_PER_SECOND: '1000',
      DATABASE_URL: env['DATABASE_URL'] ?? `sqlite:${await copyEmptyStore()}`,
      ...env,
    }
    // What a first start makes is made once for all tests; tests of the store and of processes start without a file.
    const [, path] = /^sqlite:(\/.*)$/.exec(whole.DATABASE_URL) ?? []
    if (path !== undefined) await putEmptyStore(path)
    const log: string[] = []
    const printed: string[] = []
    return new Stage(await start(whole, { ...options(log, printed, clock), ...rest }), whole, clock, log, printed)
  }

  /** Stops the bot and starts it again on the same store; the simulated platform goes on. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.fenzu.restartBot({ ...this.#env, ...env }, options(this.log, this.printed, this.#clock))
  }

  /** Does something while the bot is down, and starts it again on the same store. */
  async withoutBot(work: () => Promise<void>, env: Record<string, string> = {}): Promise<void> {
    await this.fenzu.restartBot({ ...this.#env, ...env }, options(this.log, this.printed, this.#clock), work)
  }

  /** Stops everything; a clock that is turned by hand goes on meanwhile. */
  async close(): Promise<void> {
    const state = { stopped: false }
    const stopped = this.fenzu.stop().finally(() => (state.stopped = true))
    while (this.#clock instanceof ManualClock && !state.stopped) await this.#clock.advance(500)
    await stopped
  }

  say(text: string, openid: string = OWNER): Promise<Said> {
    return this.#post('/sandbox/say', { openid, text }) as Promise<Said>
  }

  event(event: string, openid: string, eventKey?: string): Promise<Said> {
    return this.#post('/sandbox/event', { openid, event, eventKey }) as Promise<Said>
  }

  async world(): Promise<World> {
    return (await this.get('/sandbox/world')) as World
  }

  get backend(): 'groups' | 'tags' {
    return this.#env['WECHAT_BACKEND'] === 'tags' ? 'tags' : 'groups'
  }

  /** The groups, or the tags, that the account has now. */
  async groups(): Promise<{ id: number; name: string; count: number }[]> {
    return (await this.world())[this.backend]
  }

  /** Where a follower is; on tags, of several the first. */
  async groupOf(openid: string): Promise<number | undefined> {
    const follower = (await this.world()).followers.find((one) => one.openid === openid)
    if (follower === undefined || this.backend === 'groups' || follower.groupid === 1) return follower?.groupid
    return follower.tagid_list.find((id) => id > 2) ?? 0
  }

  /** Every tag that a follower carries. */
  async tagsOf(openid: string): Promise<number[]> {
    return (await this.world()).followers.find((one) => one.openid === openid)?.tagid_list ?? []
  }

  async calls(path?: string, since = 0): Promise<ApiCall[]> {
    const calls = (await this.get(`/sandbox/calls?since=${since}`)) as ApiCall[]
    return path === undefined ? calls : calls.filter((call) => call.path === path)
  }

  async messages(openid: string = OWNER): Promise<{ text: string }[]> {
    const messages = (await this.get(`/sandbox/messages?openid=${openid}`)) as unknown[]
    return messages.map((message) => ({ text: JSON.stringify(message) }))
  }

  fault(path: string, kind: string, more: { times?: number; ms?: number; errcode?: number } = {}): Promise<unknown> {
    return this.#post('/sandbox/faults', { path, kind, ...more })
  }

  /** Leaves so many calls of today's quota. */
  quota(path: string, remain: number): Promise<unknown> {
    return this.#post('/sandbox/quota', { path, remain })
  }

  /** What an operator enters in the console. */
  enterConsole(console: { autoreply?: object; menu?: object }): Promise<unknown> {
    return this.#post('/sandbox/console', console)
  }

  leaveQuota(path: string, remain: number): Promise<unknown> {
    return this.#post('/sandbox/quota', { path, remain })
  }

  turnPlatformClock(offsetMs: number): Promise<unknown> {
    return this.#post('/sandbox/clock', { offsetMs })
  }

  revokeToken(): Promise<unknown> {
    return this.#post('/sandbox/revoke-token', {})
  }

  reset(more: { followers?: number; quota?: string } = {}): Promise<unknown> {
    return this.#post('/sandbox/reset', more)
  }

  async get(path: string): Promise<unknown> {
    return (await request(`${this.#sandboxUrl}${path}`)).body.json()
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await request(`${this.#sandboxUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await response.body.json()
    if (response.statusCode !== 200)
      throw new Error(`${path} answered ${response.statusCode}: ${JSON.stringify(answer)}`)
    return answer
  }

  get #sandboxUrl(): string {
    if (this.fenzu.sandboxUrl === null) throw new Error('no sandbox runs')
    return this.fenzu.sandboxUrl
  }
}

function options(log: string[], printed: string[], clock: Clock | undefined) {
  return {
    ...(clock === undefined ? {} : { clock }),
    print: (line: string) => {
      printed.push(line)
    },
    logLine: (line: string) => {
      log.push(line)
    },
  }
}

const LONGEST_PAUSE_MS = 100

/** Waits until something real has happened (a socket, a file), not for time to pass. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  what: string,
  patienceMs = 60_000,
  everyMs = 20,
): Promise<T> {
  const since = Date.now()
  for (let waited = 0; waited < patienceMs; waited = Date.now() - since) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    // What takes long is looked at less often.
    const pause = Math.max(everyMs, Math.min(waited / 20, LONGEST_PAUSE_MS))
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new Error(`waited in vain for ${what}`)
}

/** What an answer says, without the last line of next steps. */
export function saidIn(shown: string | null): string {
  return (shown ?? '').replace(/\n<a [^\n]*<\/a>$/, '')
}

import { z } from 'zod'
import { systemClock } from '../domain/clock.ts'
import { AnsweredNoError } from '../wechat/errors.ts'
import type { CallInput, Endpoint } from '../wechat/client.ts'
import { createTransport, type CallAttempt, type Transport } from '../wechat/transport.ts'

const TIMEOUT_MS = 5_000
/** All questions together, repeated ones too: with what comes before them the doctor stays within its half minute. */
const TOTAL_MS = 18_000

export interface PlatformProbeOptions {
  readonly apiBase: string
  readonly appid: string
  readonly appsecret: string
}

const TOKEN = z.object({ access_token: z.string().min(1) })

/**
 * The platform as the doctor asks it: each question once, with little patience, past the bot's pace and retries. It asks only
 * what changes nothing; stable_token gives everybody the same token, so a running bot keeps its own.
 */
export class PlatformProbe {
  readonly #options: PlatformProbeOptions
  readonly #transport: Transport
  readonly #startedAt = systemClock.elapsed()
  #token = ''

  constructor(options: PlatformProbeOptions) {
    this.#options = options
    this.#transport = createTransport({ apiBase: options.apiBase, clock: systemClock })
  }

  /** Gets the token that the other questions need. Throws WechatError. */
  async fetchToken(): Promise<void> {
    const { appid, appsecret } = this.#options
    const body = { grant_type: 'client_credential', appid, secret: appsecret, force_refresh: false }
    const path = '/cgi-bin/stable_token'
    const answer = TOKEN.parse(await this.#send({ method: 'POST', path, body, secrets: [appsecret] }))
    this.#token = answer.access_token
  }

  /** Throws WechatError, or ZodError for an answer of another shape. */
  async get<T>(shape: z.ZodType<T>, path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#call(shape, { method: 'GET', path, query })
  }

  /** Throws as `get` does. `timeoutMs` where the platform itself needs time for its answer. */
  async post<T>(shape: z.ZodType<T>, path: string, body: unknown, timeoutMs?: number): Promise<T> {
    return this.#call(shape, { method: 'POST', path, body, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  }

  /** One of the bot's own questions, asked as the doctor asks. Throws as `get` does. */
  call<Answer>({ method, path, answer }: Endpoint<Answer>, { query, body }: CallInput): Promise<Answer> {
    return this.#call(answer, { method, path, body, ...(query === undefined ? {} : { query }) })
  }

  close(): Promise<void> {
    return this.#transport.close()
  }

  async #call<T>(shape: z.ZodType<T>, attempt: Omit<CallAttempt, 'secrets'>): Promise<T> {
    const query = { access_token: this.#token, ...attempt.query }
    return shape.parse(await this.#send({ ...attempt, query, secrets: [this.#token, this.#options.appsecret] }))
  }

  /** Once more after a "busy", which means nothing. */
  async #send(attempt: CallAttempt): Promise<Record<string, unknown>> {
    const send = () => {
      const leftMs = TOTAL_MS - (systemClock.elapsed() - this.#startedAt)
      const timeoutMs = Math.max(1, Math.min(attempt.timeoutMs ?? TIMEOUT_MS, leftMs))
      return this.#transport.send({ ...attempt, timeoutMs })
    }
    try {
      return await send()
    } catch (error) {
      if (error instanceof AnsweredNoError && error.kind === 'busy') return send()
      throw error
    }
  }
}

import type { ZodType } from 'zod'
import { before, aheadMs, later, sleep, type Clock, type Monotonic } from '../domain/clock.ts'
import { PRIORITY, type CallGate, type Priority, type Verdict } from '../domain/verdict.ts'
import { AccessToken } from './access-token.ts'
import { toCallEvent, type CallEvent } from './call-event.ts'
import { Attempts } from './attempts.ts'
import { AnsweredNoError, HttpNoError, TooSlowError, UnreadableAnswerError } from './errors.ts'
import { decide, TOTAL_BUDGET_MS } from './retry.ts'
import { ATTEMPT_TIMEOUT_MS, createTransport, type Transport } from './transport.ts'
import type { DownloadedFile, Upload } from './upload.ts'

/*
 * The only room that talks to the platform. A call goes out with a token, at the gate's pace, and comes back as a typed
 * answer or as one of four kinds of failure; what the answer means to a person is told elsewhere.
 */

/** One interface of the platform. */
export interface Endpoint<Answer> {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  /** Whether it changes anything: then an attempt that failed can leave doubt. */
  readonly changes: boolean
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean
  readonly answer: ZodType<Answer>
  /** Whether it answers with a file, which then is the field `file`, unless there is something to say as JSON. */
  readonly answersFile?: boolean
}

/** An interface and what it is asked. */
export interface Chosen<Answer> {
  readonly endpoint: Endpoint<Answer>
  readonly input: CallInput
}

export interface CallInput {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as a form, in place of `body`. */
  readonly upload?: Upload
}

export interface WechatClientOptions {
  readonly appid: string
  readonly appsecret: string
  /** Scheme, host and port. */
  readonly apiBase: string
  readonly clock: Clock
  readonly gate: CallGate
  readonly random?: () => number
  /** Hears of every attempt, also of those to get a token. */
  readonly onCall?: (event: CallEvent) => void
}

export class WechatClient {
  readonly token: AccessToken
  readonly #options: WechatClientOptions
  readonly #transport: Transport
  #clockOffsetMs: number | null = null

  constructor(options: WechatClientOptions) {
    this.#options = options
    this.#transport = createTransport({
      ...options,
      dated: (at) => {
        this.#clockOffsetMs = aheadMs(options.clock, at)
      },
    })
    this.token = new AccessToken({ ...options, transport: this.#transport })
  }

  /** The platform's clock minus this machine's, in ms, as its last answer told it (to a second); null before the first. */
  get clockOffsetMs(): number | null {
    return this.#clockOffsetMs
  }

  /**
   * Makes the call, again where that is safe and worth while. Throws one of the errors of errors.ts, or the gate's: the
   * last, unless an earlier attempt may have made the change and the last can't say so. Then the doubt is what is thrown.
   */
  call<Answer>(endpoint: Endpoint<Answer>, input: CallInput, priority: Priority = PRIORITY.change): Promise<Answer> {
    return this.callLate(endpoint, () => ({ endpoint, input }), priority)
  }

  /**
   * The same for a call that is chosen only when its turn comes, so that what waits behind the pace can travel together.
   * `like` is an interface that changes and repeats as the chosen one does; every further attempt is for the same choice.
   */
  async callLate<Answer>(
    like: Endpoint<Answer>,
    choose: () => Chosen<Answer>,
    priority: Priority = PRIORITY.change,
  ): Promise<Answer> {
    const attempts = new Attempts(this.#options.clock)
    let chosen: Chosen<Answer> | undefined
    const once = (): Chosen<Answer> => (chosen ??= choose())
    try {
      return await this.#pursue(like, once, priority, attempts)
    } catch (error) {
      throw like.changes ? attempts.whatRemains(error) : error
    }
  }

  async #pursue<Answer>(
    endpoint: Endpoint<Answer>,
    choose: () => Chosen<Answer>,
    priority: Priority,
    attempts: Attempts,
  ): Promise<Answer> {
    const { clock, random = Math.random } = this.#options
    let dead: string | undefined
    for (;;) {
      const token = dead === undefined ? this.token.get() : this.token.replace(dead)
      attempts.token = await this.#within(attempts, endpoint.path, token)
      try {
        return await this.#attempt(choose, priority, attempts)
      } catch (error) {
        const { failures, renewals, pauses, token: used } = attempts
        const tried = { failures, renewals, pauses, tokenIsReplaced: this.token.isReplaced(used) }
        const decision = decide(error, endpoint.repeatable, tried, random)
        if (decision.kind === 'give-up') throw error
        attempts.note(error)
        dead = decision.kind === 'renew-token' ? used : undefined
        switch (decision.kind) {
          case 'renew-token':
            attempts.renewals += 1
            break
          case 'wait-for-gate':
            attempts.pauses += 1
            break
          case 'back-off':
            attempts.failures += 1
            if (attempts.leftMs() <= decision.ms) throw error
            await sleep(clock, decision.ms)
        }
      }
    }
  }

  /** A file at an address that the platform gave: no call of the API, so it needs no token and no turn. */
  download(url: string): Promise<DownloadedFile> {
    return this.#transport.download(url)
  }

  close(): Promise<void> {
    return this.#transport.close()
  }

  async #attempt<Answer>(choose: () => Chosen<Answer>, priority: Priority, attempts: Attempts): Promise<Answer> {
    const { gate, clock } = this.#options
    const askedAt = clock.elapsed()
    const interfaceName = (): string => choose().endpoint.path
    return gate.run(interfaceName, priority, async () => {
      const { endpoint, input } = choose()
      const { method, path, answer: schema, answersFile = false } = endpoint
      const { query, body, upload } = input
      const startedAt = clock.elapsed()
      attempts.excuse(startedAt - askedAt)
      attempts.attempt += 1
      // While this call waited for its turn, the token may have been renewed.
      const token = this.token.inHand ?? attempts.token
      attempts.token = token
      try {
        const fields = await this.#transport.send({
          method,
          path,
          body,
          upload,
          answersFile,
          query: { access_token: token, ...query },
          changes: endpoint.changes,
          secrets: [token],
          timeoutMs: Math.min(ATTEMPT_TIMEOUT_MS, Math.max(1, attempts.leftMs())),
        })
        const answer = schema.safeParse(fields)
        if (!answer.success) throw new UnreadableAnswerError(path, 'another shape than documented')
        this.#report(path, attempts.attempt, startedAt, undefined)
        return answer.data
      } catch (error) {
        this.#report(path, attempts.attempt, startedAt, error)
        throw error
      }
    })
  }

  #report(path: string, attempt: number, startedAt: Monotonic, error: unknown): void {
    const verdict = toVerdict(error)
    if (verdict !== undefined) this.#options.gate.report(path, verdict)
    this.#options.onCall?.(toCallEvent(path, attempt, this.#options.clock.elapsed() - startedAt, error))
  }

  /** Waiting for a token ends with the budget: the attempt was not made. */
  async #within(attempts: Attempts, path: string, token: Promise<string>): Promise<string> {
    const { clock } = this.#options
    const inTime = await before(clock, later(clock.elapsed(), attempts.leftMs()), token)
    if (inTime.late) throw new TooSlowError(path, 'total', TOTAL_BUDGET_MS, false)
    return inTime.value
  }
}

function toVerdict(error: unknown): Verdict | undefined {
  if (error === undefined) return { kind: 'answered' }
  if (error instanceof AnsweredNoError) {
    switch (error.kind) {
      case 'busy':
      case 'minute-quota':
      case 'day-quota':
        return { kind: error.kind }
      case 'settings':
        return { kind: 'permanent', reason: String(error.errcode), error }
      case 'token':
        return undefined
      default:
        return { kind: 'answered' }
    }
  }
  if (error instanceof HttpNoError && error.status === 404) return { kind: 'permanent', reason: 'HTTP 404', error }
  return { kind: 'busy' }
}

import type { ZodType } from 'zod'
import { sleep, type Clock } from '../domain/clock.ts'
import { PRIORITY, type CallGate, type Priority, type Verdict } from '../domain/verdict.ts'
import { AccessToken } from './access-token.ts'
import { AnsweredNoError, HttpNoError, TooSlowError, UnreadableAnswerError, WechatError } from './errors.ts'
import { decide, TOTAL_BUDGET_MS } from './retry.ts'
import { createTransport, type Transport } from './transport.ts'

/*
 * The only room that talks to the platform. A call goes out with a token, at the gate's pace, and comes back as a typed
 * answer or as one of four kinds of failure; what the answer means to a person is told elsewhere.
 */

/** One interface of the platform. */
export interface Endpoint<Answer> {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean
  readonly answer: ZodType<Answer>
}

export interface CallInput {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What one attempt came to, for the metrics and the log; no words of a person and no secret in it. */
export interface CallEvent {
  readonly path: string
  readonly attempt: number
  readonly ms: number
  /** 0 for success, the platform's number, or the name of the failure. */
  readonly outcome: number | string
  readonly rid: string | null
}

export interface WechatClientOptions {
  readonly appid: string
  readonly appsecret: string
  /** Scheme, host and port. */
  readonly apiBase: string
  readonly clock: Clock
  readonly gate: CallGate
  readonly random?: () => number
  readonly onCall?: (event: CallEvent) => void
}

export class WechatClient {
  readonly token: AccessToken
  readonly #options: WechatClientOptions
  readonly #transport: Transport

  constructor(options: WechatClientOptions) {
    this.#options = options
    this.#transport = createTransport(options)
    this.token = new AccessToken({ ...options, transport: this.#transport })
  }

  /** Makes the call, again where that is safe and worth while. Throws one of the errors of errors.ts, or the gate's. */
  async call<Answer>(
    endpoint: Endpoint<Answer>,
    input: CallInput,
    priority: Priority = PRIORITY.change,
  ): Promise<Answer> {
    const { clock, random = Math.random } = this.#options
    const budget = new Budget(clock)
    const attempts = { failures: 0, renewals: 0, pauses: 0 }
    let dead: string | undefined
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.#within(
        budget,
        endpoint,
        dead === undefined ? this.token.get() : this.token.replace(dead),
      )
      try {
        return await this.#attempt(endpoint, input, token, priority, attempt, budget)
      } catch (error) {
        const decision = decide(error, endpoint.repeatable, attempts, random)
        dead = undefined
        switch (decision.kind) {
          case 'give-up':
            throw error
          case 'renew-token':
            attempts.renewals += 1
            dead = token
            break
          case 'wait-for-gate':
            attempts.pauses += 1
            break
          case 'back-off':
            attempts.failures += 1
            if (budget.leftMs() <= decision.ms) throw error
            await sleep(clock, decision.ms)
        }
      }
    }
  }

  close(): Promise<void> {
    return this.#transport.close()
  }

  async #attempt<Answer>(
    endpoint: Endpoint<Answer>,
    { query, body }: CallInput,
    token: string,
    priority: Priority,
    attempt: number,
    budget: Budget,
  ): Promise<Answer> {
    const { gate, clock } = this.#options
    const { method, path } = endpoint
    const askedAt = clock.now()
    return gate.run(path, priority, async () => {
      const startedAt = clock.now()
      budget.excuse(startedAt - askedAt)
      try {
        const fields = await this.#transport.send({ method, path, body, query: { access_token: token, ...query } })
        const answer = endpoint.answer.safeParse(fields)
        if (!answer.success) throw new UnreadableAnswerError(path, 'another shape than documented')
        this.#report(path, attempt, startedAt, undefined)
        return answer.data
      } catch (error) {
        this.#report(path, attempt, startedAt, error)
        throw error
      }
    })
  }

  #report(path: string, attempt: number, startedAt: number, error: unknown): void {
    const verdict = toVerdict(error)
    if (verdict !== undefined) this.#options.gate.report(path, verdict)
    this.#options.onCall?.({
      path,
      attempt,
      ms: this.#options.clock.now() - startedAt,
      outcome: toOutcome(error),
      rid: error instanceof AnsweredNoError ? error.rid : null,
    })
  }

  /** Waiting for a token ends with the budget: the call was not made. */
  async #within(budget: Budget, endpoint: Endpoint<unknown>, token: Promise<string>): Promise<string> {
    let cancel: () => void = () => undefined
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#options.clock.setTimer(Math.max(0, budget.leftMs()), () => {
        reject(new TooSlowError(endpoint.path, 'total', TOTAL_BUDGET_MS, false))
      })
    })
    try {
      return await Promise.race([token, late])
    } finally {
      cancel()
    }
  }
}

/** What is left of a call's time. Time spent in the gate's queue is excused: it is the account's pace, not the platform's delay. */
class Budget {
  readonly #clock: Clock
  readonly #startedAt: number
  #excusedMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.now()
  }

  excuse(ms: number): void {
    this.#excusedMs += ms
  }

  leftMs(): number {
    return this.#startedAt + this.#excusedMs + TOTAL_BUDGET_MS - this.#clock.now()
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

function toOutcome(error: unknown): number | string {
  if (error === undefined) return 0
  if (error instanceof AnsweredNoError) return error.errcode
  return error instanceof WechatError ? error.code : 'unknown'
}

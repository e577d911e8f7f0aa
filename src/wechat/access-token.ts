import { z } from 'zod'
import { later, LONG_AGO, sleep, type Clock, type Monotonic } from '../domain/clock.ts'
import { retried } from '../domain/retry.ts'
import { known, number } from './api/shapes.ts'
import { toCallEvent, type CallEvent } from './call-event.ts'
import { AnsweredNoError, TokenRefusedError, UnreadableAnswerError, WechatError } from './errors.ts'
import { BACKOFF_MS } from './retry.ts'
import type { Transport } from './transport.ts'

const PATH = '/cgi-bin/stable_token'
/** A token is renewed so long before it expires, behind the calls that still use it: the old one stays good meanwhile. */
const EARLY_MS = 60_000
/** The platform takes a forced renewal at most every 30 s and 20 times a day (stable_token, force_refresh). */
const FORCE_INTERVAL_MS = 30_000
const FORCES_A_DAY = 20
const DAY_MS = 86_400_000
/** A refusal of the token call is permanent until settings change: asked again each minute at most. */
const REFUSAL_KEPT_MS = 60_000

/** How long a token is good, as the platform has always said (stable_token); believed where an answer does not tell. */
const USUAL_SECONDS = 7_200
const ANSWER = z
  .object({ access_token: z.string().min(1).max(1_024), expires_in: known(number.pipe(z.number().positive())) })
  .transform(({ access_token, expires_in: seconds = USUAL_SECONDS }) => ({ access_token, expires_in: seconds }))

interface Token {
  readonly value: string
  readonly fetchedAt: Monotonic
  readonly expiresAt: Monotonic
}

export interface AccessTokenOptions {
  readonly appid: string
  readonly appsecret: string
  readonly transport: Transport
  readonly clock: Clock
  /** Hears of every attempt. */
  readonly onCall?: (event: CallEvent) => void
}

/**
 * The access_token, in memory only. It comes from stable_token, which in its normal mode gives every caller the same token,
 * so that neither a restart nor another process needs to be told. At most one request is in flight; whoever needs a token
 * meanwhile shares it.
 *
 * When the platform says that a token is dead: if the token in hand is no longer that one, somebody else has already
 * renewed it. Otherwise stable_token is asked normally, and only if it gives the dead token again is a renewal forced, at
 * least 30 s after the last and at most 20 times a day; until then callers wait. When the day's twenty are spent, the
 * platform's word that the token is good is all there is: it is used again.
 */
export class AccessToken {
  readonly #options: AccessTokenOptions
  /** None while the one we had is known to be dead, so that nobody is given it while it is being replaced. */
  #token: Token | undefined
  #fetching: Promise<string> | undefined
  /** Whether what is under way replaces a dead token; a mere renewal could give the dead one again. */
  #healing = false
  #refusal: { error: TokenRefusedError; at: Monotonic } | undefined
  #forcedAt: Monotonic[] = []

  constructor(options: AccessTokenOptions) {
    this.#options = options
  }

  /** The last refusal of the token call, if no token has come since. */
  get refusal(): TokenRefusedError | undefined {
    return this.#refusal?.error
  }

  /** ms since the token in hand was fetched; null without one. */
  get ageMs(): number | null {
    return this.#token === undefined ? null : this.#options.clock.elapsed() - this.#token.fetchedAt
  }

  /** The token in hand, if there is one: what a call that waited for its turn should use. */
  get inHand(): string | undefined {
    return this.#token?.value
  }

  /** A token that is good as far as we know. Rejects with TokenRefusedError, or with the transport's errors. */
  get(): Promise<string> {
    const token = this.#token
    const now = this.#options.clock.elapsed()
    if (token === undefined || now >= token.expiresAt) return this.#renew()
    if (token.expiresAt - now <= EARLY_MS) this.#renewBehind()
    return Promise.resolve(token.value)
  }

  /** A token to be used in place of one that the platform just refused. */
  replace(dead: string): Promise<string> {
    if (this.#token !== undefined && this.#token.value !== dead) return this.get()
    const underWay = this.#healing ? undefined : this.#fetching
    if (underWay !== undefined) return underWay.then((given) => (given === dead ? this.replace(dead) : given))
    this.#healing = true
    return this.#shared(() => this.#heal(dead))
  }

  /** Whether another token has taken this one's place: then to use that one costs nothing. */
  isReplaced(value: string): boolean {
    return this.#token !== undefined && this.#token.value !== value
  }

  #renewBehind(): void {
    // A failure is not lost: a refusal is kept for whoever looks, and once the token has expired the next caller meets it.
    this.#renew().catch(() => undefined)
  }

  #renew(): Promise<string> {
    return this.#shared(async () => this.#take(await this.#fetch(false)))
  }

  #take(token: Token): string {
    this.#token = token
    return token.value
  }

  #shared(fetch: () => Promise<string>): Promise<string> {
    this.#fetching ??= fetch().finally(() => {
      this.#fetching = undefined
      this.#healing = false
    })
    return this.#fetching
  }

  async #heal(dead: string): Promise<string> {
    this.#token = undefined
    const { clock } = this.#options
    const given = await this.#fetch(false)
    this.#forcedAt = this.#forcedAt.filter((at) => clock.elapsed() - at < DAY_MS)
    if (given.value !== dead || this.#forcedAt.length >= FORCES_A_DAY) return this.#take(given)
    const waitMs = FORCE_INTERVAL_MS - (clock.elapsed() - (this.#forcedAt.at(-1) ?? LONG_AGO))
    if (waitMs > 0) await sleep(clock, waitMs)
    this.#forcedAt.push(clock.elapsed())
    return this.#take(await this.#fetch(true))
  }

  async #fetch(force: boolean): Promise<Token> {
    const { clock } = this.#options
    if (this.#refusal !== undefined && clock.elapsed() - this.#refusal.at < REFUSAL_KEPT_MS) throw this.#refusal.error
    try {
      const { access_token: value, expires_in: seconds } = await this.#ask(force)
      const now = clock.elapsed()
      this.#refusal = undefined
      return { value, fetchedAt: now, expiresAt: later(now, seconds * 1000) }
    } catch (error) {
      if (!(error instanceof AnsweredNoError) || error.kind === 'busy') throw error
      this.#refusal = { error: new TokenRefusedError(error), at: clock.elapsed() }
      throw this.#refusal.error
    }
  }

  async #ask(force: boolean): Promise<z.infer<typeof ANSWER>> {
    const { clock, appid, appsecret } = this.#options
    const body = { grant_type: 'client_credential', appid, secret: appsecret, force_refresh: force }
    return retried(
      clock,
      (failures) => this.#attempt(body, failures + 1),
      (error, failures) => (isPassing(error) ? BACKOFF_MS[failures] : undefined),
    )
  }

  async #attempt(body: { readonly secret: string }, attempt: number): Promise<z.infer<typeof ANSWER>> {
    const { transport, clock, onCall } = this.#options
    const startedAt = clock.elapsed()
    const report = (error: unknown) => onCall?.(toCallEvent(PATH, attempt, clock.elapsed() - startedAt, error))
    try {
      const answer = ANSWER.safeParse(
        await transport.send({ method: 'POST', path: PATH, body, secrets: [body.secret] }),
      )
      if (!answer.success) throw new UnreadableAnswerError(PATH, 'no access_token')
      report(undefined)
      return answer.data
    } catch (error) {
      report(error)
      throw error
    }
  }
}

/** Whether the token call may get its answer another time: it got none now, or the platform was busy. */
function isPassing(error: unknown): boolean {
  return error instanceof WechatError && (!(error instanceof AnsweredNoError) || error.kind === 'busy')
}

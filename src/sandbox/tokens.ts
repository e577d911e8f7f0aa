/**
 * The access_tokens of the account. Two endpoints issue them and never touch each other's: `/cgi-bin/token` makes a new
 * one each time, which kills its former one at once (the platform's overlap is a courtesy, not a promise);
 * `/cgi-bin/stable_token` gives everybody the same one until its last five minutes, in which it gives a new one while the
 * old one runs out by itself. Forced, it kills the old one at once, at most every 30 s and 20 times a day.
 * Source: developers.weixin.qq.com, Get Access token and Get Stable Access token.
 */
import { randomBytes } from 'node:crypto'
import { shanghaiDay } from './platform-clock.ts'
import type { PlatformClock } from './platform-clock.ts'
import { Refusal } from './refusal.ts'

const TOKEN_LIFE_SECONDS = 7200
const RENEWAL_SECONDS = 300
const FORCE_SPACING_MS = 30_000
const FORCES_A_DAY = 20
/** How many tokens are remembered, so that a dead one and an expired one can be told apart. */
const REMEMBERED_TOKENS = 1000

const TOKEN_FORM = /^\d{1,3}_[A-Za-z0-9_-]{100,500}$/

interface Token {
  readonly text: string
  readonly expiresAt: number
  killed: boolean
}

export interface IssuedToken {
  readonly access_token: string
  readonly expires_in: number
}

export class Tokens {
  readonly #clock: PlatformClock
  readonly #known = new Map<string, Token>()
  #plain: Token | undefined
  #stable: Token | undefined
  #lastForcedAt: number | undefined
  #forced = { day: '', count: 0 }

  constructor(clock: PlatformClock) {
    this.#clock = clock
  }

  issuePlain(): IssuedToken {
    if (this.#plain) this.#plain.killed = true
    this.#plain = this.#make()
    return this.#issued(this.#plain)
  }

  /** Throws a `Refusal` when forced too soon (45011) or too often (45009). */
  issueStable(forced: boolean): IssuedToken {
    if (forced) {
      this.#countForce()
      if (this.#stable) this.#stable.killed = true
      this.#stable = undefined
    }
    if (!this.#stable || this.#stable.killed || this.#secondsLeft(this.#stable) <= RENEWAL_SECONDS) {
      this.#stable = this.#make()
    }
    return this.#issued(this.#stable)
  }

  /** Throws a `Refusal` when the call may not pass: 41001 missing, 40014 malformed, 40001 dead, 42001 expired. */
  check(accessToken: string | null): void {
    if (accessToken === null || accessToken === '') throw new Refusal(41001)
    if (!TOKEN_FORM.test(accessToken)) throw new Refusal(40014)
    const token = this.#known.get(accessToken)
    if (token === undefined || token.killed) throw new Refusal(40001)
    if (token.expiresAt <= this.#clock.now()) throw new Refusal(42001)
  }

  /** As if another holder had refreshed: what was issued so far is dead. */
  revoke(): void {
    for (const token of this.#known.values()) token.killed = true
  }

  #countForce(): void {
    const now = this.#clock.now()
    const day = shanghaiDay(now)
    const count = this.#forced.day === day ? this.#forced.count : 0
    if (this.#lastForcedAt !== undefined && Math.abs(now - this.#lastForcedAt) < FORCE_SPACING_MS) {
      throw new Refusal(45011)
    }
    if (count >= FORCES_A_DAY) throw new Refusal(45009)
    this.#forced = { day, count: count + 1 }
    this.#lastForcedAt = now
  }

  #make(): Token {
    const text = `98_${randomBytes(102).toString('base64url')}`
    const token = { text, expiresAt: this.#clock.now() + TOKEN_LIFE_SECONDS * 1000, killed: false }
    this.#known.set(text, token)
    const oldest = this.#known.keys().next()
    if (this.#known.size > REMEMBERED_TOKENS && !oldest.done) this.#known.delete(oldest.value)
    return token
  }

  #secondsLeft(token: Token): number {
    return Math.ceil((token.expiresAt - this.#clock.now()) / 1000)
  }

  #issued(token: Token): IssuedToken {
    return { access_token: token.text, expires_in: this.#secondsLeft(token) }
  }
}

/**
 * How often each call may be made by an ordinary account: a day, which ends at midnight in Asia/Shanghai, and for some
 * calls a minute. Source: developers.weixin.qq.com, API call frequency limits. What that page does not list is given the
 * limit of its nearest relative there.
 */
import { nextMinute } from '../domain/clock.ts'
import { shanghaiDay } from './platform-clock.ts'
import type { PlatformClock } from './platform-clock.ts'
import { Refusal } from './refusal.ts'

const DAILY_LIMITS: Readonly<Record<string, number>> = {
  '/cgi-bin/token': 2000,
  '/cgi-bin/stable_token': 500_000,
  '/cgi-bin/groups/create': 1000,
  '/cgi-bin/groups/get': 1000,
  '/cgi-bin/groups/update': 1000,
  '/cgi-bin/groups/delete': 1000,
  '/cgi-bin/groups/members/update': 100_000,
  '/cgi-bin/message/custom/send': 500_000,
  '/cgi-bin/user/get': 500,
  '/cgi-bin/user/info': 5_000_000,
  '/cgi-bin/user/info/batchget': 5_000_000,
  '/cgi-bin/user/info/updateremark': 10_000,
  '/cgi-bin/callback/check': 1440,
}
const UNLISTED_DAILY_LIMIT = 100_000
const MINUTE_LIMITS: Readonly<Record<string, number>> = { '/cgi-bin/stable_token': 10_000 }

/** `clear_quota`, shared with its v2, and `openapi/quota/clear`. */
const CLEARINGS_A_MONTH = { all: 10, one: 50 } as const

export class Quotas {
  /** Whether limits are enforced; calls are counted either way. */
  enforced = true
  readonly #clock: PlatformClock
  #day = ''
  #used = new Map<string, number>()
  #minute = { endsAt: 0, used: new Map<string, number>() }
  #month = { name: '', all: 0, one: 0 }

  constructor(clock: PlatformClock) {
    this.#clock = clock
  }

  /** Counts one call; throws a `Refusal` (45009 the day's, 45011 the minute's) when it is one too many. */
  count(path: string): void {
    this.#turnPages()
    const minuteLimit = MINUTE_LIMITS[path]
    const usedThisMinute = this.#minute.used.get(path) ?? 0
    if (this.enforced && minuteLimit !== undefined && usedThisMinute >= minuteLimit) throw new Refusal(45011)
    const { used, remain } = this.usage(path)
    if (this.enforced && remain === 0) throw new Refusal(45009)
    this.#minute.used.set(path, usedThisMinute + 1)
    this.#used.set(path, used + 1)
  }

  usage(path: string): { daily_limit: number; used: number; remain: number } {
    this.#turnPages()
    const limit = DAILY_LIMITS[path] ?? UNLISTED_DAILY_LIMIT
    const used = this.#used.get(path) ?? 0
    return { daily_limit: limit, used, remain: Math.max(0, limit - used) }
  }

  /** Lets `path` be called so many times more today, as far as its day's quota goes. */
  leave(path: string, remain: number): void {
    const { daily_limit } = this.usage(path)
    this.#used.set(path, Math.max(0, daily_limit - remain))
  }

  /** Throws a `Refusal` (48006) when it has been done too often this month. */
  clearAll(): void {
    this.#countClearing('all')
    this.#used.clear()
  }

  clearOne(path: string): void {
    this.#countClearing('one')
    this.#used.delete(path)
  }

  reset(enforced: boolean): void {
    this.enforced = enforced
    this.#used.clear()
    this.#minute.used.clear()
    this.#month = { name: '', all: 0, one: 0 }
  }

  #countClearing(kind: keyof typeof CLEARINGS_A_MONTH): void {
    this.#turnPages()
    if (this.#month[kind] >= CLEARINGS_A_MONTH[kind]) throw new Refusal(48006)
    this.#month[kind]++
  }

  #turnPages(): void {
    const now = this.#clock.now()
    const day = shanghaiDay(now)
    if (day !== this.#day) {
      this.#day = day
      this.#used = new Map()
    }
    const month = day.slice(0, 7)
    if (month !== this.#month.name) this.#month = { name: month, all: 0, one: 0 }
    const endsAt = nextMinute(now)
    if (endsAt !== this.#minute.endsAt) this.#minute = { endsAt, used: new Map() }
  }
}

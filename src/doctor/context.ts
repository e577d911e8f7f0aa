import type { SingleConfig } from '../config/config.ts'
import type { Clock } from '../domain/clock.ts'
import type { BotHere } from './here.ts'

/** What is known before a check begins, and what the person at the terminal gave. */
export interface CheckContext {
  readonly config: SingleConfig
  readonly clock: Clock
  /** Where `.env` is, and what a relative path of the store begins from. */
  readonly folder: string
  /** The callback as the world sees it, if it was given. */
  readonly publicUrl: URL | undefined
  /** The bot that answers on the port of the settings. */
  readonly bot: BotHere | null
  /** Where a sandbox runs beside it; null in a run with an account, or when there is none. */
  readonly sandboxUrl: string | null
}

/** Where the API is; null when nobody could be asked, because no sandbox runs. */
export function apiBaseOf({ config, sandboxUrl }: CheckContext): string | null {
  return config.apiBase ?? sandboxUrl
}

/** Whether the platform is a simulated one on this machine, which can call any address and any port. */
export function isSimulated(context: CheckContext): boolean {
  const { hostname } = URL.parse(apiBaseOf(context) ?? 'http://127.0.0.1') ?? { hostname: '' }
  return /^(?:localhost|127\.|\[::1\])/.test(hostname)
}

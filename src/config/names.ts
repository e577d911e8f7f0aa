import { nearestOf } from '../domain/nearest.ts'
import type { Environment } from './complaints.ts'

/** Every setting there is. One that is not listed here can't be set: a misspelt name is told, not passed over. */
export const SETTING_NAMES = [
  'HOST',
  'PORT',
  'NODE_ENV',
  'LOG_LEVEL',
  'DATABASE_URL',
  'PUBLIC_URL',
  'CONSOLE_HOST',
  'CONSOLE_PORT',
  'WECHAT_APPID',
  'WECHAT_APPSECRET',
  'WECHAT_TOKEN',
  'WECHAT_TOKEN_PREVIOUS',
  'WECHAT_ENCODING_AES_KEY',
  'WECHAT_ENCODING_AES_KEY_PREVIOUS',
  'WECHAT_MODE',
  'WECHAT_ORIGINAL_ID',
  'WECHAT_API_BASE',
  'WECHAT_BACKEND',
  'WECHAT_MANAGED_TAGS',
  'FENZU_ACCOUNTS',
  'FENZU_ADMINS',
  'FENZU_API_CALLS_PER_SECOND',
  'FENZU_FOLLOWER_REPLY',
  'FENZU_KEPT_REPLIES',
  'FENZU_LAST_TEXT',
  'FENZU_LINKS',
  'FENZU_METRICS_TOKEN',
  'FENZU_REPLY_DEADLINE_MS',
  'FENZU_RETENTION_DAYS',
  'RELAY_URL',
  'RELAY_TOKEN',
  'RELAY_MODE',
  'RELAY_ENCODING_AES_KEY',
  'RELAY_FALLBACK',
  'RELAY_PATIENCE',
  'SANDBOX_APPID',
  'SANDBOX_APPSECRET',
  'SANDBOX_CALLBACK_URL',
  'SANDBOX_ORIGINAL_ID',
  'SANDBOX_PORT',
  'SANDBOX_PUSH_TIMEOUT_MS',
] as const

const KNOWN: ReadonlySet<string> = new Set(SETTING_NAMES)
/** Names that begin so are nobody else's. In any letter case: `wechat_token` is meant, and not read. */
const OURS = /^(?:WECHAT|FENZU|RELAY|SANDBOX)_/i

export function isSettingName(name: string): boolean {
  return KNOWN.has(name)
}

/**
 * One complaint for each name that is meant as a setting and is none, with the name that was most likely meant. `placeOf`
 * says where a variable stands.
 */
export function complainOfNames(environment: Environment, placeOf: (name: string) => string = () => ''): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => OURS.test(name) && !KNOWN.has(name) && (value ?? '').trim() !== '')
    .map(([name]) => {
      const meant = nearestOf(name, SETTING_NAMES)
      const expected = meant === undefined ? 'one of the settings in README.md' : `the name ${meant}`
      return `${placeOf(name)}${name}: expected ${expected}; got a setting that does not exist`
    })
}

import type { SingleConfig } from '../config/config.ts'
import type { PushMode } from '../domain/push-mode.ts'
import { callbackPath, readSingleConfig } from '../config/config.ts'
import { SANDBOX_ACCOUNT } from '../domain/sandbox-account.ts'
import type { PushingAccount } from '../sandbox/pusher.ts'
import { WordsError, type PushOptions } from './options.ts'

export interface PushSettings {
  readonly url: URL
  readonly account: PushingAccount
  readonly mode: PushMode
  /** Who sends it. */
  readonly openid: string
  readonly timeoutMs: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** No call is made to the platform, so no AppSecret is needed. */
const NO_SECRET = '0'.repeat(32)

/**
 * What the words and the bot's settings come to. Throws ConfigError for settings that the bot would not take either, and
 * WordsError for what neither of them says.
 */
export function readSettings(words: PushOptions, environment: Environment, folder = '.'): PushSettings {
  const hasAppid = (environment['WECHAT_APPID'] ?? '') !== ''
  const needsSecret = hasAppid && (environment['WECHAT_APPSECRET'] ?? '') === ''
  const config = readSingleConfig(
    needsSecret ? { ...environment, WECHAT_APPSECRET: NO_SECRET } : environment,
    folder,
    words.account,
  )
  const { appid, callbackToken: token, encodingAesKey } = config.account
  const mode = words.mode ?? config.account.mode
  if (mode !== 'plain' && encodingAesKey === undefined)
    throw new WordsError(`--mode ${mode} needs the key of the account: set WECHAT_ENCODING_AES_KEY.`)
  return {
    url: words.url ?? new URL(`http://127.0.0.1:${config.port}${callbackPath(config, config.name)}`),
    account: { appid, token, encodingAesKey, originalId: originalId(words, config) },
    mode,
    openid: sender(words, config),
    timeoutMs: config.sandbox.pushTimeoutMs,
  }
}

/** A made-up one could be learned by the bot at the other end, which would then ignore what is really for it. */
function originalId({ to, what }: PushOptions, { account }: SingleConfig): string {
  const id = to ?? account.originalId
  if (id === undefined && what.kind !== 'replay')
    throw new WordsError('To which account? Set WECHAT_ORIGINAL_ID (原始ID, gh_…) or say --to gh_….')
  return id ?? ''
}

function sender({ as, what }: PushOptions, config: SingleConfig): string {
  const openid = as ?? config.admins[0] ?? (config.kind === 'sandbox' ? SANDBOX_ACCOUNT.owner : undefined)
  if (openid === undefined && what.kind !== 'replay' && what.kind !== 'raw')
    throw new WordsError('Who sends it? Say --as OPENID, or set FENZU_ADMINS.')
  return openid ?? ''
}

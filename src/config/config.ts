import { API_BASE_EXPECTED, toApiBase } from '../domain/api-base.ts'
import { isOpenid } from '../domain/follower.ts'
import { SANDBOX_ACCOUNT } from '../domain/sandbox-account.ts'
import { ConfigError, Reader } from './complaints.ts'

/*
 * The settings: read once from an environment that is handed in, all complaints together. Nobody else reads the environment,
 * and no room is handed the whole.
 */

export const MODES = ['plain', 'compat', 'safe'] as const
export type Mode = (typeof MODES)[number]

export interface AccountConfig {
  readonly appid: string
  readonly appsecret: string
  readonly callbackToken: string
  readonly previousCallbackToken: string | undefined
  readonly encodingAesKey: string | undefined
  readonly previousEncodingAesKey: string | undefined
  readonly mode: Mode
  readonly originalId: string | undefined
}

export interface SandboxConfig {
  readonly port: number
  readonly callbackUrl: string | undefined
  readonly pushTimeoutMs: number
}

/** The settings of one account: what two accounts of one process never share. */
export interface AccountSettings {
  /** How log lines and metrics call the account. */
  readonly name: string
  readonly account: AccountConfig
  /** undefined in a sandbox run: the sandbox's own address. */
  readonly apiBase: string | undefined
  readonly backend: 'auto' | 'groups' | 'tags'
  /** Tags that exclude each other from the start: ids, or `*` for all of one's own. */
  readonly managedTags: readonly number[] | '*'
  readonly admins: readonly string[]
  readonly followerReply: 'success' | 'transfer_customer_service'
  /** Whether 最近 shows how followers' last texts began. */
  readonly lastTexts: boolean
  /** Whether next steps in answers can be tapped. */
  readonly links: boolean
  readonly callsPerSecond: number
  readonly replyDeadlineMs: number
}

/** Every setting, read once; each room is handed its own few values. */
export interface Config extends AccountSettings {
  /** `sandbox`: no account is named, so a simulated platform is started beside the bot. */
  readonly kind: 'account' | 'sandbox'
  readonly host: string
  readonly port: number
  readonly databasePath: string
  readonly retentionDays: number
  readonly metricsToken: string | undefined
  readonly logLevel: string
  readonly sandbox: SandboxConfig
}

/** The name of the account when the settings describe only one. */
export const DEFAULT_ACCOUNT = 'default'

const CONSOLE = '微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送'
const CONSOLE_SECRET = '微信开发者平台 → 我的业务 → 公众号 → 开发密钥'
const KEY = /^[A-Za-z0-9]{43}$/
const TOKEN = /^[A-Za-z0-9]{3,32}$/
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Reads the whole environment. Throws ConfigError with every complaint there is. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const reader = new Reader(environment)
  const sandboxRun = !reader.has('WECHAT_APPID') && reader.value('NODE_ENV') !== 'production'
  const account = sandboxRun ? readSandboxAccount(reader) : readAccount(reader)
  const config: Config = {
    kind: sandboxRun ? 'sandbox' : 'account',
    name: DEFAULT_ACCOUNT,
    host: reader.value('HOST') ?? (sandboxRun ? '127.0.0.1' : '0.0.0.0'),
    port: reader.number('PORT', 8080, { min: 0, max: 65_535 }),
    account,
    apiBase: readApiBase(reader, sandboxRun),
    backend: reader.choice('WECHAT_BACKEND', sandboxRun ? 'groups' : 'auto', ['auto', 'groups', 'tags']),
    managedTags: readManagedTags(reader, sandboxRun),
    admins: readAdmins(reader, sandboxRun),
    followerReply: reader.choice('FENZU_FOLLOWER_REPLY', 'success', ['success', 'transfer_customer_service']),
    lastTexts: reader.choice('FENZU_LAST_TEXT', 'on', ['on', 'off']) === 'on',
    links: reader.choice('FENZU_LINKS', 'on', ['on', 'off']) === 'on',
    databasePath: readDatabasePath(reader),
    callsPerSecond: reader.number('FENZU_API_CALLS_PER_SECOND', 10, { min: 0.1, max: 1_000, whole: false }),
    replyDeadlineMs: reader.number('FENZU_REPLY_DEADLINE_MS', 4_500, { min: 100, max: 4_900 }),
    retentionDays: reader.number('FENZU_RETENTION_DAYS', 180, { min: 8, max: 36_500 }),
    metricsToken: reader.text(
      'FENZU_METRICS_TOKEN',
      /^[!-~]{8,512}$/,
      '8 to 512 printable ASCII characters without blanks',
    ),
    logLevel: reader.choice('LOG_LEVEL', 'info', LOG_LEVELS),
    sandbox: readSandbox(reader),
  }
  if (reader.complaints.length > 0) throw new ConfigError(reader.complaints)
  for (const part of [config.account, config.admins, config.sandbox]) Object.freeze(part)
  return Object.freeze(config)
}

/** The file that DATABASE_URL names, for whoever needs nothing else. Throws ConfigError. */
export function readStorePath(environment: Readonly<Record<string, string | undefined>>): string {
  const reader = new Reader(environment)
  const path = readDatabasePath(reader)
  if (reader.complaints.length > 0) throw new ConfigError(reader.complaints)
  return path
}

function readAccount(reader: Reader): AccountConfig {
  const need = (name: string, pattern: RegExp, expected: string, where: string): string => {
    if (!reader.has(name)) reader.complain(name, expected, where)
    return reader.text(name, pattern, expected, where) ?? ''
  }
  const keyExpected = '43 letters and digits (消息加解密密钥 EncodingAESKey)'
  const encodingAesKey = reader.text('WECHAT_ENCODING_AES_KEY', KEY, keyExpected, CONSOLE)
  const mode = readMode(reader, encodingAesKey === undefined ? 'plain' : 'safe')
  if (mode !== 'plain' && !reader.has('WECHAT_ENCODING_AES_KEY')) {
    reader.complain('WECHAT_ENCODING_AES_KEY', `${keyExpected}, because WECHAT_MODE is ${mode}`, CONSOLE)
  }
  return {
    appid: need('WECHAT_APPID', /^wx[0-9a-f]{16}$/, 'wx and 16 hex digits (AppID)', CONSOLE_SECRET),
    appsecret: need('WECHAT_APPSECRET', /^[0-9a-f]{32}$/, '32 hex digits (AppSecret)', CONSOLE_SECRET),
    callbackToken: need('WECHAT_TOKEN', TOKEN, '3 to 32 letters and digits (Token)', CONSOLE),
    previousCallbackToken: reader.text(
      'WECHAT_TOKEN_PREVIOUS',
      TOKEN,
      '3 to 32 letters and digits (the Token before)',
      CONSOLE,
    ),
    encodingAesKey,
    previousEncodingAesKey: reader.text('WECHAT_ENCODING_AES_KEY_PREVIOUS', KEY, keyExpected, CONSOLE),
    mode,
    originalId: readOriginalId(reader),
  }
}

function readSandboxAccount(reader: Reader): AccountConfig {
  const half = ['WECHAT_APPSECRET', 'WECHAT_TOKEN', 'WECHAT_ENCODING_AES_KEY'].filter((name) => reader.has(name))
  if (half.length > 0) {
    reader.complain('WECHAT_APPID', `wx and 16 hex digits (AppID), to go with ${half.join(', ')}`, CONSOLE_SECRET)
  }
  return {
    appid: SANDBOX_ACCOUNT.appid,
    appsecret: SANDBOX_ACCOUNT.appsecret,
    callbackToken: SANDBOX_ACCOUNT.token,
    previousCallbackToken: reader.text('WECHAT_TOKEN_PREVIOUS', TOKEN, '3 to 32 letters and digits'),
    encodingAesKey: SANDBOX_ACCOUNT.encodingAesKey,
    previousEncodingAesKey: reader.text('WECHAT_ENCODING_AES_KEY_PREVIOUS', KEY, '43 letters and digits'),
    mode: readMode(reader, 'safe'),
    originalId: readOriginalId(reader) ?? SANDBOX_ACCOUNT.originalId,
  }
}

function readMode(reader: Reader, fallback: Mode): Mode {
  return reader.choice('WECHAT_MODE', fallback, MODES)
}

function readOriginalId(reader: Reader): string | undefined {
  return reader.text(
    'WECHAT_ORIGINAL_ID',
    /^gh_[0-9A-Za-z_-]{1,40}$/,
    'gh_ and what follows it (原始ID)',
    '公众平台 → 账号详情 → 原始ID',
  )
}

function readApiBase(reader: Reader, sandboxRun: boolean): string | undefined {
  const given = reader.value('WECHAT_API_BASE')
  if (given === undefined) return sandboxRun ? undefined : 'https://api.weixin.qq.com'
  const base = toApiBase(given)
  if (base === undefined) reader.complain('WECHAT_API_BASE', API_BASE_EXPECTED)
  return base
}

function readAdmins(reader: Reader, sandboxRun: boolean): string[] {
  const given = reader.value('FENZU_ADMINS')
  if (given === undefined) return sandboxRun ? [SANDBOX_ACCOUNT.owner] : []
  const openids = given
    .split(',')
    .map((openid) => openid.trim())
    .filter((openid) => openid !== '')
  if (!openids.every(isOpenid))
    reader.complain('FENZU_ADMINS', 'openids of 28 characters that begin with o, separated by commas')
  return [...new Set(openids)]
}

function readDatabasePath(reader: Reader): string {
  const given = reader.value('DATABASE_URL') ?? 'sqlite:data/fenzu.db'
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(given)?.[1]
  if (path === undefined) reader.complain('DATABASE_URL', 'sqlite: and the path of a file')
  return path ?? ''
}

function readSandbox(reader: Reader): SandboxConfig {
  const callbackUrl = reader.value('SANDBOX_CALLBACK_URL')
  const url = callbackUrl === undefined ? undefined : URL.parse(callbackUrl)
  if (callbackUrl !== undefined && !['http:', 'https:'].includes(url?.protocol ?? '')) {
    reader.complain('SANDBOX_CALLBACK_URL', 'an http or https address')
  }
  return {
    port: reader.number('SANDBOX_PORT', 8081, { min: 0, max: 65_535 }),
    callbackUrl,
    pushTimeoutMs: reader.number('SANDBOX_PUSH_TIMEOUT_MS', 5_000, { min: 10, max: 60_000 }),
  }
}

function readManagedTags(reader: Reader, sandboxRun: boolean): readonly number[] | '*' {
  const given = reader.text('WECHAT_MANAGED_TAGS', /^(\*|\d{1,9}(\s*,\s*\d{1,9})*)$/, '* or ids separated by commas')
  if (given === undefined) return sandboxRun && !reader.has('WECHAT_MANAGED_TAGS') ? '*' : []
  return given === '*' ? '*' : given.split(',').map(Number)
}

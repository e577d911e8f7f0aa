import { API_BASE_EXPECTED, toApiBase } from '../domain/api-base.ts'
import { isOpenid } from '../domain/follower.ts'
import { PUSH_MODES, type PushMode } from '../domain/push-mode.ts'
import { SANDBOX_ACCOUNT } from '../domain/sandbox-account.ts'
import type { SettingsReader } from './complaints.ts'
import { readRelay, type RelayConfig } from './relay-settings.ts'

/*
 * What belongs to one account: who it is, how it is reached, and how the bot behaves for it. Two accounts of one process
 * share none of it.
 */

export interface AccountConfig {
  readonly appid: string
  readonly appsecret: string
  readonly callbackToken: string
  readonly previousCallbackToken: string | undefined
  readonly encodingAesKey: string | undefined
  readonly previousEncodingAesKey: string | undefined
  readonly mode: PushMode
  readonly originalId: string | undefined
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
  /** Whether what the console answered is played. */
  readonly keptReplies: boolean
  /** The system that everything but commands goes to; undefined when there is none. */
  readonly relay: RelayConfig | undefined
  /** Whether 最近 shows how followers' last texts began. */
  readonly lastTexts: boolean
  /** Whether next steps in answers can be tapped. */
  readonly links: boolean
  readonly callsPerSecond: number
  readonly replyDeadlineMs: number
}

/** The name of the account when the settings describe only one. */
export const DEFAULT_ACCOUNT = 'default'

const CONSOLE = '微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送'
const CONSOLE_SECRET = '微信开发者平台 → 我的业务 → 公众号 → 开发密钥'
const APPID = /^wx[0-9a-f]{16}$/
const APPSECRET = /^[0-9a-f]{32}$/
const ORIGINAL_ID = /^gh_[0-9A-Za-z_-]{1,40}$/
const KEY = /^[A-Za-z0-9]{43}$/
const TOKEN = /^[A-Za-z0-9]{3,32}$/
/** Reads one account's settings; what is wrong is left with the reader. `sandboxRun`: no account is named. */
export function readAccountSettings(reader: SettingsReader, name: string, sandboxRun: boolean): AccountSettings {
  const followerReply = reader.choice('FENZU_FOLLOWER_REPLY', 'success', ['success', 'transfer_customer_service'])
  const relay = readRelay(reader, followerReply)
  return {
    name,
    account: Object.freeze(sandboxRun ? readSandboxAccount(reader) : readAccount(reader)),
    apiBase: readApiBase(reader, sandboxRun),
    backend: reader.choice('WECHAT_BACKEND', sandboxRun ? 'groups' : 'auto', ['auto', 'groups', 'tags']),
    managedTags: readManagedTags(reader, sandboxRun),
    admins: Object.freeze(readAdmins(reader, sandboxRun)),
    followerReply,
    keptReplies: reader.choice('FENZU_KEPT_REPLIES', relay === undefined ? 'on' : 'off', ['on', 'off']) === 'on',
    relay: relay === undefined ? undefined : Object.freeze(relay),
    lastTexts: reader.choice('FENZU_LAST_TEXT', 'on', ['on', 'off']) === 'on',
    links: reader.choice('FENZU_LINKS', 'on', ['on', 'off']) === 'on',
    callsPerSecond: reader.number('FENZU_API_CALLS_PER_SECOND', 10, { min: 0.1, max: 1_000, whole: false }),
    replyDeadlineMs: reader.number('FENZU_REPLY_DEADLINE_MS', 4_500, { min: 100, max: 4_900 }),
  }
}

function readAccount(reader: SettingsReader): AccountConfig {
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
    appid: need('WECHAT_APPID', APPID, 'wx and 16 hex digits (AppID)', CONSOLE_SECRET),
    appsecret: need('WECHAT_APPSECRET', APPSECRET, '32 hex digits (AppSecret)', CONSOLE_SECRET),
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

function readSandboxAccount(reader: SettingsReader): AccountConfig {
  const half = ['WECHAT_APPSECRET', 'WECHAT_TOKEN', 'WECHAT_ENCODING_AES_KEY'].filter((name) => reader.has(name))
  if (half.length > 0) {
    reader.complain('WECHAT_APPID', `wx and 16 hex digits (AppID), to go with ${half.join(', ')}`, CONSOLE_SECRET)
  }
  return {
    appid: reader.text('SANDBOX_APPID', APPID, 'wx and 16 hex digits') ?? SANDBOX_ACCOUNT.appid,
    appsecret: reader.text('SANDBOX_APPSECRET', APPSECRET, '32 hex digits') ?? SANDBOX_ACCOUNT.appsecret,
    callbackToken: SANDBOX_ACCOUNT.token,
    previousCallbackToken: reader.text('WECHAT_TOKEN_PREVIOUS', TOKEN, '3 to 32 letters and digits'),
    encodingAesKey: SANDBOX_ACCOUNT.encodingAesKey,
    previousEncodingAesKey: reader.text('WECHAT_ENCODING_AES_KEY_PREVIOUS', KEY, '43 letters and digits'),
    mode: readMode(reader, 'safe'),
    originalId:
      readOriginalId(reader) ??
      reader.text('SANDBOX_ORIGINAL_ID', ORIGINAL_ID, 'gh_ and what follows it') ??
      SANDBOX_ACCOUNT.originalId,
  }
}

function readMode(reader: SettingsReader, fallback: PushMode): PushMode {
  return reader.choice('WECHAT_MODE', fallback, PUSH_MODES)
}

function readOriginalId(reader: SettingsReader): string | undefined {
  return reader.text(
    'WECHAT_ORIGINAL_ID',
    ORIGINAL_ID,
    'gh_ and what follows it (原始ID)',
    '公众平台 → 账号详情 → 原始ID',
  )
}

function readApiBase(reader: SettingsReader, sandboxRun: boolean): string | undefined {
  const given = reader.value('WECHAT_API_BASE')
  if (given === undefined) return sandboxRun ? undefined : 'https://api.weixin.qq.com'
  const base = toApiBase(given)
  if (base === undefined) reader.complain('WECHAT_API_BASE', API_BASE_EXPECTED)
  return base
}

function readAdmins(reader: SettingsReader, sandboxRun: boolean): string[] {
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

function readManagedTags(reader: SettingsReader, sandboxRun: boolean): readonly number[] | '*' {
  const given = reader.text('WECHAT_MANAGED_TAGS', /^(\*|\d{1,9}(\s*,\s*\d{1,9})*)$/, '* or ids separated by commas')
  if (given === undefined) return sandboxRun && !reader.has('WECHAT_MANAGED_TAGS') ? '*' : []
  return given === '*' ? '*' : given.split(',').map(Number)
}

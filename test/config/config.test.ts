import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/complaints.ts'
import { readSingleConfig } from '../../src/config/config.ts'
import { withDotenv } from '../../src/config/dotenv.ts'
import { toApiBase } from '../../src/domain/api-base.ts'

const ACCOUNT = {
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_APPSECRET: '0123456789abcdef0123456789abcdef',
  WECHAT_TOKEN: 'Callback1',
}
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

function complaintsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSingleConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
  return []
}

describe('settings', () => {
  it('of nothing at all make a sandbox run on this machine', () => {
    expect(readSingleConfig({})).toMatchObject({
      kind: 'sandbox',
      host: '127.0.0.1',
      port: 8080,
      account: { appid: 'wx5a4db0c0ffee0001', mode: 'safe', originalId: 'gh_5a4db0c0ffee' },
      apiBase: undefined,
      admins: ['oAdmin_Sandbox_0000000000001'],
      followerReply: 'success',
      databasePath: 'data/fenzu.db',
      callsPerSecond: 10,
      replyDeadlineMs: 4_500,
      retentionDays: 180,
      logLevel: 'info',
      sandbox: { port: 8081, callbackUrl: undefined, pushTimeoutMs: 5_000 },
    })
  })

  it('of an account listen to everybody, in plain mode without a key and in safe mode with one', () => {
    expect(readSingleConfig(ACCOUNT)).toMatchObject({
      kind: 'account',
      host: '0.0.0.0',
      apiBase: 'https://api.weixin.qq.com',
      admins: [],
      account: { mode: 'plain', originalId: undefined },
    })
    expect(readSingleConfig({ ...ACCOUNT, WECHAT_ENCODING_AES_KEY: KEY }).account.mode).toBe('safe')
  })

  it('apply to a sandbox run too', () => {
    const config = readSingleConfig({ WECHAT_MODE: 'plain', PORT: '0', FENZU_ADMINS: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58' })
    expect(config).toMatchObject({
      kind: 'sandbox',
      port: 0,
      account: { mode: 'plain' },
      admins: ['oDF3iYx0ro3_7jD4HFRDfrjdCM58'],
    })
  })

  it('that are wrong are all told at once, with what was expected, what came and where to look', () => {
    expect(
      complaintsOf({ ...ACCOUNT, WECHAT_APPID: 'nonsense', WECHAT_MODE: 'safe', PORT: '99999', LOG_LEVEL: 'loud' }),
    ).toEqual(
      [
        'WECHAT_ENCODING_AES_KEY: expected 43 letters and digits (消息加解密密钥 EncodingAESKey), because WECHAT_MODE is safe; it is missing (微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送)',
        'WECHAT_APPID: expected wx and 16 hex digits (AppID); got "nonsense" (微信开发者平台 → 我的业务 → 公众号 → 开发密钥)',
        'PORT: expected a whole number from 0 to 65535; got "99999"',
        'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent; got "loud"',
      ].sort((a, b) => orderOf(a) - orderOf(b)),
    )
  })

  it('never show a secret, only that one is there (T23)', () => {
    const complaints = complaintsOf({
      ...ACCOUNT,
      WECHAT_APPSECRET: 'hunter2hunter2',
      WECHAT_TOKEN: 'no blanks!',
    }).join()
    expect(complaints).toContain(
      'WECHAT_APPSECRET: expected 32 hex digits (AppSecret); what is present is something else',
    )
    expect(complaints).not.toContain('hunter2')
    expect(complaints).not.toContain('no blanks')
  })

  it('show no password in an address, no secret under the wrong name, and nothing long (T23)', () => {
    expect(
      complaintsOf({
        ...ACCOUNT,
        WECHAT_APPID: ACCOUNT.WECHAT_APPSECRET,
        DATABASE_URL: 'mysql://fenzu:hunter2@db/fenzu?password=hunter2',
        WECHAT_API_BASE: 'https://me:hunter2@api.weixin.qq.com/?access_token=hunter2',
        LOG_LEVEL: 'x'.repeat(500),
      }),
    ).toEqual([
      'WECHAT_APPID: expected wx and 16 hex digits (AppID); got "the value of another setting" (微信开发者平台 → 我的业务 → 公众号 → 开发密钥)',
      expect.stringMatching(/^WECHAT_API_BASE: .*; got "https:\/\/…@api\.weixin\.qq\.com\/\?…"$/),
      'DATABASE_URL: expected sqlite: and the path of a file, or the address of a PostgreSQL database (postgres://user:password@host/name); got "mysql://…@db/fenzu?…"',
      `LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent; got "${'x'.repeat(80)}…"`,
    ])
  })

  it('with half an account name every half and what is missing', () => {
    expect(complaintsOf({ WECHAT_TOKEN: 'Callback1', WECHAT_ENCODING_AES_KEY: KEY })).toEqual([
      'WECHAT_APPID: expected wx and 16 hex digits (AppID), to go with WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY; it is missing (微信开发者平台 → 我的业务 → 公众号 → 开发密钥)',
    ])
    expect(complaintsOf({ WECHAT_APPSECRET: ACCOUNT.WECHAT_APPSECRET })).toHaveLength(1)
  })

  it('are frozen, to the bottom', () => {
    const config = readSingleConfig(ACCOUNT)
    expect([config, config.account, config.admins, config.sandbox].every(Object.isFrozen)).toBe(true)
  })

  it('count as not set when empty or blank', () => {
    expect(readSingleConfig({ WECHAT_APPID: '', WECHAT_TOKEN: '  ', PORT: ' 1234 ' })).toMatchObject({
      kind: 'sandbox',
      port: 1234,
    })
  })

  it('of production without an account are refused, never a sandbox', () => {
    const complaints = complaintsOf({ NODE_ENV: 'production' })
    expect(complaints.map((complaint) => complaint.split(':')[0])).toEqual([
      'WECHAT_APPID',
      'WECHAT_APPSECRET',
      'WECHAT_TOKEN',
    ])
  })

  it('choose the API and the tags that are managed', () => {
    const { backend, managedTags } = readSingleConfig({
      ...ACCOUNT,
      WECHAT_BACKEND: 'tags',
      WECHAT_MANAGED_TAGS: '108, 112',
    })
    expect([backend, managedTags]).toEqual(['tags', [108, 112]])
    expect([readSingleConfig(ACCOUNT).backend, readSingleConfig(ACCOUNT).managedTags]).toEqual(['auto', []])
    expect([readSingleConfig({}).backend, readSingleConfig({}).managedTags]).toEqual(['groups', '*'])
  })

  it.each([
    ['FENZU_ADMINS', 'short'],
    ['FENZU_FOLLOWER_REPLY', 'hello'],
    ['DATABASE_URL', 'postgres://x'],
    ['FENZU_API_CALLS_PER_SECOND', '0'],
    ['FENZU_REPLY_DEADLINE_MS', '5000'],
    ['FENZU_RETENTION_DAYS', '7'],
    ['SANDBOX_CALLBACK_URL', 'ftp://x'],
    ['WECHAT_API_BASE', 'http://api.weixin.qq.com'],
    ['WECHAT_ORIGINAL_ID', 'wx1'],
    ['WECHAT_MANAGED_TAGS', 'all'],
    ['FENZU_KEPT_REPLIES', 'yes'],
    ['RELAY_URL', 'http://example.com/wx'],
    ['RELAY_MODE', 'both'],
    ['RELAY_PATIENCE', 'long'],
    ['RELAY_FALLBACK', '字'.repeat(683)],
  ])('refuse %s=%s', (name, value) => {
    const relay = name.startsWith('RELAY_') ? { RELAY_URL: 'https://old.example.com/wx', RELAY_TOKEN: 'old' } : {}
    expect(complaintsOf({ ...ACCOUNT, ...relay, [name]: value })).toEqual([
      expect.stringContaining(`${name}: expected `),
    ])
  })

  it('of a relay need an address, a token, and a key where the mode has one; replies are then not kept', () => {
    expect(complaintsOf({ ...ACCOUNT, RELAY_TOKEN: 'old' })).toEqual([expect.stringContaining('RELAY_URL: expected ')])
    const url = { ...ACCOUNT, RELAY_URL: 'http://10.0.0.7/wx' }
    expect(complaintsOf(url)).toEqual([expect.stringContaining('RELAY_TOKEN: expected ')])
    expect(complaintsOf({ ...url, RELAY_TOKEN: 'old', RELAY_MODE: 'compat' })).toEqual([
      expect.stringContaining('RELAY_ENCODING_AES_KEY: expected '),
    ])
    const relay = { ...url, RELAY_TOKEN: 'old' }
    expect(readSingleConfig(relay)).toMatchObject({
      keptReplies: false,
      relay: { mode: 'plain', patience: 'redeliveries', fallback: { kind: 'success' } },
    })
    expect(readSingleConfig({ ...relay, RELAY_ENCODING_AES_KEY: KEY, FENZU_KEPT_REPLIES: 'on' })).toMatchObject({
      keptReplies: true,
      relay: { mode: 'safe' },
    })
    expect(readSingleConfig({ ...relay, FENZU_FOLLOWER_REPLY: 'transfer_customer_service' }).relay?.fallback).toEqual({
      kind: 'transfer',
    })
    expect(readSingleConfig({ ...relay, RELAY_FALLBACK: '稍等' }).relay?.fallback).toEqual({
      kind: 'text',
      text: '稍等',
    })
    expect(readSingleConfig(ACCOUNT)).toMatchObject({ keptReplies: true, relay: undefined })
  })

  it('in a .env file are honoured, and what is set for the process wins', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-env-'))
    expect(withDotenv({ PORT: '1' }, folder)).toEqual({ PORT: '1' })
    writeFileSync(join(folder, '.env'), 'PORT=2\nHOST=127.0.0.2\n')
    expect(withDotenv({ PORT: '1' }, folder)).toEqual({ PORT: '1', HOST: '127.0.0.2' })
  })

  it('in a .env that cannot be read are not left out in silence', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-env-'))
    mkdirSync(join(folder, '.env'))
    expect(() => withDotenv({}, folder)).toThrow(
      new ConfigError([`.env: expected a file that this user can read; got EISDIR from ${join(folder, '.env')}`]),
    )
  })
})

function orderOf(complaint: string): number {
  return ['WECHAT_ENCODING', 'WECHAT_APPID', 'PORT', 'LOG'].findIndex((start) => complaint.startsWith(start))
}

describe('the address of the API (T24)', () => {
  it.each([
    ['https://api.weixin.qq.com', 'https://api.weixin.qq.com'],
    ['https://api.weixin.qq.com/', 'https://api.weixin.qq.com'],
    ['https://sh.api.weixin.qq.com', 'https://sh.api.weixin.qq.com'],
    ['http://127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['http://[::1]:8081', 'http://[::1]:8081'],
    ['http://localhost:8081/', 'http://localhost:8081'],
  ])('may be %s', (text, origin) => {
    expect(toApiBase(text)).toBe(origin)
  })

  it.each([
    'http://api.weixin.qq.com',
    'https://api.weixin.qq.com.evil.example',
    'https://evil.example',
    'https://api.weixin.qq.com@evil.example',
    'https://user:pass@api.weixin.qq.com',
    'https://api.weixin.qq.com/path',
    'https://api.weixin.qq.com?x=1',
    'https://api.weixin.qq.com:8443',
    'http://169.254.169.254',
    'http://127.0.0.1.evil.example',
    'file:///etc/passwd',
    'nonsense',
  ])('may not be %s', (text) => {
    expect(toApiBase(text)).toBeUndefined()
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/complaints.ts'
import { readConfig } from '../../src/config/config.ts'
import { SETTING_NAMES } from '../../src/config/names.ts'

const ACCOUNT = {
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_APPSECRET: '0123456789abcdef0123456789abcdef',
  WECHAT_TOKEN: 'Callback1',
}

function complaintsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
  return []
}

describe('the name of a setting', () => {
  it.each([
    ['WECHAT_ENCODINGAESKEY', 'WECHAT_ENCODING_AES_KEY'],
    ['WECHAT_ENCODING_AESKEY', 'WECHAT_ENCODING_AES_KEY'],
    ['WECHAT_AES_KEY', undefined],
    ['WECHAT_APP_ID', 'WECHAT_APPID'],
    ['WECHAT_APP_SECRET', 'WECHAT_APPSECRET'],
    ['wechat_token', 'WECHAT_TOKEN'],
    ['WECHAT_ORIGINALID', 'WECHAT_ORIGINAL_ID'],
    ['WECHAT_MOD', 'WECHAT_MODE'],
    ['FENZU_ADMIN', 'FENZU_ADMINS'],
    ['FENZU_RETENTION_DAY', 'FENZU_RETENTION_DAYS'],
    ['FENZU_METRIC_TOKEN', 'FENZU_METRICS_TOKEN'],
    ['RELAY_URI', 'RELAY_URL'],
    ['SANDBOX_PROT', 'SANDBOX_PORT'],
    ['SANDBOX_PORTS', 'SANDBOX_PORT'],
    ['FENZU_SOMETHING_ELSE', undefined],
  ])('%s is a complaint, with the one that was meant, and never plain mode without a word (T46)', (name, meant) => {
    const expected = meant === undefined ? 'one of the settings in README.md' : `the name ${meant}`
    expect(complaintsOf({ ...ACCOUNT, [name]: 'hunter2hunter2' })).toEqual([
      `${name}: expected ${expected}; got a setting that does not exist`,
    ])
  })

  it('is told together with everything else', () => {
    expect(complaintsOf({ ...ACCOUNT, WECHAT_ENCODINGAESKEY: 'x', PORT: 'x' })).toHaveLength(2)
  })

  it('is free where it is not ours, or nothing is set', () => {
    const others = { PATH: '/bin', npm_config_fenzu: '1', WECHATY_TOKEN: 'x', PUBLIC_HOST: 'x', FENZU_NOTHING: ' ' }
    expect(complaintsOf({ ...ACCOUNT, ...others })).toEqual([])
  })

  it('is in the table, if a README tells of it', () => {
    for (const file of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
      const told = new Set(text.match(/\b(?:WECHAT|FENZU|RELAY|SANDBOX)_[A-Z_]+\b/g))
      expect([...told].filter((name) => !SETTING_NAMES.some((known) => known === name))).toEqual([])
      expect(told.size).toBeGreaterThan(15)
    }
  })
})

describe('HOST', () => {
  it.each([
    ['[::]', '::'],
    ['[::1]', '::1'],
    ['::1', '::1'],
    ['0.0.0.0', '0.0.0.0'],
    ['localhost', 'localhost'],
    ['my-server.internal', 'my-server.internal'],
  ])('may be %s', (given, host) => {
    expect(readConfig({ HOST: given }).host).toBe(host)
  })

  it.each(['[::', '[127.0.0.1]', '[]', '0.0.0.0:8080', 'http://0.0.0.0', '300.1.1.1', '127.0.1', '*', 'a b'])(
    '%s is a complaint that names it',
    (given) => {
      expect(complaintsOf({ HOST: given })).toEqual([
        `HOST: expected an IP address or a name of this machine, without http:// and port; got ${JSON.stringify(given.replace(/[?#].*$/s, ''))}`,
      ])
    },
  )
})

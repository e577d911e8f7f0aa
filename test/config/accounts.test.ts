import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/complaints.ts'
import { readConfig, readSingleConfig } from '../../src/config/config.ts'

const SHOP =
  'WECHAT_APPID=wx0123456789abcdef\nWECHAT_APPSECRET=0123456789abcdef0123456789abcdef\nWECHAT_TOKEN=Callback1\n'
const SCHOOL = SHOP.replace('wx0123456789abcdef', 'wx0123456789abcde0')

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-accounts-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

function complaintsOf(files: Record<string, string>, environment: Record<string, string> = {}): readonly string[] {
  try {
    readConfig({ FENZU_ACCOUNTS: folderOf(files), ...environment })
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
  return []
}

describe('a folder of accounts', () => {
  it('is read by name, each file with its own settings, the rest from the environment', () => {
    const files = { 'shop.env': `${SHOP}FENZU_API_CALLS_PER_SECOND=3\n`, 'school.env': SCHOOL, 'README.md': 'x' }
    const config = readConfig({
      FENZU_ACCOUNTS: folderOf(files),
      FENZU_API_CALLS_PER_SECOND: '5',
      PORT: '9000',
    })
    expect(config).toMatchObject({ kind: 'account', port: 9000 })
    expect(config.accounts.map((one) => [one.name, one.account.appid, one.callsPerSecond])).toEqual([
      ['school', 'wx0123456789abcde0', 5],
      ['shop', 'wx0123456789abcdef', 3],
    ])
  })

  it('may be named from the folder where fenzu was started', () => {
    const folder = folderOf({ 'shop.env': SHOP })
    expect(readConfig({ FENZU_ACCOUNTS: '.' }, folder).accounts.map(({ name }) => name)).toEqual(['shop'])
  })

  it('begins every complaint with file and line, where there is one', () => {
    expect(complaintsOf({ 'school.env': SCHOOL.replace('Callback1', 'no token!') })).toEqual([
      expect.stringMatching(/^school\.env:3: WECHAT_TOKEN: expected 3 to 32 letters and digits/),
    ])
    expect(complaintsOf({ 'school.env': SCHOOL.replace(/WECHAT_TOKEN.*\n/, '') })).toEqual([
      expect.stringMatching(/^school\.env: WECHAT_TOKEN: expected .*it is missing/),
    ])
    expect(complaintsOf({ 'school.env': `${SCHOOL}nonsense\n` })).toEqual([
      expect.stringMatching(/^school\.env:4: expected NAME=value/),
    ])
    expect(complaintsOf({ 'school.env': `${SCHOOL}WECHAT_ENCODINGAESKEY=x\n` })).toEqual([
      'school.env:4: WECHAT_ENCODINGAESKEY: expected the name WECHAT_ENCODING_AES_KEY; got a setting that does not exist',
    ])
  })

  it('takes an appid once', () => {
    expect(complaintsOf({ 'a.env': SHOP, 'b.env': SHOP })).toEqual([
      'b.env: WECHAT_APPID: expected an account of its own; it is the one of a.env',
    ])
  })

  it('keeps what the process has once out of the files, and accounts out of the environment', () => {
    expect(complaintsOf({ 'shop.env': `${SHOP}PORT=1\n` })).toEqual([
      'shop.env:4: PORT: expected in the environment, because the process has it once',
    ])
    expect(complaintsOf({ 'shop.env': SHOP }, { WECHAT_TOKEN: 'Callback1' })).toEqual([
      "WECHAT_TOKEN: expected in an account's file, because FENZU_ACCOUNTS is set; it is in the environment",
    ])
  })

  it('with no account, a name that no address can carry, or no folder at all is a complaint', () => {
    expect(complaintsOf({})[0]).toMatch(/^FENZU_ACCOUNTS: expected a folder with a file NAME\.env for each account/)
    expect(complaintsOf({ 'Shop 1.env': SHOP })[0]).toMatch(/^Shop 1\.env: expected a name of 1 to 32 small letters/)
    expect(() => readConfig({ FENZU_ACCOUNTS: join(tmpdir(), 'no-such-folder') })).toThrow('got ENOENT')
  })

  it('asks whatever works on one account which of several it is', () => {
    const folder = folderOf({ 'shop.env': SHOP, 'school.env': SCHOOL })
    expect(readSingleConfig({ FENZU_ACCOUNTS: folder }, '.', 'shop').account.appid).toBe('wx0123456789abcdef')
    expect(() => readSingleConfig({ FENZU_ACCOUNTS: folder })).toThrow(
      '--account: expected one of school, shop; it is missing',
    )
    expect(() => readSingleConfig({ FENZU_ACCOUNTS: folder }, '.', 'x')).toThrow('got "x"')
  })
})

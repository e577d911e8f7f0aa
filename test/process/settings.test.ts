import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, killAll, run } from '../support/process.ts'
import { until } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'

afterEach(killAll)

const PORTS = { PORT: '0', SANDBOX_PORT: '0' }
const ACCOUNT =
  'WECHAT_APPID=wx0123456789abcdef\nWECHAT_APPSECRET=0123456789abcdef0123456789abcdef\nWECHAT_TOKEN=Callback1\n'

function folderWith(name: string, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-run-'))
  writeFileSync(join(folder, name), content, { mode: 0o600 })
  return folder
}

describe('a start with a file of settings (T45)', () => {
  it('refuses every line that is none, with exit code 2', async () => {
    const folder = folderWith('.env', ACCOUNT.replace('WECHAT_APPID=', 'WECHAT_APPID：'))
    const fenzu = run(['start'], PORTS, folder)
    expect(await fenzu.ended).toBe(2)
    expect(fenzu.output()).toContain('- .env:1: expected = after WECHAT_APPID; got a colon')
  })

  it.each([
    ['.env', 'LOG_LEVEL=info\n', 'Mind: .env names no account (WECHAT_APPID is not set)'],
    ['.env', '', 'Mind: .env names no account (WECHAT_APPID is not set)'],
    ['.env.txt', ACCOUNT, 'Mind: .env.txt is not read (its name must be .env)'],
  ])('says so when %s yields no account and the sandbox starts', async (name, content, sentence) => {
    const fenzu = run(['start'], PORTS, folderWith(name, content))
    await until(() => Promise.resolve(fenzu.output().includes('npm run chat')), 'the greeting')
    expect(fenzu.output()).toContain(sentence)
  })

  it('says nothing of the kind without one', async () => {
    const fenzu = run(['start'], PORTS)
    await until(() => Promise.resolve(fenzu.output().includes('npm run chat')), 'the greeting')
    expect(fenzu.output()).not.toContain('Mind:')
  })

  it.each([
    ['chat'],
    ['sync'],
    ['backup', 'copy.db'],
    ['push', 'text', 'hi'],
    ['migrate', '--from', 'groups', '--to', 'tags'],
  ])('is refused by fenzu %s too, without a stack', async (...words) => {
    const other = run(words, {}, folderWith('.env', 'WECHAT_APPID wx0\n'))
    expect(await other.ended).toBe(2)
    expect(other.output()).toContain('.env:1: expected NAME=value')
    expect(other.output()).not.toMatch(/^ +at /m)
  })

  it('is told by the doctor, line by line', async () => {
    const doctor = run(['doctor'], { LANG: 'zh_CN.UTF-8' }, folderWith('.env', 'WECHAT_APPID wx0\nPORT="1\n'))
    expect(await doctor.ended).toBe(2)
    expect(doctor.output()).toContain('.env:1 不对')
    expect(doctor.output()).toContain('.env:2 不对')
  })
})

describe('plain mode (T46)', () => {
  it('is a warning at each start with an account, at the terminal and in the log', async () => {
    const api = { WECHAT_API_BASE: `http://127.0.0.1:${await freePort()}` }
    const fenzu = run(['start'], { PORT: '0', ...api }, folderWith('.env', ACCOUNT))
    await until(() => Promise.resolve(fenzu.output().includes('"msg":"plain mode:')), 'the warning')
    expect(fenzu.output()).toMatch(/"level":"warn".*"msg":"plain mode: the signature does not cover what is said"/)
    await until(() => Promise.resolve(fenzu.output().includes('Warning: plain mode.')), 'the other')
  })
})

describe('an address to listen on', () => {
  it('may be [::], as it stands in a URL', async () => {
    const port = await freePort()
    run(['start'], { HOST: '[::]', PORT: String(port), SANDBOX_PORT: '0' })
    await untilReady(port)
  })

  it.each(['no.such.host.invalid', '203.0.113.7'])(
    'that this machine does not have is told with its setting: %s',
    async (host) => {
      const fenzu = run(['start'], { HOST: host, ...PORTS })
      expect(await fenzu.ended).toBe(1)
      expect(fenzu.output()).toMatch(
        /^HOST: expected an address or a name of this machine; nothing can listen there \(/m,
      )
    },
  )
})

describe('words of the command line', () => {
  it.each([
    [
      ['push', '--frobnicate'],
      'There is no option --frobnicate: there are --url, --as, --to, --mode, --account, --raw, --replay, --record, --retry. See fenzu push --help.',
    ],
    [['push', '--ur', 'x'], 'There is no option --ur: did you mean --url? See fenzu push --help.'],
    [['push', 'text', 'hi', '--url'], '--url needs a value behind it. See fenzu push --help.'],
    [['push', 'text', 'hi', '--retry=2'], '--retry takes no value. See fenzu push --help.'],
    [['chat', '--as', 'foo'], '--as: expected an openid of 28 characters that begins with o; got "foo".'],
    [['chat', 'hello there'], '"hello there" is one word too many.'],
    [['migrate', '--dryrun'], 'There is no option --dryrun: did you mean --dry-run? See fenzu migrate --help.'],
    [['migrate'], 'Say --from groups --to tags; nothing else can be carried over. See fenzu migrate --help.'],
  ])('%j are answered in our own sentence', async (words, sentence) => {
    const asked = run(words)
    expect(await asked.ended).toBe(2)
    expect(asked.output()).toBe(`${sentence}\n`)
  })
})

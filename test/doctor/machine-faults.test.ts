import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkPublicUrl } from '../../src/doctor/checks/public-url.ts'
import { checkStore } from '../../src/doctor/checks/store.ts'
import { readSingleConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { answer, hang, ScriptedCallback } from '../sandbox/scripted-callback.ts'
import { freePort } from '../support/process.ts'
import { examine, holdPort, Practice } from './practice.ts'
import { send } from '../support/send.ts'

describe('the doctor names what is wrong on this machine', () => {
  it('a Node that is too old', async () => {
    const { folder } = await Practice.open()
    const pretence = "data:text/javascript,Object.defineProperty(process,'version',{value:'v22.20.0'})"
    const words = ['--import', pretence, join(import.meta.dirname, '../../src/cli.ts'), 'doctor']
    const { code, out } = await new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = execFile(process.execPath, words, { cwd: folder, env: { PORT: '0' } }, (_error, out) => {
        resolve({ code: child.exitCode, out })
      })
    })
    expect(code).toBe(1)
    expect(out).toContain('❌ runtime: Node v22.20.0 is too old\n     cause: fenzu needs Node 24 or newer\n')
  })

  it('plain mode with an account', async () => {
    const practice = await Practice.open({ environment: { WECHAT_MODE: 'plain' } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['settings']])
    expect(of('settings')).toMatchObject({
      state: 'warn',
      next: expect.stringContaining('Choose safe mode (安全模式)') as unknown,
    })
  })

  it('a .env that can not be read', async () => {
    const practice = await Practice.open()
    mkdirSync(join(practice.folder, '.env'))
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([2, ['settings']])
    expect(of('settings')).toMatchObject({
      title: ".env won't do",
      cause: expect.stringContaining('EISDIR') as unknown,
    })
  })

  it('a port that another program holds', async () => {
    const practice = await Practice.open({ environment: { PORT: String(await holdPort()) } })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['port']])
    expect(of('port')).toMatchObject({
      cause: 'another program listens there (EADDRINUSE)',
      next: 'Stop that program, or set PORT to another one.',
    })
  })

  it('a port of the sandbox that another program holds', async () => {
    const folder = (await Practice.open()).folder
    const environment = { PORT: String(await freePort()), SANDBOX_PORT: String(await holdPort()) }
    const { code, bad, of } = await examine(environment, folder)
    expect([code, bad]).toEqual([1, ['sandbox-port']])
    expect(of('sandbox-port')?.next).toBe('Stop that program, or set SANDBOX_PORT to another one.')
  })

  it('a HOST that this machine does not have', async () => {
    const practice = await Practice.open({ environment: { HOST: '192.0.2.1' } })
    const { bad, of } = await practice.examine()
    expect(bad).toEqual(['port'])
    expect(of('port')).toMatchObject({ cause: 'this machine has no such address (EADDRNOTAVAIL)' })
  })

  it('another fenzu on the port, on another store', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    const { code, bad, of } = await practice.examine([], {
      DATABASE_URL: `sqlite:${join(practice.folder, 'data/other.db')}`,
    })
    expect([code, bad]).toEqual([0, ['port']])
    expect(of('port')?.title).toMatch(/^another fenzu is running on/)
  })

  it('a store that can not be written', async () => {
    const practice = await Practice.open()
    writeFileSync(join(practice.folder, 'file'), '', { mode: 0o600 })
    const url = `sqlite:${join(practice.folder, 'file/fenzu.db')}`
    const { code, bad, of } = await practice.examine([], { DATABASE_URL: url })
    expect([code, bad]).toEqual([1, ['store']])
    expect(of('store')).toMatchObject({
      title: 'it can not be written',
      cause: expect.stringContaining('(ENOTDIR)') as unknown,
      next: expect.stringContaining('DATABASE_URL') as unknown,
    })
  })

  it('a store that is damaged, which it leaves as it is', async () => {
    const practice = await Practice.open()
    const file = join(practice.folder, 'data/fenzu.db')
    writeFileSync(file, 'this is no database, and it is longer than a header '.repeat(100), { mode: 0o600 })
    const before = statSync(file)
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['store']])
    expect(of('store')).toMatchObject({
      title: 'the file is damaged',
      next: expect.stringContaining('put a backup in place') as unknown,
    })
    expect(statSync(file)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs })
  })

  it('a store of a newer fenzu', async () => {
    const practice = await Practice.open()
    const file = join(practice.folder, 'data/fenzu.db')
    writeFileSync(file, '', { mode: 0o600 })
    const database = new DatabaseSync(file)
    database.exec("create table kysely_migration (name text); insert into kysely_migration values ('9999-later')")
    database.close()
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['store']])
    expect(of('store')).toMatchObject({ title: 'the file was written by a newer fenzu', cause: '9999-later' })
  })

  it('a store that the running bot can not write', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    const database = new DatabaseSync(join(practice.folder, 'data/fenzu.db'))
    database.exec('BEGIN IMMEDIATE')
    const { code, bad, of } = await practice.examine()
    database.close()
    expect([code, bad]).toEqual([1, ['store']])
    expect(of('store')).toMatchObject({
      title: 'the running fenzu can not write it',
      next: expect.stringContaining('free space') as unknown,
    })
  })

  it('a store in memory only', async () => {
    const practice = await Practice.open({ environment: { DATABASE_URL: 'sqlite::memory:' } })
    expect((await practice.examine()).of('store')).toMatchObject({
      state: 'warn',
      title: 'it is kept in memory only',
    })
  })

  it('files that others can read', async () => {
    const practice = await Practice.open()
    const file = join(practice.folder, 'data/fenzu.db')
    writeFileSync(file, '')
    writeFileSync(join(practice.folder, '.env'), '')
    chmodSync(file, 0o644)
    chmodSync(join(practice.folder, '.env'), 0o640)
    chmodSync(join(practice.folder, 'data'), 0o777)
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['data-rights']])
    expect(of('data-rights')).toMatchObject({
      state: 'warn',
      next: `Run: chmod 700 ${join(practice.folder, 'data')} && chmod 600 ${file} ${join(practice.folder, '.env')}`,
    })
  })

  it('files of another user', async () => {
    const practice = await Practice.open()
    const user = vi.spyOn(process, 'geteuid').mockReturnValue(65_534)
    onTestFinished(() => {
      user.mockRestore()
    })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([1, ['data-rights']])
    expect(of('data-rights')?.next).toMatch(/^Run this as the user who runs fenzu/)
  })

  it('a disk that takes its time', async () => {
    const { environment, folder } = await Practice.open()
    let now = 0
    const time = vi.spyOn(performance, 'now').mockImplementation(() => (now += 150))
    onTestFinished(() => {
      time.mockRestore()
    })
    const config = readSingleConfig(environment)
    const scene = { config, clock: systemClock, folder, publicUrl: undefined, bot: null, sandboxUrl: null }
    expect(checkStore(scene, { held: false, file: null, owners: 0, kept: null })).toMatchObject({
      state: 'warn',
      title: { en: 'a disk sync takes 150 ms' },
      next: { en: expect.stringContaining('SSD') as unknown },
    })
  })

  it('nothing of an old fenzu’s store that a start would bring up to date, and makes no file', async () => {
    const practice = await Practice.open()
    const before = existsSync(join(practice.folder, 'data')) ? readdirSync(join(practice.folder, 'data')) : []
    const { of } = await practice.examine()
    expect(of('store')?.title).toMatch(/^will be made at the first start; a disk sync takes [\d.]+ ms$/)
    expect(readdirSync(join(practice.folder, 'data'))).toEqual(before)
  })
})

describe('the doctor tries the public address', () => {
  it('and finds nobody there', async () => {
    const practice = await Practice.open()
    const { code, bad, of } = await practice.examine(['--url', practice.url])
    expect([code, bad]).toEqual([1, ['public-url']])
    expect(of('public-url')).toMatchObject({
      cause: expect.stringContaining('nothing listens there (ECONNREFUSED)') as unknown,
      next: expect.stringContaining('See that fenzu runs') as unknown,
      console: '微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送',
    })
  })

  it('and finds a name that is not known', async () => {
    const practice = await Practice.open()
    const { of } = await practice.examine(['--url', 'http://fenzu.invalid/wechat?key=secret-in-a-query'])
    expect(of('public-url')?.cause).toMatch(/^fenzu\.invalid: the name can not be resolved/)
  })

  it('and finds a bot with another Token', async () => {
    const practice = await Practice.open()
    await practice.startBot({ WECHAT_TOKEN: 'another' })
    const { code, of, text } = await practice.examine(['--url', practice.url])
    expect(code).toBe(1)
    expect(of('public-url')).toMatchObject({
      cause: 'it answers with status 401',
      next: expect.stringContaining('WECHAT_TOKEN must be the same on both sides') as unknown,
    })
    expect(text).not.toContain('signature=')
  })

  it.each([
    ['a path that is not forwarded', answer('', 404), 'it answers with status 404', /must be \/wechat/],
    ['a proxy that reaches nobody', answer('<html>', 502), 'it answers with status 502', /The proxy does not reach/],
    ['another program', answer('<html>hello'), 'status 200, but the answer is not the echostr', /Another program/],
    [
      'a redirect',
      (response) => response.writeHead(301, { Location: 'https://example.com/x?token=secret' }).end(),
      'it redirects (301) to https://example.com',
      /does not follow redirects/,
    ],
  ])('and finds %s', async (_what, act, cause, next) => {
    const practice = await Practice.open()
    const there = await ScriptedCallback.open(act)
    const { code, of, text } = await practice.examine(['--url', there.url])
    expect(code).toBe(1)
    expect(of('public-url')).toMatchObject({ cause, next: expect.stringMatching(next) as unknown })
    expect(text).not.toContain('secret')
  })

  it('and finds one that is too slow', async () => {
    const there = await ScriptedCallback.open(hang)
    const { account } = readSingleConfig({})
    const options = { account, clock: systemClock, simulated: true, timeoutMs: 100 }
    expect(await checkPublicUrl(new URL(there.url), options)).toMatchObject({
      state: 'fail',
      cause: { en: expect.stringContaining('no answer in time') as unknown },
    })
  })

  it('and says where WeChat can not go', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    const { account } = readSingleConfig(practice.environment)
    const options = { account, clock: systemClock, simulated: false }
    expect(await checkPublicUrl(new URL(practice.url), options)).toMatchObject({
      state: 'warn',
      cause: { en: '127.0.0.1 is no public address' },
    })
  })
})

describe('the doctor compares the mode with the pushes that a running bot has seen', () => {
  const CALLBACK = '微信开发者平台 → 我的业务 → 公众号 → 消息与事件推送'

  it.each([
    ['safe in the console, plain here', 'safe', { WECHAT_MODE: 'plain' }, 1, 'fields-missing', /to safe/],
    ['plain in the console, safe here', 'plain', {}, 3, 'query-malformed', /Choose safe mode/],
    ['another AES key', 'safe', { WECHAT_ENCODING_AES_KEY: 'k'.repeat(43) }, 1, 'undecryptable', /AES_KEY/],
    ['another original id', 'safe', { WECHAT_ORIGINAL_ID: 'gh_other' }, 1, 'not-ours', /ORIGINAL_ID/],
    ['another Token', 'safe', { WECHAT_TOKEN: 'another' }, 3, 'signature-wrong', /Compare WECHAT_TOKEN/],
  ] as const)('%s', async (_what, mode, environment, pushes, reason, next) => {
    const practice = await Practice.open({ mode, environment: { ...environment } })
    await practice.startBot()
    for (let push = 0; push < pushes; push += 1) await practice.sandbox.say('分组')
    const { code, of } = await practice.examine()
    expect(code).toBe(1)
    expect(of('mode')).toMatchObject({
      state: 'fail',
      title: expect.stringContaining(`(${reason})`) as unknown,
      next: expect.stringMatching(next) as unknown,
    })
    if (reason !== 'not-ours') expect(of('mode')?.console).toBe(CALLBACK)
  })

  it('a few unsigned requests prove nothing', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    await send(practice.url)
    expect((await practice.examine()).of('mode')?.state).toBe('warn')
    await practice.sandbox.say('分组')
    expect((await practice.examine()).of('mode')).toMatchObject({
      state: 'ok',
      title: 'safe; 1 pushes came and were read',
    })
  })
})

it('lets a copy of a store that somebody works on be read', async () => {
  const practice = await Practice.open({ environment: { FENZU_ADMINS: '' } })
  await practice.startBot()
  const [from, to] = ['data', 'copy'].map((name) => join(practice.folder, name)) as [string, string]
  mkdirSync(to, { mode: 0o700 })
  // Beside the store lies the socket of the bot, which is no file.
  const files = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { name } of files) copyFileSync(join(from, name), join(to, name))
  const report = await practice.examine([], {
    DATABASE_URL: `sqlite:${join(to, 'fenzu.db')}`,
    PORT: String(await freePort()),
  })
  expect(report.of('store')?.title).toMatch(/^fit for use/)
})

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { BIN, freePort, killAll, run, startSandboxRun, track } from '../support/process.ts'
import { until } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

afterEach(killAll)

describe('the process', () => {
  it('starts without any setting, moves a follower, tells what to try, and stops cleanly on SIGTERM (F24)', async () => {
    const fenzu = await startSandboxRun()
    const { shown } = await fenzu.say('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108')
    expect(shown).toMatch(/^✅ #3 oDF3…CM58：未分组 → VIP\(108\)\n/)
    for (const word of [
      `http://127.0.0.1:${fenzu.sandboxPort}/`,
      `/wechat`,
      'oAdmin_Sandbox_0000000000001',
      'npm run chat',
    ]) {
      expect(fenzu.output()).toContain(word)
    }
    fenzu.child.kill('SIGTERM')
    expect(await fenzu.ended).toBe(0)
  })

  it('stops when the shell that npm put in between has died of the signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-run-'))
    const port = await freePort()
    const env = { PATH: process.env['PATH'] ?? '', PORT: String(port), SANDBOX_PORT: '0', npm_lifecycle_event: 'start' }
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${BIN}" start; true`], { cwd: folder, env })
    track(shell)
    await untilReady(port)
    shell.kill('SIGTERM')
    const isGone = () =>
      send(`http://127.0.0.1:${port}/healthz`).then(
        () => false,
        () => true,
      )
    await until(isGone, 'the end of fenzu')
    const next = run(['start'], { PORT: '0', SANDBOX_PORT: '0' }, folder)
    await until(() => Promise.resolve(next.output().includes('npm run chat')), 'a start on the same file')
  })

  it('refuses bad settings with all complaints and exit code 2', async () => {
    const fenzu = run(['start'], { NODE_ENV: 'production', PORT: 'x' })
    expect(await fenzu.ended).toBe(2)
    for (const name of ['WECHAT_APPID', 'WECHAT_APPSECRET', 'WECHAT_TOKEN', 'PORT'])
      expect(fenzu.output()).toContain(`- ${name}: expected`)
  })

  it('says in one sentence that its file or port is in use, and ends with exit code 1', async () => {
    const first = await startSandboxRun()
    const sameFile = run(['start'], { PORT: '0', SANDBOX_PORT: '0' }, first.folder)
    const samePort = run(['start'], { ...first.env, SANDBOX_PORT: '0' })
    expect([await sameFile.ended, await samePort.ended]).toEqual([1, 1])
    expect(sameFile.output().trim()).toBe(
      'another fenzu is using data/fenzu.db: stop it first, or set DATABASE_URL to another file',
    )
    expect(samePort.output()).toMatch(
      /^The port is in use by another program .*: stop it, or set PORT or SANDBOX_PORT to another one\.\n$/,
    )
  })

  it('says so with an account too, where nothing else keeps the process busy while it waits', async () => {
    const { folder } = await startSandboxRun()
    const account = {
      PORT: '0',
      WECHAT_APPID: 'wx0123456789abcdef',
      WECHAT_APPSECRET: '0123456789abcdef0123456789abcdef',
      WECHAT_TOKEN: 'aTokenOfYourOwn',
      WECHAT_API_BASE: `http://127.0.0.1:${await freePort()}`,
    }
    const second = run(['start'], account, folder)
    expect(await second.ended).toBe(1)
    expect(second.output().trim()).toBe(
      'another fenzu is using data/fenzu.db: stop it first, or set DATABASE_URL to another file',
    )
  })

  it('goes on where it was killed', async () => {
    const first = await startSandboxRun()
    await first.say('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108')
    first.child.kill('SIGKILL')
    await first.ended
    const second = await startSandboxRun(first.folder)
    expect((await second.say('结果 1')).shown).toContain('未分组 → VIP(108)')
  })
})

describe('the command line', () => {
  it('explains itself', async () => {
    const help = run(['--help'])
    expect(await help.ended).toBe(0)
    for (const name of ['start', 'sandbox', 'chat']) expect(help.output()).toContain(`fenzu ${name}`)
    const version = run(['--version'])
    expect(await version.ended).toBe(0)
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('does not guess at a command that it does not have', async () => {
    const unknown = run(['strat'])
    expect(await unknown.ended).toBe(2)
    expect(unknown.output()).toBe(
      'There is no command "strat": start, sandbox, chat, backup, restore, copy-store, keep, replies, rules, sync, migrate, push and doctor are all there is. See fenzu --help.\n',
    )
  })

  it('talks with the account through a running sandbox, and says so when there is none', async () => {
    const fenzu = await startSandboxRun()
    const chat = run(['chat', '--url', `http://127.0.0.1:${fenzu.sandboxPort}`])
    chat.child.stdin.write('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108\n')
    await until(() => Promise.resolve(chat.output().includes('VIP(108)')), 'the answer in the terminal')
    chat.child.stdin.end()
    expect(await chat.ended).toBe(0)
    const alone = run(['chat', '--url', `http://127.0.0.1:${await freePort()}`])
    alone.child.stdin.end()
    expect(await alone.ended).toBe(1)
    expect(alone.output()).toContain('run npm start in another terminal first')
  })

  it('runs the simulated platform alone', async () => {
    const port = await freePort()
    const sandbox = run(['sandbox'], { SANDBOX_PORT: String(port) })
    const world = await until(
      async () => (await send(`http://127.0.0.1:${port}/sandbox/world`).catch(() => undefined))?.json(),
      'the world',
    )
    expect(world).toMatchObject({ appid: 'wx5a4db0c0ffee0001' })
    sandbox.child.kill('SIGINT')
    expect(await sandbox.ended).toBe(0)
  })

  it('runs it with an old system beside it, and prints how a bot is started that relays there', async () => {
    const [port, sandboxPort] = [await freePort(), await freePort()]
    const sandbox = run(['sandbox', '--upstream'], { PORT: String(port), SANDBOX_PORT: String(sandboxPort) })
    const line = await until(
      () => Promise.resolve(/^ +(WECHAT_APPID=.*) npm start$/m.exec(sandbox.output())?.[1]),
      'the settings',
    )
    const printed = Object.fromEntries(
      line.split(' ').map((one): [string, string] => [one.split('=', 1)[0] ?? '', one.slice(one.indexOf('=') + 1)]),
    )
    run(['start'], { ...printed, PORT: String(port) })
    await untilReady(port)
    const said = await send(`http://127.0.0.1:${sandboxPort}/sandbox/say`, {
      method: 'POST',
      body: JSON.stringify({ openid: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58', text: '你好' }),
    })
    expect(await said.json()).toMatchObject({ shown: '旧系统：你好' })
  })
})

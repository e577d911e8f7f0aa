import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT, type SandboxAccount } from '../../src/sandbox/account.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { sign } from '../../src/protocol/signature.ts'
import { filesOf, findIn, hatch, textsOf } from '../support/canaries.ts'
import { startEcho, type EchoPlatform } from '../support/echo-platform.ts'
import { freePort, killAll, run } from '../support/process.ts'
import { API, P, Q } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'

/*
 * T23, with the real processes: every secret is one that nobody else has, and everything that can be read afterwards is
 * searched for it. The callback is hurt, the platform refuses and lies, the process is killed.
 */

const MOVE = API.groups.move
const hatched = hatch()
const secrets: Record<string, string> = { ...hatched }
const account: SandboxAccount = { ...SANDBOX_ACCOUNT, appid: 'wx00c0ffee00c0ffee', ...hatched }

/** Everything that was printed, answered, shown or written, by where it was. */
const outputs = new Map<string, string | Buffer>()
const runs: { name: string; output: () => string }[] = []
let platform: Sandbox
let echo: EchoPlatform
let folder: string
let port: number
let env: Record<string, string>

/** One of our commands, to its end. */
async function command(
  name: string,
  words: readonly string[],
  more: Record<string, string> = {},
): Promise<number | null> {
  const child = run(words, { ...env, ...more }, folder)
  runs.push({ name, output: child.output })
  return child.ended
}

async function start(name: string, more: Record<string, string> = {}) {
  const bot = run(['start'], { ...env, ...more }, folder)
  runs.push({ name, output: bot.output })
  await untilReady(port)
  return bot
}

/** What an address answers, heads included, under a name. */
async function visit(name: string, url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, init)
  const text = await response.text()
  outputs.set(name, `${response.status} ${JSON.stringify([...response.headers])} ${text}`)
  return text
}

const control = (path: string, body: unknown) =>
  fetch(`${platform.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) }).then((r) => r.text())
const fault = (path: string, kind: string, more: object = {}) => control('faults', { path, kind, ...more })

async function say(text: string): Promise<void> {
  outputs.set(`answer ${outputs.size} to ${text}`, await control('say', { openid: account.owner, text }))
}

/** The access_token that everybody is given at this moment. */
async function noteAccessToken(): Promise<void> {
  const body = { grant_type: 'client_credential', appid: account.appid, secret: account.appsecret }
  const answer = await fetch(`${platform.url}/cgi-bin/stable_token`, { method: 'POST', body: JSON.stringify(body) })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  secrets[`access_token ${Object.keys(secrets).length}`] = token
}

/** Requests that no platform made, with secrets where a careless hand may put them. */
async function forge(): Promise<void> {
  const url = `http://127.0.0.1:${port}/wechat`
  const timestamp = String(Math.floor(Date.now() / 1000))
  const encrypt = 'bm90IHNlYWxlZA=='
  const signature = sign([account.token, timestamp, '1', encrypt])
  const sealed = `<xml><ToUserName><![CDATA[gh_x]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`
  const query = `timestamp=${timestamp}&nonce=1&msg_signature=${signature}`
  const post = (name: string, search: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    visit(name, `${url}?${search}`, { method: 'POST', body, headers })
  await post(
    'a forged push',
    `signature=${account.token}&timestamp=${timestamp}&nonce=${account.encodingAesKey}`,
    sealed,
  )
  await post('a stale push', query.replace(timestamp, '1000000000'), sealed)
  await post('an undecryptable push', query, sealed)
  await post('a push with a reused signature', query, `${sealed} ${account.appsecret}`)
  await post('a push in clear', query, `<xml><Content>${account.appsecret}</Content></xml>`)
  await post('a push of JSON', query, JSON.stringify({ Encrypt: encrypt, secret: account.appsecret }))
  await post('a giant push', query, Buffer.alloc(70_000, account.appsecret))
  await post('a zipped push', query, account.appsecret, { 'content-encoding': 'gzip' })
  await visit(
    'a wrong handshake',
    `${url}?signature=${account.token}&timestamp=${timestamp}&nonce=1&echostr=${account.token}`,
  )
  await visit('a path that there is not', `http://127.0.0.1:${port}/${account.appsecret}?access_token=${account.token}`)
}

beforeAll(async () => {
  port = await freePort()
  platform = await startSandbox({
    account,
    port: 0,
    mode: 'safe',
    clock: systemClock,
    callbackUrl: `http://127.0.0.1:${port}/wechat`,
  })
  env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    WECHAT_APPID: account.appid,
    WECHAT_APPSECRET: account.appsecret,
    WECHAT_TOKEN: account.token,
    WECHAT_TOKEN_PREVIOUS: hatched.previousToken,
    WECHAT_ENCODING_AES_KEY: account.encodingAesKey,
    WECHAT_ENCODING_AES_KEY_PREVIOUS: hatched.previousEncodingAesKey,
    WECHAT_API_BASE: platform.url,
    WECHAT_BACKEND: 'groups',
    FENZU_METRICS_TOKEN: hatched.metricsToken,
    WECHAT_ORIGINAL_ID: account.originalId,
    FENZU_ADMINS: account.owner,
    FENZU_API_CALLS_PER_SECOND: '1000',
    LOG_LEVEL: 'trace',
  }
  const bot = run(['start'], env)
  folder = bot.folder
  runs.push({ name: 'the first bot', output: bot.output })
  await untilReady(port)
  writeFileSync(
    join(folder, '.env'),
    Object.entries(secrets)
      .map(([name, value]) => `X_${name}=${value}`)
      .join('\n'),
  )

  await noteAccessToken()
  await say('分组')
  await say(`移动 ${P} 108 备注:试一试`)
  for (const errcode of [40001, 48001, 40164, 45009]) {
    await fault(errcode === 45009 ? API.groups.rename : MOVE, 'errcode', { errcode })
    await say(errcode === 45009 ? '改名 107 测试' : `移动 ${P} ${errcode === 40001 ? 107 : 108}`)
  }
  for (const kind of ['http502', 'truncated', 'reset-after', 'reset-before']) {
    await fault(MOVE, kind)
    await say(`移动 ${Q} ${kind.startsWith('reset') ? 107 : 108}`)
  }
  await control('revoke-token', {})
  await noteAccessToken()
  await say(`移动 ${P} 102`)
  await command('fenzu push with the previous pair', ['push', 'text', '分组'], {
    WECHAT_TOKEN: hatched.previousToken,
    WECHAT_ENCODING_AES_KEY: hatched.previousEncodingAesKey,
    WECHAT_TOKEN_PREVIOUS: '',
    WECHAT_ENCODING_AES_KEY_PREVIOUS: '',
  })
  await command('fenzu push', ['push', 'text', '帮助', '--record', 'push.json', '--retry'])
  await command('fenzu push to nobody', [
    'push',
    'event',
    'CLICK',
    'x',
    '--url',
    `http://127.0.0.1:${await freePort()}/wechat`,
  ])
  await command('fenzu push of words that will not do', ['push', 'say', account.owner])
  await forge()
  await command('fenzu doctor', ['doctor', '--url', `http://127.0.0.1:${port}/wechat`])
  await fault('/cgi-bin/callback/check', 'errcode', { errcode: 40001, times: 2 })
  await command('fenzu doctor in JSON', ['doctor', '--json', '--lang', 'zh'])
  await command('fenzu backup', ['backup', 'copy.db'])
  await command('fenzu migrate', ['migrate', '--from', 'groups', '--to', 'tags', '--dry-run'])
  await command('a second bot on the same file', ['start'], { PORT: '0' })
  await fault('/cgi-bin/stable_token', 'errcode', { errcode: 40125 })
  await control('revoke-token', {})
  await say(`移动 ${P} 107`)
  for (const path of ['metrics', 'readyz', 'healthz']) {
    await visit(`/${path}`, `http://127.0.0.1:${port}/${path}`)
    const headers = { authorization: `Bearer ${hatched.metricsToken}`, 'x-forwarded-for': '1.2.3.4' }
    await visit(`/${path} from elsewhere`, `http://127.0.0.1:${port}/${path}`, { headers })
  }
  bot.child.kill('SIGKILL')
  await bot.ended

  const second = await start('the bot after a crash')
  await noteAccessToken()
  await say(`移动 ${Q} 108`)
  second.child.kill('SIGTERM')
  await second.ended

  const told = `77_${'e'.repeat(40)}${hatched.metricsToken}`
  secrets['access_token of the echo'] = told
  echo = await startEcho(told, hatched.appsecret)
  const lied = await start('the bot whose platform repeats what it hears', {
    WECHAT_API_BASE: echo.url,
    WECHAT_BACKEND: 'auto',
  })
  await say(`移动 ${P} 108`)
  await say('分组')
  await visit('/readyz beside the echo', `http://127.0.0.1:${port}/readyz`)
  await command('fenzu doctor beside the echo', ['doctor', '--json'], {
    WECHAT_API_BASE: echo.url,
  })
  lied.child.kill('SIGTERM')
  await lied.ended

  await command('a start with bad settings', ['start'], {
    WECHAT_APPSECRET: `${account.appsecret}0`,
    WECHAT_TOKEN: `${account.token}!`,
    WECHAT_ENCODING_AES_KEY: `${account.encodingAesKey}=`,
    WECHAT_API_BASE: `https://${account.token}:${account.appsecret}@example.com/?access_token=${account.appsecret}`,
    FENZU_METRICS_TOKEN: `${hatched.metricsToken} x`,
  })
  await command('a start with secrets in the wrong places', ['start'], {
    WECHAT_APPID: account.appsecret,
    LOG_LEVEL: account.appsecret,
    WECHAT_MODE: account.token,
    FENZU_ADMINS: account.encodingAesKey,
    PORT: hatched.metricsToken,
  })
  await command('fenzu doctor on bad settings', ['doctor', '--json'], { WECHAT_APPSECRET: `${account.appsecret}0` })
  // Not its first page, which shows the simulated account to whoever points a client at it: none of that is secret.
  for (const page of [
    'sandbox/world',
    'sandbox/calls?since=0',
    'sandbox/messages',
    'sandbox/deliveries',
    'sandbox/followers',
  ])
    await visit(`the sandbox's /${page}`, `${platform.url}/${page}`)
}, 120_000)

afterAll(async () => {
  killAll()
  echo.close()
  await platform.close()
})

describe('after a life full of faults no secret (T23)', () => {
  it('would have been overlooked: each is found where it was put', () => {
    const dotenv = filesOf(folder).get('.env') ?? Buffer.alloc(0)
    const written = ['appsecret', 'token', 'previousToken', 'encodingAesKey', 'previousEncodingAesKey', 'metricsToken']
    expect(findIn(dotenv, secrets)).toEqual(written)
    expect(Object.keys(secrets).filter((name) => name.startsWith('access_token')).length).toBeGreaterThan(2)
    expect(findIn(`%20${encodeURIComponent(hatched.metricsToken)}`, secrets)).toEqual(['metricsToken'])
  })

  it('is in what any process printed, its log and its errors included', () => {
    for (const { name, output } of runs) {
      expect([name, output().length > 40]).toEqual([name, true])
      expect([name, findIn(output(), secrets)]).toEqual([name, []])
    }
    const log = runs[0]?.output() ?? ''
    for (const words of [
      'a call to the platform failed',
      'a request was refused',
      'a push of the platform had no effect',
      'token',
    ])
      expect(log).toContain(words)
  })

  it('is in any answer, page, metric or probe', () => {
    expect(outputs.size).toBeGreaterThan(30)
    for (const [name, text] of outputs) expect([name, findIn(text, secrets)]).toEqual([name, []])
    expect(outputs.get('/metrics from elsewhere')).toContain('fenzu_pushes_total')
  })

  it('is in any text of the store, or in the bytes of any file that was written', () => {
    for (const store of ['data/fenzu.db', 'copy.db']) {
      const texts = textsOf(join(folder, store))
      expect(texts.join('\n')).toContain('试一试')
      expect([store, findIn(texts.join('\n'), secrets)]).toEqual([store, []])
    }
    const files = filesOf(folder)
    files.delete('.env')
    expect([...files.keys()]).toEqual(expect.arrayContaining(['data/fenzu.db', 'copy.db', 'push.json']))
    for (const [name, bytes] of files) expect([name, findIn(bytes, secrets)]).toEqual([name, []])
  })
})

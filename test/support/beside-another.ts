import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFenzu, startSandboxAlone, type StartOptions } from '../../src/start.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { KEEP_ALIVE_MS } from '../../src/http/listen.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import type { RestartableFenzu } from './restartable.ts'
import { send } from './send.ts'

/*
 * The journeys once more, with a second account in the same process: `FENZU_JOURNEYS=two-accounts npm test -- test/journeys`.
 * What a test asks of its bot it asks of the account `main`, through a door that leads `/wechat` to `/wechat/main` and shows
 * that account's details alone. The account `other` is on a simulated platform of its own, which must be left as it was.
 */

type Environment = Readonly<Record<string, string | undefined>>

const OTHER = {
  appid: 'wx5a4db0c0ffee0002',
  appsecret: '5a4db0c0ffee00025a4db0c0ffee0002',
  originalId: 'gh_other00000001',
}
/** What stands in an account's file; everything else is the process's. */
const OF_ONE_ACCOUNT = /^(WECHAT_|RELAY_)|^FENZU_ADMINS$/
const BACKLOG = 4_096
/** A bot that has read its groups, its console and its token has changed nothing. */
const READING =
  /\/(stable_token|get|get_current_autoreply_info|get_current_selfmenu_info|getidlist|batchget|get_openapi_quota|quota\/get)$/

export async function startBesideAnother(environment: Environment, options: StartOptions): Promise<RestartableFenzu> {
  const sandboxEnv = Object.fromEntries(
    Object.entries(environment).filter(([name]) => name.startsWith('SANDBOX_') || name === 'WECHAT_MODE'),
  )
  const silent = { ...options, print: () => undefined }
  const own = await startSandboxAlone({ SANDBOX_PORT: '0', ...sandboxEnv }, silent)
  const { appid, appsecret, originalId } = OTHER
  const other = await startSandboxAlone(
    {
      ...sandboxEnv,
      SANDBOX_PORT: '0',
      SANDBOX_APPID: appid,
      SANDBOX_APPSECRET: appsecret,
      SANDBOX_ORIGINAL_ID: originalId,
    },
    silent,
  )
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-accounts-'))
  const whole = (given: Environment): Environment => writeAccounts(folder, given, own.url, other.url)
  let fenzu = await startFenzu(whole(environment), options)
  const door = await openDoor(() => fenzu.url)
  const aim = (): void => {
    own.setCallbackUrl(`${door.url}/wechat`)
    other.setCallbackUrl(`${fenzu.url}/wechat/other`)
  }
  aim()
  if (options.everybodyKnown === true) await readIn(own.url)
  return {
    url: door.url,
    sandboxUrl: own.url,
    async restartBot(again, againOptions, between) {
      await fenzu.stop()
      await between?.()
      fenzu = await startFenzu(whole(again), againOptions)
      aim()
    },
    async stop() {
      await fenzu.stop()
      door.server.closeAllConnections()
      door.server.close()
      const changed = await changesOf(other)
      await own.close()
      await other.close()
      if (changed.length > 0) throw new Error(`the other account was changed: ${changed.join(', ')}`)
    },
  }
}

/** What a sandbox run does before it is ready: an account's own bot waits until it is asked. */
async function readIn(sandboxUrl: string): Promise<void> {
  const body = JSON.stringify({ openid: SANDBOX_ACCOUNT.owner, text: '同步' })
  const headers = { 'content-type': 'application/json' }
  for (let asked = 0; asked < 1_000; asked += 1) {
    const said = await send(`${sandboxUrl}/sandbox/say`, { method: 'POST', headers, body })
    const { shown } = (await said.json()) as { shown: string | null }
    if (shown?.startsWith('✅') === true) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('waited in vain for everybody to be known')
}

/** Writes both accounts' files, and returns what stays in the environment. */
function writeAccounts(folder: string, environment: Environment, ownUrl: string, otherUrl: string): Environment {
  const { appid, appsecret, token, encodingAesKey, originalId, owner } = SANDBOX_ACCOUNT
  const common = {
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAesKey,
    WECHAT_BACKEND: 'groups',
    WECHAT_MANAGED_TAGS: '*',
    FENZU_ADMINS: owner,
    WECHAT_MODE: 'safe',
  }
  const mine = Object.fromEntries(Object.entries(environment).filter(([name]) => OF_ONE_ACCOUNT.test(name)))
  const accounts = {
    main: {
      ...common,
      WECHAT_APPID: appid,
      WECHAT_APPSECRET: appsecret,
      WECHAT_ORIGINAL_ID: originalId,
      WECHAT_API_BASE: ownUrl,
      ...mine,
    },
    other: {
      ...common,
      WECHAT_APPID: OTHER.appid,
      WECHAT_APPSECRET: OTHER.appsecret,
      WECHAT_ORIGINAL_ID: OTHER.originalId,
      WECHAT_API_BASE: otherUrl,
    },
  }
  for (const [name, lines] of Object.entries(accounts)) {
    const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`)
    writeFileSync(join(folder, `${name}.env`), text.join(''))
  }
  const rest = Object.entries(environment).filter(
    ([name]) => !OF_ONE_ACCOUNT.test(name) && !name.startsWith('SANDBOX_'),
  )
  return { HOST: '127.0.0.1', ...Object.fromEntries(rest), FENZU_ACCOUNTS: folder }
}

async function changesOf(sandbox: Sandbox): Promise<string[]> {
  const calls = (await (await send(`${sandbox.url}/sandbox/calls?since=0`)).json()) as {
    path: string
    applied: boolean
  }[]
  return calls.filter(({ path, applied }) => applied && !READING.test(path)).map(({ path }) => path)
}

async function openDoor(target: () => string): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      pass(target(), incoming, Buffer.concat(chunks), outgoing)
    })
  })
  // As patient as what stands behind it, and as wide: a thousand come at once.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function pass(
  target: string,
  { url = '', method, headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): void {
  const { host: _host, ...others } = headers
  const sent = request(`${target}${url.replace(/^\/wechat(?=[?]|$)/, '/wechat/main')}`, { method, headers: others })
  sent.on('response', (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('error', () => outgoing.destroy())
    answer.on('end', () => {
      const whole = asOfMain(url, Buffer.concat(chunks))
      const { 'content-length': _length, 'transfer-encoding': _encoding, ...kept } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': whole.length }).end(whole)
    })
  })
  sent.on('error', () => outgoing.destroy())
  outgoing.on('close', () => sent.destroy())
  sent.end(body)
}

/** What is told of each account is shown as that of the only one. */
function asOfMain(url: string, body: Buffer): Buffer {
  if (url.startsWith('/metrics')) return Buffer.from(body.toString().replaceAll('account="main"', 'account="default"'))
  if (!url.startsWith('/readyz')) return body
  const { accounts, ...process } = JSON.parse(body.toString()) as { accounts?: Record<string, object> }
  return Buffer.from(JSON.stringify({ ...process, ...accounts?.['main'] }))
}

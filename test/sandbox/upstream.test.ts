import { describe, expect, it, onTestFinished } from 'vitest'
import { sign } from '../../src/protocol/signature.ts'
import { startFenzu } from '../../src/start.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { openSandbox, P, type OpenSandbox } from './open-sandbox.ts'
import { send } from '../support/send.ts'

interface Relayed {
  readonly attempt: number
  readonly title: string
  readonly openid: string
  readonly status: number | null
  readonly sent: string
  readonly answer: string | null
}

const query = (token: string, more = '') =>
  `signature=${sign([token, '1700000000', '7'])}&timestamp=1700000000&nonce=7${more}`
const push = (fields: string) =>
  `<xml><ToUserName><![CDATA[gh_5a4db0c0ffee]]></ToUserName><FromUserName><![CDATA[${P}]]></FromUserName><CreateTime>1700000000</CreateTime>${fields}</xml>`
const text = (words: string) => push(`<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${words}]]></Content>`)
const event = (name: string, key = '') =>
  push(`<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event><EventKey><![CDATA[${key}]]></EventKey>`)

async function ask(sandbox: OpenSandbox, body: string, token = 'upstream') {
  const response = await send(`${sandbox.url}/upstream?${query(token)}`, { method: 'POST', body })
  return { status: response.status, body: await response.text() }
}
const relayed = async (sandbox: OpenSandbox) => (await sandbox.send('/sandbox/relayed')).body as unknown as Relayed[]

describe('the old system beside the sandbox', () => {
  it('is there only when it is asked for', async () => {
    const sandbox = await openSandbox()
    expect(sandbox.sandbox.upstream).toBeNull()
    expect((await send(`${sandbox.url}/upstream?${query('upstream', '&echostr=1')}`)).status).toBe(404)
    expect(await relayed(sandbox)).toEqual([])
  })

  it('answers the handshake that is signed with its own token, and no other', async () => {
    const sandbox = await openSandbox({ upstream: true })
    expect(sandbox.sandbox.upstream).toEqual({ url: `${sandbox.url}/upstream`, token: 'upstream' })
    const shake = (token: string) => send(`${sandbox.url}/upstream?${query(token, '&echostr=4711')}`)
    const [own, foreign] = [await shake('upstream'), await shake(SANDBOX_ACCOUNT.token)]
    expect([await own.text(), own.status, foreign.status]).toEqual(['4711', 200, 401])
  })

  it.each([
    [text('你好'), 200, '<Content><![CDATA[旧系统：你好]]></Content>'],
    [text('图文'), 200, '<ArticleCount>1</ArticleCount>'],
    [text('错'), 500, ''],
    [event('subscribe'), 200, '欢迎关注（旧系统）'],
    [event('CLICK', 'price'), 200, '你点了菜单「price」'],
    [event('SCAN', 'expo'), 200, '你扫了二维码「expo」'],
    [event('unsubscribe'), 200, 'success'],
    ['<xml>', 401, ''],
  ])('answers %s with %i', async (body, status, said) => {
    const sandbox = await openSandbox({ upstream: true })
    const answer = await ask(sandbox, body)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(said)
    expect(await relayed(sandbox)).toMatchObject([{ status, sent: body, answer: answer.body }])
  })

  it('refuses a push that is signed with the token of the account', async () => {
    const sandbox = await openSandbox({ upstream: true })
    expect((await ask(sandbox, text('你好'), SANDBOX_ACCOUNT.token)).status).toBe(401)
  })
})

it('a bot that relays to it brings its answer home, once for three deliveries', async () => {
  const clock = new ManualClock(Date.now())
  const sandbox = await openSandbox({ upstream: true, clock })
  const { appid, appsecret, token, encodingAesKey, owner } = SANDBOX_ACCOUNT
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: 'sqlite::memory:',
    WECHAT_APPID: appid,
    WECHAT_APPSECRET: appsecret,
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAesKey,
    WECHAT_API_BASE: sandbox.url,
    FENZU_ADMINS: owner,
    RELAY_URL: `${sandbox.url}/upstream`,
    RELAY_TOKEN: 'upstream',
    RELAY_FALLBACK: '稍后回复您',
  }
  const bot = await startFenzu(env, { clock, print: () => undefined, logLine: () => undefined })
  onTestFinished(async () => {
    await turnUntil(clock, bot.stop())
  })
  sandbox.sandbox.setCallbackUrl(`${bot.url}/wechat`)
  const say = (words: string) => turnUntil(clock, sandbox.say(words, P), 500)
  expect((await say('你好')).shown).toBe('旧系统：你好')
  expect((await say('错')).shown).toBe('稍后回复您')
  const slow = await say('慢 12')
  expect([slow.shown, slow.deliveries.length]).toEqual(['旧系统：12 秒之后', 3])
  expect((await relayed(sandbox)).map(({ title, attempt, status }) => [title, attempt, status])).toEqual([
    ['你好', 1, 200],
    ['错', 1, 500],
    ['慢 12', 1, 200],
  ])
})

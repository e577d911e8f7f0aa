import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { openOld, OLD, plainAnswer } from '../relay/upstreams.ts'
import { filesOf, findIn, textsOf } from '../support/canaries.ts'
import { freePort, killAll, run } from '../support/process.ts'
import { P, Q } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

/*
 * What followers say, and what the system relayed to answers, is nobody's business but theirs: with the real processes, a log
 * at level trace and the bytes of every file.
 */

const SAID = {
  keyword: 'canarykeywordtext7Q4K',
  ordinary: 'canaryordinarytext2M9X',
  code: 'CANARYCODE',
  event: 'canaryeventkey5T1R',
  answer: 'canaryanswertext8W3Z',
  broken: 'canarybrokentext6Y2V',
  sealed: 'canarysealedtext4U7N',
}
const { appid, appsecret, token, encodingAesKey, owner } = SANDBOX_ACCOUNT
let platform: Sandbox | undefined

afterAll(async () => {
  killAll()
  await platform?.close()
})

it('no text of a follower or of the old system is in a log, a file of the store or a metric (T54)', async () => {
  const port = await freePort()
  const callbackUrl = `http://127.0.0.1:${port}/wechat`
  const sandbox = await startSandbox({
    account: SANDBOX_ACCOUNT,
    port: 0,
    mode: 'safe',
    clock: systemClock,
    callbackUrl,
  })
  platform = sandbox
  const post = async (path: string, body: object) =>
    (await send(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) })).text()
  const old = await openOld(({ body }, response, count) => {
    if (count % 3 === 1) response.end(plainAnswer(body, SAID.answer))
    else if (count % 3 === 2) response.writeHead(500).end(SAID.broken)
    else response.end(`<xml><Encrypt>${SAID.sealed}</Encrypt></xml>`)
  })
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    WECHAT_APPID: appid,
    WECHAT_APPSECRET: appsecret,
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAesKey,
    WECHAT_API_BASE: sandbox.url,
    FENZU_ADMINS: owner,
    FENZU_API_CALLS_PER_SECOND: '1000',
    LOG_LEVEL: 'trace',
  }
  const shown: string[] = []
  const outputs: string[] = []
  let folder: string | undefined
  const live = async (more: Record<string, string>) => {
    const bot = run(['start'], { ...env, ...more }, folder)
    folder = bot.folder
    await untilReady(port)
    for (const openid of [P, Q]) {
      shown.push(await post('say', { openid, text: `营业时间 ${SAID.keyword}` }))
      shown.push(await post('say', { openid, text: SAID.ordinary }))
      shown.push(await post('say', { openid, text: `认领 ${SAID.code}` }))
      shown.push(await post('event', { openid, event: 'CLICK', eventKey: SAID.event }))
    }
    // An admin who reads the list sees how last texts began: from memory, in the chat only.
    shown.push(await post('say', { openid: owner, text: '最近' }))
    for (const path of ['metrics', 'readyz'])
      outputs.push(await (await send(`http://127.0.0.1:${port}/${path}`)).text())
    bot.child.kill('SIGTERM')
    expect(await bot.ended).toBe(0)
    outputs.push(bot.output())
  }
  await live({})
  await live({ RELAY_URL: old.url, RELAY_TOKEN: OLD.token, FENZU_KEPT_REPLIES: 'on' })

  // They went through: the kept reply and the old system's answer were shown, and the old system saw every text.
  expect(shown.join('\n')).toContain('每天 10:00 到 22:00')
  expect(shown.join('\n')).toContain(SAID.answer)
  expect(old.seen.map(({ body }) => body).join('\n')).toContain(SAID.ordinary)
  expect(outputs.join('\n')).toContain('fenzu_relay_total{account="default",result="answered"}')
  expect(outputs.join('\n')).toContain('a push was not answered by the system relayed to')
  expect(findIn(shown.join('\n'), SAID)).toContain('answer')

  for (const output of outputs) expect(findIn(output, SAID)).toEqual([])
  const files = filesOf(folder ?? '')
  expect([...files.keys()]).toContain('data/fenzu.db')
  for (const [name, bytes] of files) expect([name, findIn(bytes, SAID)]).toEqual([name, []])
  expect(findIn(textsOf(join(folder ?? '', 'data/fenzu.db')).join('\n'), SAID)).toEqual([])
}, 120_000)

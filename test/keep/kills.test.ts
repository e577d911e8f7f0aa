import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts'
import { freePort, killAll, run } from '../support/process.ts'
import { OWNER, P, until, type ApiCall } from '../support/stage.ts'
import { untilReady } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

const UPLOAD = '/cgi-bin/material/add_material'
const { appid, appsecret, token, encodingAesKey } = SANDBOX_ACCOUNT
let platform: Sandbox | undefined

afterAll(async () => {
  killAll()
  await platform?.close()
})

const priced = (price: string, media: string) => ({
  keyword_autoreply_info: {
    list: [
      {
        rule_name: '价格',
        reply_mode: 'reply_all',
        keyword_list_info: [{ type: 'text', match_mode: 'equal', content: '价格' }],
        reply_list_info: [{ type: 'text', content: price }],
      },
      {
        rule_name: '图',
        reply_mode: 'reply_all',
        keyword_list_info: [{ type: 'text', match_mode: 'equal', content: '图' }],
        reply_list_info: [{ type: 'img', content: media }],
      },
    ],
  },
})

it('a process that is killed while it copies leaves the old copy whole, and the next one takes the new (F66)', async () => {
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
  const post = async (path: string, body: unknown, method = 'POST') => {
    const answer = await send(`${sandbox.url}/sandbox/${path}`, { method, body: JSON.stringify(body) })
    return (await answer.json()) as { shown?: string | null; message?: { mediaId?: string } | null }
  }
  const say = (text: string) => post('say', { openid: P, text })
  const called = async (path: string) =>
    ((await (await send(`${sandbox.url}/sandbox/calls`)).json()) as ApiCall[]).filter((call) => call.path === path)
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    WECHAT_APPID: appid,
    WECHAT_APPSECRET: appsecret,
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAesKey,
    WECHAT_API_BASE: sandbox.url,
    FENZU_ADMINS: OWNER,
    FENZU_API_CALLS_PER_SECOND: '1000',
  }
  const start = async (folder?: string) => {
    const bot = run(['start'], env, folder)
    await untilReady(port)
    return bot
  }
  const kill = async (bot: Awaited<ReturnType<typeof start>>) => {
    bot.child.kill('SIGKILL')
    await bot.ended
  }

  // The first copy: killed between its two readings.
  await post('console', { autoreply: priced('十元', 'IMAGE_A'), menu: { is_menu_open: 0 } })
  await post('faults', { path: '/cgi-bin/get_current_selfmenu_info', kind: 'hang' })
  const first = run(['start'], env)
  await until(async () => (await called('/cgi-bin/get_current_selfmenu_info')).length === 1, 'the half of a reading')
  await kill(first)
  const second = await start(first.folder)
  await until(async () => (await say('价格')).shown === '十元', 'the first copy')
  const kept = (await say('图')).message?.mediaId
  expect(kept).not.toBe('IMAGE_A')
  expect(await called(UPLOAD)).toHaveLength(1)

  // The second: killed after an upload that was applied and whose answer never came.
  await post('console', { autoreply: priced('九元', 'IMAGE_B'), menu: { is_menu_open: 0 } })
  await post('faults', { path: UPLOAD, kind: 'delay', ms: 600_000 })
  const asked = run(['keep'], env, first.folder)
  await until(async () => (await called(UPLOAD)).length === 2, 'the upload')
  await kill(second)
  expect(await asked.ended).not.toBe(0)
  await start(first.folder)
  expect((await say('价格')).shown).toBe('十元')
  expect((await say('图')).message?.mediaId).toBe(kept)

  expect(await run(['keep'], env, first.folder).ended).toBe(0)
  expect((await say('价格')).shown).toBe('九元')
  expect((await say('图')).message?.mediaId).not.toBe(kept)
  // What was kept before is not uploaded again; the one whose answer was lost is.
  expect(await called(UPLOAD)).toHaveLength(3)
}, 120_000)

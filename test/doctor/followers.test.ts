import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { until } from '../support/stage.ts'
import { OLD, openCoWechat, openOld, openWechat } from '../relay/upstreams.ts'
import { freePort } from '../support/process.ts'
import { examine, Practice } from './practice.ts'

const relayTo = (url: string, more: Record<string, string> = {}) => ({
  RELAY_URL: url,
  RELAY_TOKEN: OLD.token,
  ...more,
})

describe('the doctor tries the system relayed to', () => {
  it.each([
    ['npm wechat, plain', openWechat, 'plain'],
    ['npm co-wechat, safe', openCoWechat, 'safe'],
  ] as const)('and says which address it must allow: %s', async (_name, open, mode) => {
    const old = await open(mode, () => Promise.resolve('旧'))
    const key = mode === 'safe' ? { RELAY_ENCODING_AES_KEY: OLD.encodingAesKey } : {}
    const practice = await Practice.open({ environment: relayTo(old.url, key) })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, []])
    const { origin } = new URL(old.url)
    expect(of('relay')?.title).toBe(
      `${origin}/wx answers the handshake; if it checks addresses it must allow 127.0.0.1`,
    )
  })

  it('and says nothing of it where nothing is relayed', async () => {
    const report = await (await Practice.open()).examine()
    expect(report.of('relay')).toBeUndefined()
    expect(report.notChecked.map(({ name }) => name)).not.toContain('relay')
  })

  const answers: [string, (response: ServerResponse) => void, string, string][] = [
    ['another Token', (r) => void r.writeHead(401).end(), 'it answers with status 401', 'must allow 127.0.0.1'],
    ['another page', (r) => void r.end('<html>'), 'its answer is not the echostr', 'RELAY_TOKEN must be the Token'],
    ['a redirect', (r) => void r.writeHead(302, { location: '/x' }).end(), 'status 302', 'the final address'],
    ['another path', (r) => void r.writeHead(404).end(), 'status 404', 'is /wx where the old system'],
    ['an error', (r) => void r.writeHead(500).end(), 'status 500', 'the log of the old system'],
  ]
  it.each(answers)('that answers with %s', async (_what, answer, cause, next) => {
    const old = await openOld((_push, response) => {
      answer(response)
    })
    const practice = await Practice.open({ environment: relayTo(old.url) })
    const { code, bad, of, text } = await practice.examine()
    expect([code, bad]).toEqual([1, ['relay']])
    expect(of('relay')?.cause).toContain(cause)
    expect(of('relay')?.next).toContain(next)
    expect(text).not.toContain(OLD.token)
    expect(text).not.toContain('site=1')
  })

  it('that does not run', async () => {
    const practice = await Practice.open({ environment: relayTo(`http://127.0.0.1:${await freePort()}/wx`) })
    const { code, of } = await practice.examine()
    expect([code, of('relay')?.state]).toEqual([1, 'fail'])
    expect(of('relay')?.cause).toMatch(/nothing listens there \(ECONNREFUSED\)$/)
  })

  it('that is fenzu itself (T49)', async () => {
    const practice = await Practice.open()
    const own = relayTo(practice.url, { RELAY_TOKEN: 'sandbox' })
    const { code, of } = await practice.examine([], own)
    expect([code, of('relay')?.title]).toEqual([1, `${practice.url} is fenzu itself`])
  })
})

describe('the doctor says what of the console goes on', () => {
  const AUTOREPLY = {
    is_add_friend_reply_open: 1,
    add_friend_autoreply_info: { type: 'text', content: '欢迎' },
    keyword_autoreply_info: {
      list: [
        {
          rule_name: '价格',
          reply_mode: 'reply_all',
          keyword_list_info: [{ type: 'text', match_mode: 'contain', content: '价格' }],
          reply_list_info: [
            { type: 'text', content: '十元' },
            { type: 'finder', content: 'x' },
          ],
        },
      ],
    },
  }
  const noMenu = { is_menu_open: 0 }

  it('before the first start, and why not all of it, without keeping anything', async () => {
    const practice = await Practice.open()
    await practice.sandbox.post('console', { autoreply: AUTOREPLY, menu: noMenu })
    const { code, bad, of } = await practice.examine()
    expect([code, bad]).toEqual([0, ['replies']])
    expect(of('replies')).toMatchObject({
      state: 'warn',
      title: 'the first start will keep 2 replies, 1 not as it was',
      cause: '价格: WeChat describes no kind "finder": not kept',
    })
    const zh = await examine(practice.environment, practice.folder, ['--lang', 'zh'])
    expect(zh.of('replies')?.title).toBe('首次启动时会沿用 2 条自动回复，1 处与后台不同')
    expect((await practice.sandbox.calls()).some(({ path }) => path.includes('material'))).toBe(false)
  })

  it('after it, from the store, also when the console shows nothing any more', async () => {
    const practice = await Practice.open()
    await practice.sandbox.post('console', { autoreply: AUTOREPLY, menu: noMenu })
    await practice.startBot()
    await practice.sandbox.post('console', { autoreply: {}, menu: noMenu })
    await until(async () => (await practice.examine()).of('replies')?.state === 'warn', 'the copy')
    const { of } = await practice.examine()
    expect(of('replies')).toMatchObject({ title: 'kept: 2 replies, 1 not as it was' })
  })

  it('of an account that may keep no media and write no menus (48001)', async () => {
    const practice = await Practice.open()
    await practice.fault('/cgi-bin/menu/get', 48001)
    const { of } = await practice.examine()
    expect(of('replies')?.title).toMatch(
      /^the first start will keep 7 replies and a menu of 3 buttons, \d not as it was$/,
    )
    expect(of('replies')?.cause).toContain('the account may not keep media (48001): shown for three days')
    expect(of('replies')?.cause).toContain('enable the menu by hand in the console')
    expect(of('replies')?.cause).toContain('only the first of several is sent')
  })

  it('when it can not be read', async () => {
    const practice = await Practice.open()
    await practice.fault('/cgi-bin/get_current_autoreply_info', 48004)
    const { code, of } = await practice.examine()
    expect([code, of('replies')?.title]).toEqual([0, 'what the console answers can not be read (48004)'])
  })

  it('when nothing of it is wanted', async () => {
    const practice = await Practice.open({ environment: { FENZU_KEPT_REPLIES: 'off' } })
    const { notChecked } = await practice.examine()
    expect(notChecked).toContainEqual({ name: 'replies', title: 'FENZU_KEPT_REPLIES is off' })
  })
})

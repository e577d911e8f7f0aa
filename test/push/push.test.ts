import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { sealReply, serializeTextReply } from '../../src/protocol/reply.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { openPush } from '../sandbox/open-push.ts'
import { answer, hang, reset, ScriptedCallback } from '../sandbox/scripted-callback.ts'
import { OWNER, P, Q, Stage } from '../support/stage.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { newFolder, push, pushProcess } from './cli.ts'

const GREY = '该公众号提供的服务出现故障，请稍后再试'

describe('fenzu push to a bot of ours', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.open()
  })
  afterAll(async () => {
    await stage.close()
  })
  const url = () => `${stage.fenzu.url}/wechat`

  it('moves a follower, and shows the answer as it came, as it reads, and what the user sees', async () => {
    const { code, out, complaint } = await push(['text', '移动', P, '108', '--url', url()])
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' })
    expect(await stage.groupOf(P)).toBe(108)
    const lines = out.split('\n')
    expect(lines[0]).toBe(`POST ${url()} · text · safe mode · as ${OWNER}`)
    expect(lines[1]).toMatch(/^delivery 1: status 200 after \d+ ms$/)
    expect(out).toMatch(/ {2}as received:\n {4}<xml><Encrypt>[^]*\n {2}opened:\n {4}<xml><ToUserName>/)
    expect(out).toMatch(/The user sees:\n {4}✅ oDF3…CM58：未分组 → VIP\(108\)\n {4}撤销$/)
  })

  it('says that the user sees nothing where the answer is success', async () => {
    const { code, out } = await push(['event', 'CLICK', 'menu', '--as', P, '--url', url()])
    expect(code).toBe(0)
    expect(out).toMatch(/as received:\n {4}success\nThe user sees nothing, and WeChat is content\.$/)
  })

  it('says why a push in another mode is not taken, and ends with 1', async () => {
    const { code, out } = await push(['text', 'hi', '--mode', 'plain', '--url', url()])
    expect(code).toBe(1)
    expect(out).toContain(
      `The user sees the grey line ${GREY}\n  because: status 401\n  next: the server does not take`,
    )
  })

  it('records a push that can be sent again, and then has no second effect', async () => {
    const file = join(newFolder(), 'push.json')
    const words = ['--url', url()]
    const first = await push(['text', '新建 记录', '--record', file, ...words])
    const again = await push(['--replay', file, ...words])
    const told = (out: string) => /The user sees:\n {4}(.*)/.exec(out)?.[1]
    expect(told(first.out)).toMatch(/^✅ 已新建 记录/)
    expect([again.code, told(again.out)]).toEqual([0, told(first.out)])
    expect(await stage.calls('/cgi-bin/groups/create')).toHaveLength(1)
  })

  it('is a process with the exit codes 0, 1 and 2, and explains itself', async () => {
    const [content, refused, wrong, help] = await Promise.all([
      pushProcess(['text', '分组', '--url', url()]),
      pushProcess(['text', '分组', '--url', url(), '--mode', 'plain']),
      pushProcess(['texts', '分组']),
      pushProcess(['--help']),
    ])
    expect([content.code, refused.code, wrong.code, help.code]).toEqual([0, 1, 2, 0])
    expect(content.out).toContain('VIP')
    expect(wrong.complaint).toBe(
      'There is nothing to push called "texts": text, event, scan and follow are all there is.\n',
    )
    expect(help.out).toMatch(/^fenzu push: sends a push to a server as WeChat would/)
  })
})

describe('what fenzu push sends', () => {
  it.each([
    [['scan', 'fair'], { Event: 'SCAN', EventKey: 'fair' }],
    [['follow'], { Event: 'subscribe', EventKey: '' }],
    [['follow', 'fair'], { Event: 'subscribe', EventKey: 'qrscene_fair' }],
    [['event', 'view', 'https://example.com/'], { Event: 'VIEW', EventKey: 'https://example.com/' }],
    [['text', '--', '-1'], { MsgType: 'text', Content: '-1' }],
    [['text', 'a', ']]>', 'b', '--mode', 'plain'], undefined],
  ])('is for %j what WeChat sends', async (words, fields) => {
    const callback = await ScriptedCallback.open(answer('success'))
    expect((await push(['--url', callback.url, '--as', P, ...words])).code).toBe(0)
    const [sent] = callback.pushes
    expect(sent?.headers['content-type']).toBe('text/xml')
    if (fields === undefined) expect(sent?.body).toContain('<Content><![CDATA[a ]]> b]]></Content>')
    else expect(openPush(sent)).toMatchObject({ ToUserName: 'gh_5a4db0c0ffee', FromUserName: P, ...fields })
  })

  it.each(['plain', 'compat', 'safe'] as const)('is the bytes of a file, in %s mode', async (mode) => {
    const callback = await ScriptedCallback.open(answer('success'))
    const file = join(newFolder(), 'push.xml')
    const xml = `<xml><ToUserName>gh_x</ToUserName><FromUserName>${Q}</FromUserName><CreateTime>1</CreateTime><MsgType>odd</MsgType></xml>\n`
    writeFileSync(file, xml)
    expect((await push(['--raw', file, '--url', callback.url, '--mode', mode])).code).toBe(0)
    const [sent] = callback.pushes
    expect(sent?.query.get('openid')).toBe(Q)
    expect(openPush(sent)).toMatchObject({ ToUserName: 'gh_x', MsgType: 'odd' })
    if (mode === 'plain') expect(sent?.body).toBe(xml)
  })

  it('is what was recorded, byte for byte', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    const file = join(newFolder(), 'push.json')
    const body = Buffer.from([0x3c, 0xff, 0x00, 0x3e])
    const recording = {
      recordedAt: '2020-01-01T00:00:00Z',
      query: 'timestamp=1&nonce=%41&x=a+b',
      headers: { 'X-Odd': '1', Host: 'elsewhere', 'Content-Length': '999' },
      bodyBase64: body.toString('base64'),
    }
    writeFileSync(file, JSON.stringify(recording))
    const { code, out } = await push(['--replay', file, '--url', `${callback.url}?own=1`])
    expect(code).toBe(0)
    expect(out).toMatch(/signed \d+ days ago: a server that looks at the timestamp refuses it\./)
    expect(callback.pushes[0]?.query.toString()).toBe('timestamp=1&nonce=A&x=a+b')
    expect(callback.pushes[0]?.headers).toMatchObject({ 'x-odd': '1', 'content-length': '4' })
    expect(callback.pushes[0]?.headers.host).not.toBe('elsewhere')
  })

  it('is delivered three times with --retry until there is an answer, always with the same MsgId', async () => {
    const callback = await ScriptedCallback.open(hang, reset, answer('success'))
    const clock = new ManualClock()
    const pushed = push(['text', 'hi', '--retry', '--url', callback.url], {}, newFolder(), clock)
    for (const arrived of [1, 2]) {
      await callback.received(arrived)
      await clock.advance(5_000)
    }
    const { code, out } = await pushed
    expect(code).toBe(0)
    expect(out.match(/^delivery \d: .*$/gm)?.map((line) => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      'delivery 1: no answer after N ms',
      'delivery 2: no answer after N ms',
      'delivery 3: status 200 after N ms',
    ])
    expect(new Set(callback.pushes.map((sent) => openPush(sent)['MsgId'])).size).toBe(1)
  })

  it('is delivered once without it, and cut after five seconds', async () => {
    const callback = await ScriptedCallback.open(hang)
    const clock = new ManualClock()
    const pushed = push(['text', 'hi', '--url', callback.url], {}, newFolder(), clock)
    await callback.received(1)
    await clock.advance(5_000)
    const alone = await pushed
    expect(alone.code).toBe(1)
    expect(alone.out).toContain('because: no answer (timeout)\n  next: WeChat waits five seconds')
  })
})

describe('the settings of fenzu push', () => {
  const account = {
    WECHAT_APPID: 'wx0123456789abcdef',
    WECHAT_TOKEN: 'theirToken',
    WECHAT_ENCODING_AES_KEY: 'k'.repeat(42) + 'A',
    WECHAT_ORIGINAL_ID: 'gh_theirs',
  }

  it('are those of somebody else’s account, from .env, and no AppSecret is asked for', async () => {
    const { WECHAT_APPID: appid, WECHAT_TOKEN: token, WECHAT_ENCODING_AES_KEY: encodingAesKey } = account
    const cipher = createCipher({ encodingAesKey, appid })
    const xml = serializeTextReply({ to: P, from: 'gh_theirs', createdAt: 1_700_000_000, text: '好' })
    const callback = await ScriptedCallback.open(
      answer(sealReply(cipher, token, { xml, timestamp: '1700000000', nonce: 'n' })),
    )
    const folder = newFolder()
    writeFileSync(
      join(folder, '.env'),
      Object.entries(account)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const { code, out } = await push(['text', 'hi', '--as', P, '--url', callback.url], {}, folder)
    expect(code).toBe(0)
    expect(out).toMatch(/The user sees:\n {4}好$/)
    expect(cipher.open(/<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(callback.pushes[0]?.body ?? '')?.[1] ?? '')).toContain(
      '<ToUserName><![CDATA[gh_theirs]]>',
    )
    for (const secret of [token, encodingAesKey]) expect(out).not.toContain(secret)
  })

  it.each([
    [
      [],
      {},
      'What shall be pushed? Say text, event, scan, follow, --raw FILE or --replay FILE; see fenzu push --help.',
    ],
    [['text'], {}, 'Which text? Say fenzu push text WORDS.'],
    [['event'], {}, 'Which event? Say fenzu push event CLICK KEY.'],
    [['scan'], {}, 'Which scene was scanned? Say fenzu push scan SCENE.'],
    [['follow', 'a', 'b'], {}, 'An event has one key; "qrscene_b" is one word too many.'],
    [['text', 'x', '--raw', 'f'], {}, 'text and --raw do not go together: push one thing at a time.'],
    [['text', 'x', '--url', 'ftp://x'], {}, '--url: expected an address like http://127.0.0.1:8080/wechat.'],
    [['text', 'x', '--mode', 'clear'], {}, '--mode: expected one of plain, compat, safe; got "clear".'],
    [['text', 'x', '--as', 'me'], {}, '--as: expected an openid of 28 characters that begins with o; got "me".'],
    [['text', 'x', '--to', 'wx1'], {}, '--to: expected an original id (原始ID), gh_…; got "wx1".'],
    [['--raw', '/nowhere/x'], {}, "--raw: /nowhere/x can't be read (ENOENT)."],
    [['text', 'x'], account, 'Who sends it? Say --as OPENID, or set FENZU_ADMINS.'],
    [
      ['text', 'x', '--as', P],
      { ...account, WECHAT_ORIGINAL_ID: '' },
      'To which account? Set WECHAT_ORIGINAL_ID (原始ID, gh_…) or say --to gh_….',
    ],
    [
      ['text', 'x', '--as', P, '--mode', 'safe'],
      { ...account, WECHAT_ENCODING_AES_KEY: '' },
      '--mode safe needs the key of the account: set WECHAT_ENCODING_AES_KEY.',
    ],
  ])('are complained about in one sentence (%j)', async (words, environment, sentence) => {
    expect(await push(words, environment)).toEqual({ code: 2, out: '', complaint: sentence })
  })

  it('that the bot would not take are not taken either', async () => {
    const { code, complaint } = await push(['text', 'x'], { WECHAT_TOKEN: 'alone' })
    expect(code).toBe(2)
    expect(complaint).toContain('- WECHAT_APPID: expected')
    expect(complaint).not.toContain('alone')
  })

  it('do not let a file pass that holds no push', async () => {
    const file = join(newFolder(), 'x.json')
    for (const text of ['', '{}', '{"query":1}']) {
      writeFileSync(file, text)
      const { code, complaint } = await push(['--replay', file])
      expect([code, complaint]).toEqual([2, expect.stringMatching(/holds no recorded push: expected JSON/)])
    }
  })

  it('belong to the sandbox where there is no account', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    await push(['text', 'x', '--url', callback.url])
    expect(openPush(callback.pushes[0])).toMatchObject({ FromUserName: SANDBOX_ACCOUNT.owner })
  })
})

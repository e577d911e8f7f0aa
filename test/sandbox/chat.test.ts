import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { serializeTextReply } from '../../src/protocol/reply.ts'
import { parseXml } from '../../src/protocol/xml.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { runChat } from '../../src/sandbox/chat.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openSandbox, OWNER, Q } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'
import type { Act } from './scripted-callback.ts'

const { originalId } = SANDBOX_ACCOUNT

const greeting = (openid: string): string =>
  `你是 ${openid}。输入一句话并回车；/quit 或 Ctrl-D 结束。\n` +
  `You are ${openid}. Type a message and press Enter; /quit or Ctrl-D ends.\n`

/** Says back what was said, with a link and a character that would steer a terminal. */
const echo: Act = (response, push) => {
  const fields = parseXml(push.body)
  const [said, from] = [fields.get('Content'), fields.get('FromUserName')] as [string, string]
  const text = `<a href="weixin://bizmsgmenu?msgmenucontent=x">你说</a>：\u0085${said}\n完`
  answer(serializeTextReply({ to: from, from: originalId, createdAt: 1, text }))(response, push)
}

class Terminal {
  readonly input = new PassThrough()
  readonly output = new PassThrough({ encoding: 'utf8' })
  shown = ''

  constructor() {
    this.output.on('data', (text: string) => (this.shown += text))
  }

  type(...lines: string[]): void {
    for (const line of lines) this.input.write(`${line}\n`)
  }

  async sees(text: string): Promise<void> {
    while (!this.shown.includes(text)) await new Promise((resolve) => this.output.once('data', resolve))
  }
}

it('says each line as the owner and shows what the phone shows, until the input ends', async () => {
  const callback = await ScriptedCallback.open(echo, answer('success'), answer('oops', 500))
  const clock = new ManualClock()
  const sandbox = await openSandbox({ mode: 'plain', clock, callbackUrl: callback.url })
  const terminal = new Terminal()
  terminal.type('分组', '', '  谢谢 ', '帮助')
  terminal.input.end()
  expect(await runChat({ sandboxUrl: sandbox.url, input: terminal.input, output: terminal.output, clock })).toBe(0)
  expect(terminal.shown).toBe(
    greeting(OWNER) +
      '试试 · try:  帮助 · 最近 · 移动 #3 VIP · 撤销\n' +
      '> 分组\n   你说：分组\n   完\n   (0 ms)\n' +
      '> 谢谢\n   (没有回复 · no reply; 0 ms)\n' +
      '> 帮助\n── 该公众号提供的服务出现故障，请稍后再试 ──\n   (status 500; 0 ms)\n',
  )
  expect(callback.pushes.map(({ body }) => parseXml(body).get('FromUserName'))).toEqual([OWNER, OWNER, OWNER])
  expect(clock.pending).toBe(0)
})

it('speaks as somebody else, shows their customer-service messages as they arrive, and ends on /quit', async () => {
  const callback = await ScriptedCallback.open(answer('success'))
  const clock = new ManualClock()
  const sandbox = await openSandbox({ clock, callbackUrl: callback.url })
  const send = (touser: string, content: string): Promise<unknown> =>
    sandbox.api('message/custom/send', { touser, msgtype: 'text', text: { content } })
  await sandbox.say('早', Q)
  await sandbox.say('早', OWNER)
  await send(Q, '以前的')
  const terminal = new Terminal()
  const chat = runChat({ sandboxUrl: `${sandbox.url}/`, as: Q, input: terminal.input, output: terminal.output, clock })
  await terminal.sees('ends.\n')
  await send(OWNER, '别人的')
  await send(Q, '✅ 12：好了\n第二行')
  while (!terminal.shown.includes('第二行')) await clock.advance(1000)
  terminal.type('/quit', 'never said')
  expect(await chat).toBe(0)
  expect(terminal.shown).toBe(`${greeting(Q)}\n   客服消息 · customer-service message\n   ✅ 12：好了\n   第二行\n`)
  expect(callback.pushes).toHaveLength(2)
})

it('says in a sentence that no sandbox runs there, or that what runs there is none', async () => {
  const stranger = await ScriptedCallback.open(answer('<html>'))
  const sandboxUrl = new URL('/', stranger.url).origin
  const closed = await openSandbox()
  await closed.sandbox.close()
  for (const url of [closed.url, sandboxUrl]) {
    const terminal = new Terminal()
    expect(await runChat({ sandboxUrl: url, input: terminal.input, output: terminal.output })).toBe(1)
    expect(terminal.shown).toBe(
      `${url} 没有沙箱在运行；先在另一个终端里运行 npm start。\nNo sandbox runs at ${url}: run npm start in another terminal first.\n`,
    )
  }
})

it('passes on what the sandbox complains of', async () => {
  const sandbox = await openSandbox({ callbackUrl: 'http://127.0.0.1:1/' })
  const terminal = new Terminal()
  terminal.type('hi')
  const as = 'oNobody_0000000000000000000x'
  expect(await runChat({ sandboxUrl: sandbox.url, as, input: terminal.input, output: terminal.output })).toBe(1)
  expect(terminal.shown).toContain('openid: nobody here has it; GET /sandbox/world lists everybody.\n')
})

it('ends when the sandbox goes away', async () => {
  const clock = new ManualClock()
  const sandbox = await openSandbox({ clock })
  const terminal = new Terminal()
  const chat = runChat({ sandboxUrl: sandbox.url, input: terminal.input, output: terminal.output, clock })
  await terminal.sees('ends.\n')
  await sandbox.sandbox.close()
  let exitCode: number | undefined
  void chat.then((code) => (exitCode = code))
  while (exitCode === undefined) await clock.advance(1000)
  expect(exitCode).toBe(1)
  expect(terminal.shown).toContain(`No sandbox runs at ${sandbox.url}`)
})

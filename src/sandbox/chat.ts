/**
 * A conversation with the account in the terminal, through a running sandbox: each line is said as one follower, and what
 * their phone would show is printed, customer-service messages too, as they arrive.
 */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { systemClock } from '../domain/clock.ts'
import type { Clock } from '../domain/clock.ts'
import { withoutLinks } from '../domain/links.ts'
import { toError } from '../domain/errors.ts'
import { SANDBOX_ACCOUNT } from './account.ts'
import { ChatClient, NoSandboxError, SandboxRefusedError } from './chat-client.ts'
import type { ArrivedMessage, SaidOutcome } from './chat-client.ts'

export interface ChatOptions {
  /** Where the sandbox runs, such as `http://127.0.0.1:8081`. */
  readonly sandboxUrl: string
  /** The openid that speaks; the account's owner unless given. */
  readonly as?: string | undefined
  readonly input: Readable
  readonly output: Writable
  /** What late messages are looked for by, once a second. */
  readonly clock?: Clock
}

const POLL_MS = 1000

/**
 * Talks until the input ends or somebody types /quit. Lines are said one after another, each when the answer to the one
 * before is there. Resolves with an exit code: 0, or 1 when the sandbox was not there or would not listen, which is said.
 */
export async function runChat(options: ChatOptions): Promise<0 | 1> {
  const print = (text: string): void => void options.output.write(`${text}\n`)
  try {
    await converse(options, print)
    return 0
  } catch (thrown) {
    if (thrown instanceof NoSandboxError) print(noSandboxText(options.sandboxUrl))
    else if (thrown instanceof SandboxRefusedError) print(thrown.message)
    else throw thrown
    return 1
  }
}

async function converse(options: ChatOptions, print: (text: string) => void): Promise<void> {
  const { sandboxUrl, as = SANDBOX_ACCOUNT.owner, input, output, clock = systemClock } = options
  const client = new ChatClient(sandboxUrl)
  let lastSeq = (await client.messages(as)).at(-1)?.seq ?? 0
  const printArrived = async (): Promise<void> => {
    for (const message of await client.messages(as)) {
      if (message.seq <= lastSeq) continue
      lastSeq = message.seq
      print(arrivedText(message))
    }
  }

  print(`你是 ${as}。输入一句话并回车；/quit 或 Ctrl-D 结束。`)
  print(`You are ${as}. Type a message and press Enter; /quit or Ctrl-D ends.`)
  if (as === SANDBOX_ACCOUNT.owner) print('试试 · try:  帮助 · 最近 · 移动 #3 VIP · 撤销')
  const isTyped = 'isTTY' in input && input.isTTY === true
  const lines = createInterface({ input, output, prompt: '> ', terminal: isTyped })
  const ended = new AbortController()
  lines.once('close', () => ended.abort())
  // Nobody reads any more (`| head`): that ends the conversation.
  output.once('error', () => lines.close())
  let pollFailure: Error | undefined
  const stopPolling = repeat(clock, POLL_MS, printArrived, (thrown) => {
    pollFailure = toError(thrown)
    lines.close()
  })
  try {
    if (isTyped) lines.prompt()
    for await (const line of lines) {
      const text = line.trim()
      if (text === '/quit') break
      // What comes from a pipe is not on the screen yet.
      if (!isTyped && text !== '') print(`> ${text}`)
      if (text !== '') print(outcomeText(await client.say(as, text)))
      await printArrived()
      if (isTyped && !ended.signal.aborted) lines.prompt()
    }
  } finally {
    stopPolling()
    lines.close()
  }
  if (pollFailure !== undefined) throw pollFailure
}

/** Runs `work` every `ms`, never twice at once, until stopped or until it fails. */
function repeat(clock: Clock, ms: number, work: () => Promise<void>, onFailure: (thrown: unknown) => void): () => void {
  let isStopped = false
  let cancel = (): void => undefined
  const schedule = (): void => {
    cancel = clock.setTimer(ms, () => {
      work().then(
        () => (isStopped ? undefined : schedule()),
        (thrown: unknown) => (isStopped ? undefined : onFailure(thrown)),
      )
    })
  }
  schedule()
  return () => {
    isStopped = true
    cancel()
  }
}

function outcomeText({ shown, reason, deliveries }: SaidOutcome): string {
  const took = `${deliveries.reduce((sum, { ms }) => sum + ms, 0)} ms`
  if (reason !== undefined) return `── ${shown ?? '没有显示 · nothing shown'} ──\n   (${reason}; ${took})`
  if (shown === null) return `   (没有回复 · no reply; ${took})`
  return `${indented(withoutLinks(shown))}\n   (${took})`
}

function arrivedText({ msgtype, text }: ArrivedMessage): string {
  return `\n   客服消息 · customer-service message\n${indented(text?.content ?? `[${msgtype}]`)}`
}

/** As on a phone: a link shows its words only. What would steer a terminal is left out. */
function indented(text: string): string {
  const words = text.replaceAll(/<a\s[^>]*>(.*?)<\/a>/gs, '$1').replaceAll(/[^\P{Cc}\n\t]/gu, '')
  return words.replaceAll(/^/gm, '   ')
}

function noSandboxText(sandboxUrl: string): string {
  return (
    `${sandboxUrl} 没有沙箱在运行；先在另一个终端里运行 npm start。\n` +
    `No sandbox runs at ${sandboxUrl}: run npm start in another terminal first.`
  )
}

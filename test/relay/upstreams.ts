import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { onTestFinished } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { sealReply, serializeTextReply } from '../../src/protocol/reply.ts'
import { sign } from '../../src/protocol/signature.ts'

/** Token and key of the system that was there: others than the account's. */
export const OLD = { token: 'oldsystem', encodingAesKey: 'Q'.repeat(43), appid: 'wx5a4db0c0ffee0001' }
export const ORIGINAL_ID = 'gh_5a4db0c0ffee'

export interface SeenPush {
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Old {
  readonly url: string
  readonly seen: SeenPush[]
}

/** A system that a test scripts: it sees each push whole and answers as it is told. */
export async function openOld(
  answer: (seen: SeenPush, response: ServerResponse, count: number) => void | Promise<void>,
): Promise<Old> {
  const seen: SeenPush[] = []
  const url = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const query = new URL(request.url ?? '/', 'http://old').searchParams
      const push = { query, headers: request.headers, body: Buffer.concat(chunks).toString() }
      seen.push(push)
      void answer(push, response, seen.length)
    })
  })
  return { url, seen }
}

/** Whether a push is signed as the platform would sign it for the old system. */
export function isSigned({ query }: SeenPush): boolean {
  const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''] as const
  return query.get('signature') === sign([OLD.token, timestamp, nonce])
}

export function fieldOf(xml: string, name: string): string {
  return new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(xml)?.[1] ?? ''
}

/** The answer of a well-behaved system to a plain push. */
export function plainAnswer(body: string, text: string, more: { to?: string; from?: string } = {}): string {
  const { to = fieldOf(body, 'FromUserName'), from = fieldOf(body, 'ToUserName') } = more
  return serializeTextReply({ to, from, createdAt: 1_700_000_000, text })
}

export function sealedAnswer(xml: string, token = OLD.token, encodingAesKey = OLD.encodingAesKey): string {
  const cipher = createCipher({ encodingAesKey, appid: OLD.appid })
  // Milliseconds, as some systems write them.
  return sealReply(cipher, token, { xml, timestamp: '1700000000000', nonce: 'n' })
}

type Handler = (text: string) => Promise<string>
const require = createRequire(import.meta.url)

/** npm `wechat` as its README shows it. Each call of the handler is counted. */
export async function openWechat(mode: 'plain' | 'safe', handler: Handler): Promise<{ url: string; calls: string[] }> {
  const wechat = require('wechat') as (config: object, handle: (...args: never[]) => void) => express.RequestHandler
  const calls: string[] = []
  const app = express()
  const handle = (
    request: { weixin: { Content?: string; Event?: string } },
    response: { reply(text: string): void },
  ) => {
    const said = request.weixin.Content ?? request.weixin.Event ?? ''
    calls.push(said)
    void handler(said).then((text) => {
      response.reply(text)
    })
  }
  app.use('/', wechat(configOf(mode), handle as never))
  return { url: await serve(app), calls }
}

/** npm `co-wechat` in Koa, as its README shows it. */
export async function openCoWechat(
  mode: 'plain' | 'safe',
  handler: Handler,
): Promise<{ url: string; calls: string[] }> {
  const Koa = require('koa') as new () => {
    use(middleware: unknown): void
    callback(): (request: IncomingMessage, response: ServerResponse) => void
  }
  const wechat = require('co-wechat') as (config: object) => { middleware(handle: unknown): unknown }
  const calls: string[] = []
  const app = new Koa()
  app.use(
    wechat(configOf(mode)).middleware((message: { Content?: string; Event?: string }) => {
      const said = message.Content ?? message.Event ?? ''
      calls.push(said)
      return handler(said)
    }),
  )
  return { url: await serve(app.callback()), calls }
}

function configOf(mode: 'plain' | 'safe'): object {
  const { token, appid, encodingAesKey } = OLD
  return { token, appid, ...(mode === 'safe' && { encodingAESKey: encodingAesKey, checkSignature: true }) }
}

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => close(server))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/wx?site=1`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}

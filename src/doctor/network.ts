import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Hint } from '../domain/errors.ts'

const LONGEST_ANSWER = 1_000_000

export type WebAnswer =
  | {
      readonly status: number
      readonly date: number | null
      readonly location: string | null
      readonly text: string
      /** The address of this machine that the connection went out from; null when the connection was gone by then. */
      readonly from: string | null
      /** The address that answered. */
      readonly to: string | null
    }
  /** Nobody answered; the system's code, or TIMEOUT. */
  | { readonly code: string }

export interface AskOptions {
  readonly timeoutMs: number
  readonly headers?: Readonly<Record<string, string>>
}

/** One GET, followed nowhere. Never rejects. */
export function ask(url: URL, { timeoutMs, headers = {} }: AskOptions): Promise<WebAnswer> {
  const signal = AbortSignal.timeout(timeoutMs)
  return new Promise((resolve) => {
    const fail = (error: Error): void => {
      resolve({ code: signal.aborted ? 'TIMEOUT' : codeOf(error) })
    }
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    send(url, { signal, agent: false, headers: { 'User-Agent': 'Mozilla/4.0', Accept: '*/*', ...headers } })
      .on('response', (response) => {
        read(response).then(resolve, fail)
      })
      .on('error', fail)
      .end()
  })
}

async function read(response: IncomingMessage): Promise<WebAnswer> {
  const [from, to] = [asIpv4(response.socket.localAddress), asIpv4(response.socket.remoteAddress)]
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LONGEST_ANSWER) break
    chunks.push(chunk)
  }
  const date = Date.parse(response.headers.date ?? '')
  return {
    status: response.statusCode ?? 0,
    date: Number.isNaN(date) ? null : date,
    location: response.headers.location ?? null,
    text: Buffer.concat(chunks).toString('utf8'),
    from,
    to,
  }
}

/** An IPv4 address as such, also where a socket takes both kinds. */
function asIpv4(address: string | undefined): string | null {
  return address?.replace(/^::ffff:/, '') ?? null
}

/** Several addresses may have been tried, each with an error of its own. */
function codeOf(error: Error): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0] as Error)
  return 'code' in error ? String(error.code) : error.name
}

/** Why nobody answered, in words; `host` without anything secret. */
export function silenceInWords(code: string, host: string): Hint {
  const words = WORDS.find(([pattern]) => pattern.test(code))?.[1]
  return words === undefined
    ? { zh: `${host} 没有应答（${code}）`, en: `${host} did not answer (${code})` }
    : { zh: `${host} ${words.zh}（${code}）`, en: `${host}: ${words.en} (${code})` }
}

const WORDS: readonly [RegExp, Hint][] = [
  [/ECONNREFUSED/, { zh: '上没有程序在监听', en: 'nothing listens there' }],
  [/ENOTFOUND|EAI_AGAIN/, { zh: '这个域名解析不到', en: 'the name can not be resolved' }],
  [/TIMEOUT|ETIMEDOUT/, { zh: '在时限内没有应答', en: 'no answer in time' }],
  [/ECONNRESET|EPIPE|SOCKET/, { zh: '断开了连接', en: 'the connection was broken' }],
  [/CERT|SELF_SIGNED|SIGNATURE/, { zh: '的 TLS 证书无效', en: 'its TLS certificate is not valid' }],
  [/EPROTO|SSL/, { zh: '说的不是 TLS', en: 'it does not speak TLS there' }],
  [/UNREACH/, { zh: '没有网络路由', en: 'there is no route to it' }],
]

import { randomInt } from 'node:crypto'
import type { AccountConfig } from '../../config/config.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Hint } from '../../domain/errors.ts'
import { sign } from '../../protocol/signature.ts'
import * as CONSOLE from '../consoles.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import { ask, silenceInWords, type WebAnswer } from '../network.ts'

/** As long as the platform waits. */
const TIMEOUT_MS = 5_000
const PRIVATE = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[)/

export interface PublicUrlOptions {
  readonly account: AccountConfig
  readonly clock: Clock
  /** Whether the platform is a simulated one, which calls any address and any port. */
  readonly simulated: boolean
  readonly timeoutMs?: number
}

/** The handshake with which the platform tries a callback, through the address that the world uses. */
export async function checkPublicUrl(url: URL, options: PublicUrlOptions): Promise<Finding> {
  const { account, clock, simulated, timeoutMs = TIMEOUT_MS } = options
  const where = `${url.origin}${url.pathname}`
  const timestamp = String(Math.floor(clock.now() / 1000))
  const [nonce, echostr] = [String(randomInt(100_000_000, 2_147_483_647)), String(randomInt(2 ** 40))]
  const target = new URL(url)
  const query = { signature: sign([account.callbackToken, timestamp, nonce]), timestamp, nonce, echostr }
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
  const asked = await ask(target, { timeoutMs })
  const why = whyNot(asked, url, echostr)
  if (why !== null)
    return fail('public-url', {
      title: { zh: `${where} 没有通过握手`, en: `${where} does not answer the handshake` },
      ...why,
      console: CONSOLE.CALLBACK,
    })
  const unreachable = simulated ? null : outOfReach(url)
  if (unreachable === null) return ok('public-url', `${where} 通过握手`, `${where} answers the handshake`)
  return warn('public-url', {
    title: { zh: `${where} 本机通得过，微信到不了`, en: `${where} answers here, but WeChat can not reach it` },
    ...unreachable,
    console: CONSOLE.CALLBACK,
  })
}

interface Why {
  readonly cause: Hint
  readonly next: Hint
}

function whyNot(asked: WebAnswer, url: URL, echostr: string): Why | null {
  if ('code' in asked)
    return {
      cause: silenceInWords(asked.code, url.host),
      next: {
        zh: '确认 fenzu 在运行，域名、证书、防火墙与反向代理都指向它。',
        en: 'See that fenzu runs, and that the name, the certificate, the firewall and the proxy lead to it.',
      },
    }
  const { status, text, location } = asked
  const answered = { zh: `应答状态 ${status}`, en: `it answers with status ${status}` }
  if (status === 200 && text === echostr) return null
  if (status === 401 || status === 403)
    return {
      cause: answered,
      next: {
        zh: '那里的 fenzu 不认这个签名：两边的 WECHAT_TOKEN 要一致，时钟要准；运行中的 fenzu 改设置后要重启。',
        en: 'The fenzu there does not take the signature: WECHAT_TOKEN must be the same on both sides and the clocks right; a running fenzu needs a restart after its settings changed.',
      },
    }
  if (status >= 300 && status < 400)
    return {
      cause: { zh: `应答跳转 ${status} 到 ${origin(location)}`, en: `it redirects (${status}) to ${origin(location)}` },
      next: {
        zh: '微信不跟随跳转：直接填最终的地址（多半是 https）。',
        en: 'WeChat does not follow redirects: use the final address, most likely with https.',
      },
    }
  if (status === 404 || status === 405)
    return {
      cause: answered,
      next: {
        zh: `地址的路径要以 /wechat 结尾，反向代理要原样转发它；现在的路径是 ${url.pathname}。`,
        en: `The path must be /wechat, and the proxy must forward it as it is; now it is ${url.pathname}.`,
      },
    }
  if (status >= 500)
    return {
      cause: answered,
      next: {
        zh: '反向代理到不了 fenzu：确认它在运行，端口与 PORT 一致。',
        en: 'The proxy does not reach fenzu: see that it runs, on the port that the proxy forwards to.',
      },
    }
  return {
    cause: { zh: `状态 ${status}，但应答不是 echostr`, en: `status ${status}, but the answer is not the echostr` },
    next: {
      zh: '那里应答的是别的程序，或代理改动了内容：让 /wechat 原样转发给 fenzu。',
      en: 'Another program answers there, or a proxy changes what passes: forward /wechat to fenzu as it is.',
    },
  }
}

/** The platform calls two ports only, and nobody's own network. */
function outOfReach(url: URL): Why | null {
  if (PRIVATE.test(url.hostname))
    return {
      cause: { zh: `${url.hostname} 不是公网地址`, en: `${url.hostname} is no public address` },
      next: { zh: '用微信能解析到的公网域名。', en: 'Use a public name.' },
    }
  if (url.port !== '')
    return {
      cause: {
        zh: `微信只访问 80 与 443 端口，不是 ${url.port}`,
        en: `WeChat calls ports 80 and 443 only, not ${url.port}`,
      },
      next: { zh: '在前面放一个监听 443 的反向代理。', en: 'Put a proxy in front that listens on 443.' },
    }
  return null
}

/** Without what a redirect may carry along. */
function origin(location: string | null): string {
  return URL.parse(location ?? '')?.origin ?? (location ?? '').replace(/[?#].*$/s, '')
}

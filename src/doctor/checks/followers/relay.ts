import { randomInt } from 'node:crypto'
import type { Hint } from '../../../domain/errors.ts'
import { Upstream } from '../../../relay/upstream.ts'
import { fail, ok, type Finding } from '../../finding.ts'
import { ask, silenceInWords, type WebAnswer } from '../../network.ts'
import type { CheckContext } from '../../context.ts'

/** As long as the platform waits. */
const TIMEOUT_MS = 5_000
const PRIVATE = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/i
const LOOPBACK = /^(?:localhost|127\.|\[::1\])/

interface Why {
  readonly cause: Hint
  readonly next: Hint
}

/**
 * The handshake with which the platform tries a callback, as fenzu signs it for the system relayed to, and the address from
 * which that system is asked. null when nothing is relayed.
 */
export async function checkRelay(context: CheckContext): Promise<Finding | null> {
  const { config, clock } = context
  const { relay } = config
  if (relay === undefined) return null
  const base = new URL(relay.url)
  // Its query may hold what nobody else should read.
  const where = `${base.origin}${base.pathname}`
  if (leadsBack(base, context)) return loop(where)
  const echostr = String(randomInt(2 ** 40))
  const upstream = new Upstream({ ...relay, appid: config.account.appid })
  const asked = await ask(upstream.handshake(echostr, clock.now()), { timeoutMs: TIMEOUT_MS })
  const why = whyNot(asked, base, echostr)
  if (why === null) {
    const { zh, en } = addressIn(asked)
    return ok(
      'relay',
      `${where} 通过握手；原系统若限制来源 IP，要允许${zh}`,
      `${where} answers the handshake; if it checks addresses it must allow ${en}`,
    )
  }
  return fail('relay', {
    title: { zh: `${where} 没有通过握手`, en: `${where} does not answer the handshake` },
    ...why,
  })
}

/** Whether fenzu would relay to itself: its own port on this machine, or the callback that the world sees. */
function leadsBack(url: URL, { config, publicUrl }: CheckContext): boolean {
  const path = url.pathname === '/wechat' || url.pathname.startsWith('/wechat/')
  const own = LOOPBACK.test(url.hostname) && path && url.port === String(config.port)
  return own || (publicUrl?.origin === url.origin && publicUrl.pathname === url.pathname)
}

function loop(where: string): Finding {
  return fail('relay', {
    title: { zh: `${where} 是 fenzu 自己`, en: `${where} is fenzu itself` },
    cause: {
      zh: '转给自己的消息会被拒绝，粉丝只会收到 RELAY_FALLBACK',
      en: 'a push that comes back is refused: followers would get RELAY_FALLBACK only',
    },
    next: {
      zh: '把 RELAY_URL 设为原系统自己的地址；不需要转发就去掉它。',
      en: 'Set RELAY_URL to the address of the old system, or leave it out.',
    },
  })
}

function whyNot(asked: WebAnswer, url: URL, echostr: string): Why | null {
  if ('code' in asked)
    return {
      cause: silenceInWords(asked.code, url.host),
      next: {
        zh: '启动原系统，核对 RELAY_URL；它在别的机器上时，让防火墙放行本机。',
        en: 'Start the old system and compare RELAY_URL; where it runs elsewhere, let this machine through its firewall.',
      },
    }
  const { status, text } = asked
  if (status === 200 && text === echostr) return null
  const cause = { zh: `应答状态 ${status}`, en: `it answers with status ${status}` }
  if (status >= 300 && status < 400)
    return {
      cause,
      next: {
        zh: '转发不跟随跳转：RELAY_URL 写最终的地址。',
        en: 'Redirects are not followed: set RELAY_URL to the final address.',
      },
    }
  if (status === 404 || status === 405)
    return {
      cause,
      next: {
        zh: `核对路径：原系统的回调地址是不是 ${url.pathname}。`,
        en: `Compare the path: is ${url.pathname} where the old system takes its callback?`,
      },
    }
  if (status >= 500)
    return {
      cause,
      next: { zh: '看原系统自己的日志：它出错了。', en: 'Look at the log of the old system: it fails.' },
    }
  return {
    cause: status === 200 ? { zh: '应答不是 echostr', en: 'its answer is not the echostr' } : cause,
    next: refused(addressIn(asked)),
  }
}

function refused(address: Hint): Hint {
  return {
    zh: `RELAY_TOKEN 要与原系统的 Token 一致；它若限制来源 IP，要允许${address.zh}。`,
    en: `RELAY_TOKEN must be the Token of the old system; if it checks addresses it must allow ${address.en}.`,
  }
}

/**
 * From where the old system sees this machine. Beyond the own network that is not known here where addresses are translated:
 * it is the one that the platform sees.
 */
function addressIn(asked: WebAnswer): Hint {
  const { from, to } = 'code' in asked ? { from: null, to: null } : asked
  const translated = from === null || to === null || (PRIVATE.test(from) && !PRIVATE.test(to))
  if (translated)
    return {
      zh: '本机的出口 IP（与 API IP 白名单里的相同）',
      en: "this machine's outgoing IP (the one on WeChat's API IP whitelist, 白名单)",
    }
  return { zh: ` ${from}`, en: from }
}

import { aheadMs, type Clock } from '../../domain/clock.ts'
import { fail, leftOut, ok, warn, type Finding } from '../finding.ts'
import { ask, silenceInWords } from '../network.ts'

const TIMEOUT_MS = 5_000
/** Whole seconds are all that a Date header tells. */
const DATE_PRECISION_MS = 500
const GOOD_CLOCK_MS = 10_000
/** Pushes more than 300 s away are refused; well before that somebody must do something. */
const BAD_CLOCK_MS = 120_000

export interface ApiAnswer {
  readonly findings: readonly Finding[]
  readonly reachable: boolean
}

/** Whether the API can be reached, and what time it is there. */
export async function checkApi(apiBase: string, clock: Clock): Promise<ApiAnswer> {
  const { host } = new URL(apiBase)
  const askedAt = clock.elapsed()
  const asked = await ask(new URL('/cgi-bin/get_api_domain_ip', apiBase), { timeoutMs: TIMEOUT_MS })
  const tookMs = clock.elapsed() - askedAt
  if ('code' in asked)
    return {
      reachable: false,
      findings: [
        fail('api', {
          title: { zh: `连不上 ${host}`, en: `${host} can not be reached` },
          cause: silenceInWords(asked.code, host),
          next: {
            zh: '检查本机的网络、DNS、防火墙与 WECHAT_API_BASE。',
            en: "Look at this machine's network, DNS and firewall, and at WECHAT_API_BASE.",
          },
        }),
      ],
    }
  if (asked.status !== 200) return { reachable: false, findings: [wrongStatus(host, asked.status)] }
  const reached = ok('api', `${host} 应答，${Math.round(tookMs)} ms`, `${host} answers within ${Math.round(tookMs)} ms`)
  const clockFinding =
    asked.date === null
      ? leftOut('clock', '应答里没有 Date', 'the answer has no Date')
      : judgeClock(-aheadMs(clock, asked.date) - tookMs / 2 - DATE_PRECISION_MS)
  return { reachable: true, findings: [reached, clockFinding] }
}

function wrongStatus(host: string, status: number): Finding {
  return fail('api', {
    title: { zh: `${host} 应答状态 ${status}`, en: `${host} answers with status ${status}` },
    cause: {
      zh: '应答的是网关或代理，不是微信接口',
      en: "a gateway or a proxy answered, not WeChat's API",
    },
    next: {
      zh: '检查代理与 WECHAT_API_BASE；5xx 就过一会儿再试。',
      en: 'Look at proxies and WECHAT_API_BASE; after a 5xx try again in a while.',
    },
  })
}

/** `aheadMs`: how far this machine's clock is before the platform's. */
function judgeClock(aheadMs: number): Finding {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (Math.abs(aheadMs) <= GOOD_CLOCK_MS)
    return ok('clock', `与微信相差不到 ${Math.max(1, seconds)} 秒`, `within ${Math.max(1, seconds)} s of WeChat's`)
  const trouble = {
    title: {
      zh: `本机比微信${aheadMs > 0 ? '快' : '慢'} ${seconds} 秒`,
      en: `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} WeChat's`,
    },
    cause: {
      zh: '推送的时间戳与本机相差超过 300 秒就会被拒绝',
      en: "a push whose timestamp is more than 300 s from this machine's clock is refused",
    },
    next: {
      zh: '打开时间同步（NTP），如 timedatectl set-ntp true；容器用宿主机的时钟。',
      en: 'Keep the clock by NTP, as with timedatectl set-ntp true; a container has the clock of its host.',
    },
  }
  return Math.abs(aheadMs) > BAD_CLOCK_MS ? fail('clock', trouble) : warn('clock', trouble)
}

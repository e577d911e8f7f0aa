import {
  BAD_APPID_ERRCODES,
  BAD_CREDENTIAL_ERRCODE,
  BAD_SECRET_ERRCODES,
  BANNED_ERRCODE,
  BUSY_ERRCODES,
  DAY_QUOTA_ERRCODE,
  FORBIDDEN_ERRCODES,
  FROZEN_SECRET_ERRCODE,
  MINUTE_QUOTA_ERRCODE,
  NO_CALLBACK_ERRCODE,
  NOT_SERVED_ERRCODE,
  NOT_WHITELISTED_ERRCODE,
  UNCONFIRMED_IP_ERRCODES,
  UNREGISTERED_IP_ERRCODES,
} from '../wechat/errcodes.ts'
import type { Hint } from '../domain/errors.ts'
import { AnsweredNoError, HttpNoError, WechatError } from '../wechat/errors.ts'
import * as CONSOLE from './consoles.ts'

/** Why a question to the platform failed, and what an operator can do. */
export interface Ailment {
  readonly errcode: number | null
  readonly cause: Hint
  readonly next: Hint
  readonly console: string | null
}

/** What a call came to, its failure as a value. */
export async function attempt<T>(call: Promise<T>): Promise<T | { readonly error: unknown }> {
  try {
    return await call
  } catch (error) {
    return { error }
  }
}

/** Whatever a call threw, in an operator's words. */
export function toAilment(error: unknown): Ailment {
  if (error instanceof AnsweredNoError) {
    const { errcode, errmsg, hint } = error
    const answered = { zh: `微信应答 ${errcode} ${errmsg}`, en: `WeChat answered ${errcode} ${errmsg}` }
    const remedy = errcode === NOT_WHITELISTED_ERRCODE ? whitelist(errmsg) : REMEDIES.get(errcode)
    return {
      errcode,
      cause: remedy?.cause ?? answered,
      next: remedy?.next ?? hint ?? RETRY,
      console: remedy?.console ?? null,
    }
  }
  const gone = error instanceof HttpNoError && error.status === 404
  if (error instanceof WechatError)
    return {
      errcode: null,
      cause: { zh: error.message, en: error.message },
      next: gone ? GONE : RETRY,
      console: gone ? CONSOLE.PERMISSIONS : null,
    }
  return {
    errcode: null,
    cause: { zh: '微信的应答与文档所写不同', en: "WeChat's answer has another shape than documented" },
    next: RETRY,
    console: null,
  }
}

/** The account may not use the interface. */
export function isForbidden(error: unknown): boolean {
  return error instanceof AnsweredNoError && FORBIDDEN_ERRCODES.has(error.errcode)
}

const RETRY: Hint = {
  zh: '过一会儿再运行一次；一直如此就看网络与代理。',
  en: 'Run it again in a while; if it stays so, look at the network and its proxies.',
}
const GONE: Hint = {
  zh: '微信已不对本号提供这个接口：在接口权限里查看，必要时提工单。',
  en: 'WeChat does not serve this interface to the account: look at its permissions, and ask WeChat if need be.',
}

interface Remedy {
  readonly next: Hint
  readonly console: string | null
  /** In better words than the platform's. */
  readonly cause?: Hint
}

/** The address stands in the errmsg, `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist`; the list wants the IPv4. */
function whitelist(errmsg: string): Remedy {
  const ip = /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(errmsg)?.[0] ?? /\bipv6 ([0-9a-f:]+)/.exec(errmsg)?.[1]
  const cause = {
    zh: `服务器出口 IP ${ip ?? ''} 不在白名单里（40164）`,
    en: `this server goes out as ${ip ?? ''}, which is not on the whitelist (40164)`,
  }
  return {
    ...(ip === undefined ? {} : { cause }),
    next: {
      zh: `把 ${ip ?? '本机的出口 IP'} 加进 API IP 白名单，几分钟后再试。`,
      en: `Add ${ip ?? "this server's outgoing IP"} to the API IP whitelist (白名单), and try again some minutes later.`,
    },
    console: CONSOLE.WHITELIST,
  }
}

const of = (codes: readonly number[], zh: string, en: string, console: string | null): [number, Remedy][] =>
  codes.map((code) => [code, { next: { zh, en }, console }])

const REMEDIES: ReadonlyMap<number, Remedy> = new Map([
  ...of(BUSY_ERRCODES, RETRY.zh, RETRY.en, null),
  ...of(
    [BAD_CREDENTIAL_ERRCODE, ...BAD_SECRET_ERRCODES],
    'AppSecret 与后台不符或已被重置：把后台现在的 AppSecret 写进 WECHAT_APPSECRET。',
    'The AppSecret differs from the console or was reset: put the present one into WECHAT_APPSECRET.',
    CONSOLE.SECRETS,
  ),
  ...of(
    BAD_APPID_ERRCODES,
    'AppID 不对：核对 WECHAT_APPID。',
    'The AppID is wrong: compare WECHAT_APPID.',
    CONSOLE.SECRETS,
  ),
  ...of([FROZEN_SECRET_ERRCODE], '在后台解冻 AppSecret。', 'Unfreeze the AppSecret in the console.', CONSOLE.SECRETS),
  ...of(
    UNREGISTERED_IP_ERRCODES,
    '把本机的出口 IP 加进 API IP 白名单。',
    "Add this server's outgoing IP to the API IP whitelist (白名单).",
    CONSOLE.WHITELIST,
  ),
  ...of(
    UNCONFIRMED_IP_ERRCODES,
    '公众号管理员的微信会收到确认消息：请其同意这个 IP，再试。被拒绝过就等 1 至 24 小时。',
    "The account's administrator is asked in WeChat to accept this IP: let them do so. After a refusal wait 1 to 24 hours.",
    CONSOLE.WHITELIST,
  ),
  ...of(
    [...FORBIDDEN_ERRCODES],
    '完成微信认证，或改用测试号；个人主体的公众号不能认证。',
    'Have the account verified (微信认证), or use a test account (测试号); an account of a private person can not be verified.',
    CONSOLE.VERIFICATION,
  ),
  ...of(
    [BANNED_ERRCODE],
    '接口因违规被封禁：看后台的通知并申诉。',
    'The interface was banned: read the notices in the console.',
    CONSOLE.PERMISSIONS,
  ),
  ...of([NOT_SERVED_ERRCODE], GONE.zh, GONE.en, CONSOLE.PERMISSIONS),
  ...of(
    [DAY_QUOTA_ERRCODE],
    '等到 00:00（北京时间）；急用可在后台清零，每月 10 次。',
    'Wait until 00:00 in Beijing; in a hurry, clear it in the console, ten times a month at most.',
    CONSOLE.PERMISSIONS,
  ),
  ...of([MINUTE_QUOTA_ERRCODE], '下一分钟再试。', 'Try again in the next minute.', null),
  ...of(
    [NO_CALLBACK_ERRCODE],
    '在后台填写回调地址 https://你的域名/wechat 并启用；填写时 fenzu 必须在运行。',
    'Enter the callback https://YOUR.HOST/wechat in the console and enable it, while fenzu runs.',
    CONSOLE.CALLBACK,
  ),
])

import { FenzuError, type Hint } from '../domain/errors.ts'
import {
  BAD_CREDENTIAL_ERRCODE,
  BAD_SECRET_ERRCODE,
  INTERFACE_REFUSED_ERRCODES,
  meaningOf,
  type ErrcodeKind,
} from './errcodes.ts'

/*
 * How a call can fail, drawn along the line that matters to a caller: the platform answered no, something on the way
 * answered, nobody answered, it took too long. Each names the API path and nothing else of the URL, and says whether the
 * change may have been made all the same.
 */

export abstract class WechatError extends FenzuError {
  /** API path without query. */
  readonly path: string
  /** Whether the platform may have done what it was asked, although we did not see it say so. */
  abstract readonly mayHaveHappened: boolean

  constructor(path: string, message: string, options: { cause?: unknown; hint: Hint }) {
    super(`${path}: ${message}`, options)
    this.path = path
  }
}

const ERRMSG_LIMIT = 200
/** The number of the call stands at the end, behind whatever else there is. */
const ERRMSG_READ = 2_000
/** As it has been seen: `rid: 5f3d…`, `rid=…`, `hints: [ req_id: KLz… ]`, `request_id: …`, `hint: [9cBQ…]`. */
const RID = /\b(?:rid|req(?:uest)?[_ ]?id)\s{0,8}[:：=]\s{0,8}\[?\s{0,8}([0-9a-z][0-9a-z_-]{5,63})/i
const HINT = /\bhints?\s{0,8}[:：=]\s{0,8}\[\s{0,8}([0-9a-z_-]{6,64})\s{0,8}\]/i

/** The platform's own verdict inside a 200. What it refused it did not do. */
export class AnsweredNoError extends WechatError {
  readonly code = 'wechat.answered-no'
  readonly errcode: number
  /** Cleaned and cut; the rid stands in it too. */
  readonly errmsg: string
  /** With which the platform's support finds the call; null if it gave none. */
  readonly rid: string | null
  readonly kind: ErrcodeKind
  readonly mayHaveHappened = false

  constructor(path: string, errcode: number, errmsg: string) {
    const whole = errmsg.slice(0, ERRMSG_READ).replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    const clean = whole.slice(0, ERRMSG_LIMIT).toWellFormed()
    const { kind, hint } = meaningOf(errcode, clean)
    super(path, `errcode ${errcode} ${clean}`, { hint })
    this.errcode = errcode
    this.errmsg = clean
    this.rid = (RID.exec(whole) ?? HINT.exec(whole))?.[1] ?? null
    this.kind = kind
  }
}

/** As for errcode 40066: an interface that is not there. */
const NOT_SERVED: Hint = {
  zh: '微信没有提供这个接口，可能已下线。请运维检查接口权限，或换一种接口（WECHAT_BACKEND）。',
  en: 'WeChat does not serve this interface (any more). The operator should check the permissions, or choose the other API (WECHAT_BACKEND).',
}

/**
 * A gateway or proxy answered with an HTTP status. Whether the platform saw the call is not known from 500 up, nor after a
 * 2xx that is not the platform's own 200.
 */
export class HttpNoError extends WechatError {
  readonly code = 'wechat.http-no'
  readonly status: number
  readonly mayHaveHappened: boolean

  constructor(path: string, status: number) {
    super(path, `HTTP status ${status}`, {
      hint:
        status === 404
          ? NOT_SERVED
          : { zh: '微信网关出错，稍后再试。', en: "WeChat's gateway failed. Try again later." },
    })
    this.status = status
    this.mayHaveHappened = status >= 500 || status < 300
  }
}

/** What came is not an answer of the platform: HTML, cut off, or of another shape. */
export class UnreadableAnswerError extends WechatError {
  readonly code = 'wechat.unreadable-answer'
  readonly mayHaveHappened = true

  constructor(path: string, what: string) {
    super(path, `unreadable answer: ${what}`, {
      hint: { zh: '微信的应答无法识别，稍后再试。', en: "WeChat's answer could not be read. Try again later." },
    })
  }
}

/** No answer came: the connection could not be made, or broke. */
export class NoAnswerError extends WechatError {
  readonly code = 'wechat.no-answer'
  readonly mayHaveHappened: boolean

  constructor(path: string, systemCode: string, mayHaveHappened: boolean) {
    super(path, `no answer (${systemCode})`, {
      hint: { zh: '连不上微信接口，请稍后再试。', en: "WeChat's API can not be reached. Try again later." },
    })
    this.mayHaveHappened = mayHaveHappened
  }
}

/** The attempt, or all attempts together, took longer than they may, or the answer came too slowly once it had begun. */
export class TooSlowError extends WechatError {
  readonly code = 'wechat.too-slow'
  readonly budget: 'attempt' | 'total' | 'rate'
  readonly mayHaveHappened: boolean

  constructor(path: string, budget: TooSlowError['budget'], afterMs: number, mayHaveHappened: boolean) {
    const what = budget === 'rate' ? 'the answer came too slowly' : `no answer within ${afterMs} ms (${budget})`
    super(path, what, {
      hint: { zh: '微信接口太慢，没有应答。', en: "WeChat's API is too slow and did not answer." },
    })
    this.budget = budget
    this.mayHaveHappened = mayHaveHappened
  }
}

/** 48001 (no permission), 40066 (not served) and a 404 speak of one interface; any other refusal is of the whole account. */
export function isInterfaceRefused(error: unknown): boolean {
  if (error instanceof HttpNoError) return error.status === 404
  return error instanceof AnsweredNoError && INTERFACE_REFUSED_ERRCODES.has(error.errcode)
}

/** The platform refuses us a token. Nothing was sent; it is asked again in a minute at the earliest. */
export class TokenRefusedError extends WechatError {
  readonly code = 'wechat.token-refused'
  readonly errcode: number
  readonly mayHaveHappened = false

  constructor(refusal: AnsweredNoError) {
    const hint = refusal.errcode === BAD_CREDENTIAL_ERRCODE ? meaningOf(BAD_SECRET_ERRCODE, '').hint : refusal.hint
    super(refusal.path, `the token is refused: errcode ${refusal.errcode} ${refusal.errmsg}`, {
      hint: hint ?? meaningOf(refusal.errcode, refusal.errmsg).hint,
    })
    this.errcode = refusal.errcode
  }
}

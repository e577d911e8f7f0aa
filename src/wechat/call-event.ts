import { ERRCODES, NO_MENU_ERRCODE } from './errcodes.ts'
import { AnsweredNoError, WechatError } from './errors.ts'

/** What one attempt came to, for the metrics and the log; no words of a person and no secret in it. */
export interface CallEvent {
  readonly path: string
  readonly attempt: number
  /** To a tenth. */
  readonly ms: number
  /** 0 for success, the platform's number, or the name of the failure. */
  readonly outcome: number | string
  /** `done`: answered, if only that there is none; `quota-spent`: over for today; `failed`: anything else. */
  readonly end: 'done' | 'quota-spent' | 'failed'
  readonly rid: string | null
  /** What an operator should do; null for success. */
  readonly hint: string | null
  /** The platform's own words, where its number is not known here; they are all there is to go by. Else null. */
  readonly errmsg: string | null
}

/** `error` is what the attempt ended with, undefined for success. */
export function toCallEvent(path: string, attempt: number, ms: number, error: unknown): CallEvent {
  return {
    path,
    attempt,
    ms: Math.round(ms * 10) / 10,
    outcome: toOutcome(error),
    end: toEnd(error),
    rid: error instanceof AnsweredNoError ? error.rid : null,
    hint: error instanceof WechatError ? (error.hint?.en ?? null) : null,
    errmsg: error instanceof AnsweredNoError && !ERRCODES.has(error.errcode) ? error.errmsg : null,
  }
}

function toEnd(error: unknown): CallEvent['end'] {
  if (error === undefined) return 'done'
  if (!(error instanceof AnsweredNoError)) return 'failed'
  if (error.errcode === NO_MENU_ERRCODE) return 'done'
  return error.kind === 'day-quota' ? 'quota-spent' : 'failed'
}

function toOutcome(error: unknown): number | string {
  if (error === undefined) return 0
  if (error instanceof AnsweredNoError) return error.errcode
  return error instanceof WechatError ? error.code : 'unknown'
}

import type { PlatformState } from '../state.ts'

/** One call as the platform read it. */
export interface ApiCall {
  readonly query: URLSearchParams
  /** The JSON object that was sent; empty for a GET. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** Calls that carry the AppSecret need no access_token. */
  readonly needsToken: boolean
  /** Answers with the body of a success, or throws a `Refusal` before anything was changed. */
  readonly handle: (call: ApiCall, state: PlatformState) => object
}

/** Path without query → what answers there. */
export type Family = Readonly<Record<string, Endpoint>>

export const DONE = { errcode: 0, errmsg: 'ok' } as const

export function get(handle: Endpoint['handle']): Endpoint {
  return { method: 'GET', needsToken: true, handle }
}

export function post(handle: Endpoint['handle']): Endpoint {
  return { method: 'POST', needsToken: true, handle }
}

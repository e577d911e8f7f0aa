import type { PlatformState } from '../state.ts'
import type { Form } from './multipart.ts'

/** One call as the platform read it. */
export interface ApiCall {
  readonly query: URLSearchParams
  /** Where the platform was reached: scheme, host and port. */
  readonly origin: string
  /** The JSON object that was sent; empty for a GET. */
  readonly body: Readonly<Record<string, unknown>>
  /** What was uploaded; undefined when the body was no form. */
  readonly form?: Form | undefined
}

/** An answer that is no JSON: a file. */
export class Bytes {
  readonly bytes: Buffer
  readonly type: string
  readonly filename: string

  constructor(bytes: Buffer, type: string, filename: string) {
    this.bytes = bytes
    this.type = type
    this.filename = filename
  }
}

export interface SimulatedEndpoint {
  readonly method: 'GET' | 'POST'
  /** Calls that carry the AppSecret need no access_token. */
  readonly needsToken: boolean
  /** Whether the body is a form with a file, and no JSON. */
  readonly takesForm?: boolean
  /** Answers with the body of a success, or throws a `Refusal` before anything was changed. */
  readonly handle: (call: ApiCall, state: PlatformState) => object | Bytes
}

/** Path without query → what answers there. */
export type Family = Readonly<Record<string, SimulatedEndpoint>>

export const DONE = { errcode: 0, errmsg: 'ok' } as const

export function get(handle: SimulatedEndpoint['handle']): SimulatedEndpoint {
  return { method: 'GET', needsToken: true, handle }
}

export function post(handle: SimulatedEndpoint['handle']): SimulatedEndpoint {
  return { method: 'POST', needsToken: true, handle }
}

/** A POST whose body is a form with a file in it. */
export function upload(handle: SimulatedEndpoint['handle']): SimulatedEndpoint {
  return { method: 'POST', needsToken: true, takesForm: true, handle }
}

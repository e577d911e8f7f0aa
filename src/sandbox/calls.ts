/** The log of API calls the platform received, oldest first. */
import type { ChangeSignal } from './change-signal.ts'
import type { FaultKind } from './faults.ts'

export interface LoggedCall {
  readonly seq: number
  /** On the platform's clock, milliseconds. */
  readonly at: number
  readonly path: string
  /** What was sent: the JSON body, or a GET's query; the text itself when it is not JSON; null when there was nothing. */
  readonly body: unknown
  /** Whether it changed the world (or put a message before somebody's eyes). */
  applied: boolean
  /** 0 for success; null when no answer of the platform was made. */
  errcode: number | null
}

/** Older entries are dropped: a soak run must not fill the memory. */
const KEPT_CALLS = 50_000
/** Answers are kept for the page, which shows no more calls than this. */
const KEPT_ANSWERS = 200
/** What is longer is cut: a page of 10,000 openids tells no more than its beginning. */
const LONGEST_ANSWER = 16_384

/** Faults that were ordered for a call. */
export interface MetFaults {
  readonly kind: FaultKind | null
  /** By how much the answer was delayed. */
  readonly delayMs: number
}

export class CallLog {
  readonly #changeSignal: ChangeSignal
  readonly #met = new WeakMap<LoggedCall, MetFaults>()
  #calls: LoggedCall[] = []
  #seq = 0
  readonly #answers = new Map<number, string>()

  constructor(changeSignal: ChangeSignal) {
    this.#changeSignal = changeSignal
  }

  /** The returned entry is completed by whoever handles the call. `seq` begins at 1 and never restarts. */
  add(at: number, path: string, body: unknown, met: MetFaults): LoggedCall {
    this.#seq++
    const call = { seq: this.#seq, at, path, body: withoutSecrets(body), applied: false, errcode: null }
    this.#calls.push(call)
    this.#met.set(call, met)
    if (this.#calls.length >= KEPT_CALLS * 2) this.#calls = this.#calls.slice(-KEPT_CALLS)
    this.#changeSignal.emit()
    return call
  }

  since(seq: number): readonly LoggedCall[] {
    const first = this.#calls[0]
    return first === undefined ? [] : this.#calls.slice(Math.max(0, seq + 1 - first.seq))
  }

  /** Notes the body that was sent as the answer, as it was on the wire but for secrets. */
  answered(call: LoggedCall, body: string): void {
    const cut = body.length > LONGEST_ANSWER ? `${body.slice(0, LONGEST_ANSWER)}…` : body
    this.#answers.set(call.seq, cut.replaceAll(ACCESS_TOKEN, '$1[redacted]'))
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > KEPT_ANSWERS && oldest !== undefined) this.#answers.delete(oldest)
  }

  /** The body of the answer to a call; undefined when none was sent, or it is no longer kept. */
  answerTo(seq: number): string | undefined {
    return this.#answers.get(seq)
  }

  get lastSeq(): number {
    return this.#seq
  }

  /** What the call met; it stands beside the entry because the log's form is fixed. */
  metBy(call: LoggedCall): MetFaults {
    return this.#met.get(call) ?? { kind: null, delayMs: 0 }
  }
}

const ACCESS_TOKEN = /("access_token":")[^"]*/g
const SECRET_FIELDS = new Set(['secret', 'appsecret', 'access_token'])

function withoutSecrets(body: unknown): unknown {
  if (typeof body === 'string')
    return body.replaceAll(/\b[0-9a-f]{32}\b|\d{1,3}_[A-Za-z0-9_-]{100,500}/gi, '[redacted]')
  if (Array.isArray(body)) return body.map(withoutSecrets)
  if (typeof body !== 'object' || body === null) return body
  const entries = Object.entries(body).map(([name, value]: [string, unknown]) => {
    return [name, SECRET_FIELDS.has(name.toLowerCase()) ? '[redacted]' : withoutSecrets(value)] as const
  })
  return Object.fromEntries(entries)
}

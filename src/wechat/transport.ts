import { Agent, request } from 'undici'
import type { Clock } from '../domain/clock.ts'
import { readBytes, readText, toAnswer } from './answer.ts'
import { toFile, toForm, type DownloadedFile, type Upload } from './upload.ts'
import { HttpNoError, NoAnswerError, TooSlowError, WechatError } from './errors.ts'

/** How long one attempt may take, from its start to the last byte. The platform has been seen to need more than ten seconds. */
export const ATTEMPT_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 2_000
/** A picture or a video has 10 MB at most. */
const MAX_FILE_BYTES = 11 * 1_048_576
/** Of changes and of questions each, so that neither has to wait for connections which the others hold. */
const CONNECTIONS = 16

export interface CallAttempt {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as a form, in place of `body`. */
  readonly upload?: Upload | undefined
  /** Whether a file is expected: it comes back as the field `file`, and JSON instead of it as ever. */
  readonly answersFile?: boolean
  /** Whether it changes anything; questions have connections of their own. */
  readonly changes?: boolean
  /** What the platform must not hand back to us inside an errmsg: it is blotted out there. */
  readonly secrets: readonly string[]
  /** ATTEMPT_TIMEOUT_MS, or less where less is left of the whole call's time. */
  readonly timeoutMs?: number
}

export interface Transport {
  /** One attempt: the platform's answer as JSON, or one of the errors of errors.ts. Never repeats anything. */
  send(attempt: CallAttempt): Promise<Record<string, unknown>>
  /** One file from an address that the platform gave. Rejects with TypeError, asking nobody, for a host that is not its own. */
  download(url: string): Promise<DownloadedFile>
  /** Ends attempts under way too. */
  close(): Promise<void>
}

/** Errors after which it is certain that no byte of the request reached the platform. */
const NOTHING_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

export interface TransportOptions {
  readonly apiBase: string
  readonly clock: Clock
  /** Hears the platform's time as each answer tells it, in ms, to a second. */
  readonly dated?: (at: number) => void
}

export function createTransport({ apiBase, clock, dated }: TransportOptions): Transport {
  // HTTP/1.1 only: on HTTP/2 an attempt that is given up would end its stream and leave the socket open.
  const openAgent = () =>
    new Agent({
      allowH2: false,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      connections: CONNECTIONS,
      pipelining: 1,
    })
  const agents = { changes: openAgent(), questions: openAgent() }

  return {
    async send(attempt) {
      const abort = new AbortController()
      const { path, timeoutMs = ATTEMPT_TIMEOUT_MS } = attempt
      const cancel = clock.setTimer(timeoutMs, () => {
        abort.abort()
      })
      try {
        const agent = attempt.changes === true ? agents.changes : agents.questions
        return await exchange({ agent, apiBase, clock, signal: abort.signal, dated }, attempt)
      } catch (error) {
        const budget = timeoutMs < ATTEMPT_TIMEOUT_MS ? 'total' : 'attempt'
        if (abort.signal.aborted) throw new TooSlowError(path, budget, timeoutMs, true)
        throw toNoAnswer(path, error)
      } finally {
        cancel()
      }
    },
    async download(address) {
      const url = URL.parse(address)
      if (url === null || !isPlatformFile(url, apiBase))
        throw new TypeError('the file is not at an address of the platform')
      // The path may hold a key that opens the file.
      const name = url.hostname
      const abort = new AbortController()
      const cancel = clock.setTimer(ATTEMPT_TIMEOUT_MS, () => {
        abort.abort()
      })
      try {
        const { statusCode, headers, body } = await request(url, { dispatcher: agents.questions, signal: abort.signal })
        if (statusCode === 200) return toFile(await readBytes(name, body, MAX_FILE_BYTES, clock), headers)
        await body.dump()
        throw new HttpNoError(name, statusCode)
      } catch (error) {
        if (abort.signal.aborted) throw new TooSlowError(name, 'attempt', ATTEMPT_TIMEOUT_MS, false)
        throw toNoAnswer(name, error)
      } finally {
        cancel()
      }
    },
    close: async () => {
      await Promise.all([agents.changes.destroy(), agents.questions.destroy()])
    },
  }
}

/** Files of the platform lie on Tencent's hosts; the simulated platform's beside its API. */
function isPlatformFile(url: URL, apiBase: string): boolean {
  if (url.origin === apiBase) return true
  return /^https?:$/.test(url.protocol) && url.port === '' && /\.(?:qq\.com|qpic\.cn)$/.test(url.hostname)
}

interface Way {
  readonly agent: Agent
  readonly apiBase: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly dated: ((at: number) => void) | undefined
}

async function exchange(
  { agent, apiBase, clock, signal, dated }: Way,
  attempt: CallAttempt,
): Promise<Record<string, unknown>> {
  const { method, path, query = {}, body, upload, answersFile = false, secrets } = attempt
  const url = new URL(path, apiBase)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  // A string body is sent with its Content-Length: the platform answers 412 to a chunked one.
  const response = await request(url, {
    method,
    dispatcher: agent,
    signal,
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }),
    ...(upload !== undefined && toForm(upload)),
  })
  const at = Date.parse(String(response.headers['date']))
  if (!Number.isNaN(at)) dated?.(at)
  if (response.statusCode !== 200) {
    await response.body.dump()
    throw new HttpNoError(path, response.statusCode)
  }
  if (answersFile) {
    const bytes = await readBytes(path, response.body, MAX_FILE_BYTES, clock)
    // What went wrong comes as JSON with status 200, and so does the address of a video.
    if (!/^\s*\{/.test(bytes.toString('latin1', 0, 16))) return { file: toFile(bytes, response.headers) }
    return toAnswer(path, bytes.toString('utf8'), secrets)
  }
  return toAnswer(path, await readText(path, response.body, clock), secrets)
}

function toNoAnswer(path: string, error: unknown): Error {
  if (error instanceof WechatError) return error
  const systemCode = codeOf(error) ?? 'UNKNOWN'
  return new NoAnswerError(path, systemCode, !NOTHING_SENT.has(systemCode))
}

/** undici wraps the system's error, sometimes several of them (one for each address tried). */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  if ('cause' in error) return codeOf(error.cause)
  return 'errors' in error && Array.isArray(error.errors) ? codeOf(error.errors[0]) : undefined
}

import { Agent, request } from 'undici'
import type { Clock } from '../domain/clock.ts'
import { toFile, toForm, type DownloadedFile, type Upload } from './upload.ts'
import { AnsweredNoError, HttpNoError, NoAnswerError, TooSlowError, UnreadableAnswerError } from './errors.ts'

/** How long one attempt may take, from its start to the last byte. The platform has been seen to need more than ten seconds. */
export const ATTEMPT_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 2_000
/** The longest answers we ask for, 50 followers at once, are well below a tenth of this. */
const MAX_ANSWER_BYTES = 1_000_000
/** A picture or a video has 10 MB at most. */
const MAX_FILE_BYTES = 11 * 1_048_576
const CONNECTIONS = 8

export interface Attempt {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as a form, in place of `body`. */
  readonly upload?: Upload | undefined
  /** Whether a file is expected: it comes back as the field `file`, and JSON instead of it as ever. */
  readonly answersFile?: boolean
  /** What the platform must not hand back to us inside an errmsg: it is blotted out there. */
  readonly secrets: readonly string[]
  /** ATTEMPT_TIMEOUT_MS, or less where less is left of the whole call's time. */
  readonly timeoutMs?: number
}

export interface Transport {
  /** One attempt: the platform's answer as JSON, or one of the errors of errors.ts. Never repeats anything. */
  send(attempt: Attempt): Promise<Record<string, unknown>>
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
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    connections: CONNECTIONS,
    pipelining: 1,
  })

  return {
    async send(attempt) {
      const abort = new AbortController()
      const { path, timeoutMs = ATTEMPT_TIMEOUT_MS } = attempt
      const cancel = clock.setTimer(timeoutMs, () => {
        abort.abort()
      })
      try {
        return await exchange(agent, apiBase, attempt, abort.signal, dated)
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
        const { statusCode, headers, body } = await request(url, { dispatcher: agent, signal: abort.signal })
        if (statusCode === 200) return toFile(await readBytes(name, body, MAX_FILE_BYTES), headers)
        await body.dump()
        throw new HttpNoError(name, statusCode)
      } catch (error) {
        if (abort.signal.aborted) throw new TooSlowError(name, 'attempt', ATTEMPT_TIMEOUT_MS, false)
        throw toNoAnswer(name, error)
      } finally {
        cancel()
      }
    },
    close: () => agent.destroy(),
  }
}

/** Files of the platform lie on Tencent's hosts; the simulated platform's beside its API. */
function isPlatformFile(url: URL, apiBase: string): boolean {
  if (url.origin === apiBase) return true
  return /^https?:$/.test(url.protocol) && url.port === '' && /\.(?:qq\.com|qpic\.cn)$/.test(url.hostname)
}

async function exchange(
  agent: Agent,
  apiBase: string,
  attempt: Attempt,
  signal: AbortSignal,
  dated: ((at: number) => void) | undefined,
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
    const bytes = await readBytes(path, response.body, MAX_FILE_BYTES)
    // What went wrong comes as JSON with status 200, and so does the address of a video.
    if (!/^\s*\{/.test(bytes.toString('latin1', 0, 16))) return { file: toFile(bytes, response.headers) }
    return toAnswer(path, bytes.toString('utf8'), secrets)
  }
  return toAnswer(path, await readText(path, response.body), secrets)
}

async function readText(path: string, body: AsyncIterable<Buffer>): Promise<string> {
  return (await readBytes(path, body, MAX_ANSWER_BYTES)).toString('utf8').replace(/^\ufeff/, '')
}

async function readBytes(path: string, body: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > most) throw new UnreadableAnswerError(path, 'too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function toAnswer(path: string, text: string, secrets: readonly string[]): Record<string, unknown> {
  const answer = parseJson(text) ?? parseJson(withoutControlCharacters(text))
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new UnreadableAnswerError(path, 'not JSON')
  const fields = answer as Record<string, unknown>
  const errcode = toErrcode(fields['errcode'])
  if (errcode === undefined) throw new UnreadableAnswerError(path, 'an errcode that is not a number')
  if (errcode === 0) return fields
  const errmsg = typeof fields['errmsg'] === 'string' ? fields['errmsg'] : ''
  throw new AnsweredNoError(
    path,
    errcode,
    secrets.reduce((safe, secret) => safe.replaceAll(secret, '***'), errmsg),
  )
}

/** Answers that carry what was asked for have none; some gateways have been seen to write it as a string. */
function toErrcode(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Names and remarks have been seen with raw control characters in them, which JSON does not allow. */
function withoutControlCharacters(text: string): string {
  return text.replaceAll(/[\u0000-\u001f]/g, '')
}

function toNoAnswer(path: string, error: unknown): Error {
  if (error instanceof HttpNoError || error instanceof AnsweredNoError || error instanceof UnreadableAnswerError)
    return error
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

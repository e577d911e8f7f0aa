import { Agent, request } from 'undici'
import type { Clock } from '../domain/clock.ts'
import { AnsweredNoError, HttpNoError, NoAnswerError, TooSlowError, UnreadableAnswerError } from './errors.ts'

/** How long one attempt may take, from its start to the last byte. The platform has been seen to need more than ten seconds. */
export const ATTEMPT_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 2_000
const MAX_ANSWER_BYTES = 4_000_000
const CONNECTIONS = 8

export interface Attempt {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Transport {
  /** One attempt: the platform's answer as JSON, or one of the errors of errors.ts. Never repeats anything. */
  send(attempt: Attempt): Promise<Record<string, unknown>>
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
])

export function createTransport({ apiBase, clock }: { apiBase: string; clock: Clock }): Transport {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, connections: CONNECTIONS, pipelining: 1 })

  return {
    async send(attempt) {
      const abort = new AbortController()
      const cancel = clock.setTimer(ATTEMPT_TIMEOUT_MS, () => {
        abort.abort()
      })
      try {
        return await exchange(agent, apiBase, attempt, abort.signal)
      } catch (error) {
        if (abort.signal.aborted) throw new TooSlowError(attempt.path, 'attempt', ATTEMPT_TIMEOUT_MS, true)
        throw toNoAnswer(attempt.path, error)
      } finally {
        cancel()
      }
    },
    close: () => agent.destroy(),
  }
}

async function exchange(
  agent: Agent,
  apiBase: string,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const { method, path, query = {}, body } = attempt
  const url = new URL(path, apiBase)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  // A string body is sent with its Content-Length: the platform answers 412 to a chunked one.
  const response = await request(url, {
    method,
    dispatcher: agent,
    signal,
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }),
  })
  if (response.statusCode !== 200) {
    await response.body.dump()
    throw new HttpNoError(path, response.statusCode)
  }
  return toAnswer(path, await readText(path, response.body))
}

async function readText(path: string, body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > MAX_ANSWER_BYTES) throw new UnreadableAnswerError(path, 'too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '')
}

function toAnswer(path: string, text: string): Record<string, unknown> {
  const answer = parseJson(text) ?? parseJson(withoutControlCharacters(text))
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new UnreadableAnswerError(path, 'not JSON')
  const fields = answer as Record<string, unknown>
  const errcode = Number(fields['errcode'] ?? 0)
  if (errcode !== 0)
    throw new AnsweredNoError(path, errcode, typeof fields['errmsg'] === 'string' ? fields['errmsg'] : '')
  return fields
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

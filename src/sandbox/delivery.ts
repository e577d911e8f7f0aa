import { request } from 'undici'
import type { Dispatcher } from 'undici'
import type { Clock } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'

/** Nothing the platform would show is longer; what is longer is read no further. */
const LONGEST_ANSWER_BYTES = 1_048_576

/** The headers of a push, beside those that every request has. */
export const PUSH_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/xml',
  'User-Agent': 'Mozilla/4.0',
  Accept: '*/*',
  Pragma: 'no-cache',
}

/** One push as it goes over the wire, always by POST. */
export interface PushRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** One delivery, which took `ms` to its answer or its failure. A failure is told in a few words. */
export type Delivered = { readonly ms: number } & (
  | { readonly answer: HttpAnswer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: string }
)

/** Posts one push. An answer that has not come whole when `signal` fires is none. Never rejects. */
export async function deliver(
  { url, headers, body: sent }: PushRequest,
  { signal, dispatcher, clock }: { signal: AbortSignal; dispatcher: Dispatcher; clock: Clock },
): Promise<Delivered> {
  const startedAt = clock.elapsed()
  const tookMs = (): number => Math.round(clock.elapsed() - startedAt)
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers,
      body: sent,
      signal,
      dispatcher,
      // Time is measured by the clock that was given, and by nothing else.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    return { ms: tookMs(), answer: { status: statusCode, body: await textOf(body) } }
  } catch (thrown) {
    return { ms: tookMs(), failure: signal.aborted ? 'timeout' : inWords(toError(thrown)) }
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LONGEST_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  UND_ERR_SOCKET: 'connection closed',
  ENOTFOUND: 'host not found',
}

/** By code alone: an error's message may hold the URL with its query. */
function inWords(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.name
  return WORDS[code] ?? code
}

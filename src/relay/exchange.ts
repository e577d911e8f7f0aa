import { Agent, request, type Dispatcher } from 'undici'
import type { UpstreamRequest } from './upstream.ts'

/** What is longer is no passive reply. */
const MAX_ANSWER_BYTES = 65_536
const CONNECT_TIMEOUT_MS = 4_000

export type Exchanged =
  | { readonly kind: 'answered'; readonly status: number; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly reason: 'refused' | 'no-answer' | 'too-slow' | 'too-long' }

/** Connections to one upstream. Idle ones are closed before most servers do, so that none is closed under a push. */
export function createUpstreamAgent(connections: number): Agent {
  return new Agent({
    allowH2: false,
    connections,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: 3_000,
    keepAliveMaxTimeout: 10_000,
  })
}

/** One push to the upstream. Tried again, once, only when nobody listened: then nothing of it was read. Never rejects. */
export async function exchange(
  make: () => UpstreamRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Exchanged> {
  const first = await attempt(make(), dispatcher, signal)
  return first.kind === 'failed' && first.reason === 'refused' && !signal.aborted
    ? attempt(make(), dispatcher, signal)
    : first
}

async function attempt(asked: UpstreamRequest, dispatcher: Dispatcher, signal: AbortSignal): Promise<Exchanged> {
  const { url, headers, body: sent } = asked
  try {
    const options = {
      method: 'POST',
      headers,
      body: sent,
      signal,
      dispatcher,
      headersTimeout: 0,
      bodyTimeout: 0,
    } as const
    const { statusCode: status, body } = await request(url, options)
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MAX_ANSWER_BYTES) return { kind: 'failed', reason: 'too-long' }
      chunks.push(chunk)
    }
    return { kind: 'answered', status, bytes: Buffer.concat(chunks) }
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', reason: 'too-slow' }
    return { kind: 'failed', reason: codesOf(error).includes('ECONNREFUSED') ? 'refused' : 'no-answer' }
  }
}

/** undici wraps the system's error, sometimes several of them (one for each address tried). */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : []
  const cause = 'cause' in error ? [error.cause] : []
  return [...own, ...[...inner, ...cause].flatMap(codesOf)]
}

import { Pool, type Dispatcher } from 'undici'
import type { UpstreamRequest } from './upstream.ts'

/** What is longer is no passive reply. */
const MAX_ANSWER_BYTES = 65_536
const CONNECT_TIMEOUT_MS = 4_000
const OVER = new Error('nobody waits for this answer any more')

export type Exchanged =
  | { readonly kind: 'answered'; readonly status: number; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly reason: 'refused' | 'no-answer' | 'too-slow' | 'too-long' }

/** Connections to one upstream. Idle ones are closed before most servers do, so that none is closed under a push. */
export function createUpstreamPool(origin: string, connections: number): Pool {
  return new Pool(origin, {
    allowH2: false,
    connections,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: 3_000,
    keepAliveMaxTimeout: 10_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** One push to the upstream. Tried again, once, only when nobody listened: then nothing of it was read. Never rejects. */
export async function exchange(make: () => UpstreamRequest, pool: Dispatcher, signal: AbortSignal): Promise<Exchanged> {
  const first = await attempt(make(), pool, signal)
  return first.kind === 'failed' && first.reason === 'refused' && !signal.aborted
    ? attempt(make(), pool, signal)
    : first
}

/** Below undici's `request`, whose streams cost more than the rest of a relayed push. */
function attempt({ path, headers, body }: UpstreamRequest, pool: Dispatcher, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve) => {
    let running: Dispatcher.DispatchController | undefined
    const chunks: Buffer[] = []
    let [status, length] = [0, 0]
    const over = (exchanged: Exchanged): void => {
      signal.removeEventListener('abort', end)
      resolve(exchanged)
    }
    const end = (): void => {
      over({ kind: 'failed', reason: 'too-slow' })
      running?.abort(OVER)
    }
    signal.addEventListener('abort', end)
    pool.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart(controller) {
          running = controller
          if (signal.aborted) controller.abort(OVER)
        },
        onResponseStart(_controller, code) {
          status = code
        },
        onResponseData(controller, chunk) {
          length += chunk.length
          if (length <= MAX_ANSWER_BYTES) chunks.push(chunk)
          else {
            over({ kind: 'failed', reason: 'too-long' })
            controller.abort(OVER)
          }
        },
        onResponseEnd() {
          over({ kind: 'answered', status, bytes: Buffer.concat(chunks) })
        },
        onResponseError(_controller, error) {
          over({ kind: 'failed', reason: codesOf(error).includes('ECONNREFUSED') ? 'refused' : 'no-answer' })
        },
      },
    )
  })
}

/** undici wraps the system's error, sometimes several of them (one for each address tried). */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : []
  const cause = 'cause' in error ? [error.cause] : []
  return [...own, ...[...inner, ...cause].flatMap(codesOf)]
}

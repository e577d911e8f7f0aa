import { createHash, timingSafeEqual } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { isLocalRequest } from '../domain/local-request.ts'

export interface Readiness {
  readonly ready: boolean
  /** For people who may see more: what is well and what is not. */
  readonly details: Readonly<Record<string, unknown>>
}

export interface ProbesParts {
  readiness(): Promise<Readiness>
  /** The metrics in Prometheus' text format. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
  /** Bearer token for callers from elsewhere than this machine. */
  readonly metricsToken: string | undefined
}

/**
 * Alive, ready, metrics. Details and metrics are for this machine, or for whoever has the token. A request that came through
 * a proxy on this machine is not from this machine.
 */
export function createProbesRouter({ readiness, metrics, metricsToken }: ProbesParts): Router {
  const router = express.Router({ caseSensitive: true, strict: true })

  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').type('text/plain').send('ok')
  })

  router.get('/readyz', async (request, response) => {
    const { ready, details } = await readiness()
    const body = maySeeDetails(request, metricsToken) ? { ready, ...details } : { ready }
    response
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json(body)
  })

  router.get('/metrics', async (request, response) => {
    if (!maySeeDetails(request, metricsToken)) {
      response.status(401).end()
      return
    }
    const { contentType, text } = await metrics()
    response.set('Cache-Control', 'no-store').set('Content-Type', contentType).send(text)
  })

  return router
}

function maySeeDetails(request: Request, token: string | undefined): boolean {
  // nginx with nothing but proxy_pass adds no header and writes its own Host, but speaks HTTP/1.0.
  if (request.httpVersion !== '1.0' && isLocalRequest(request)) return true
  const given = /^Bearer (\S{1,512})$/.exec(request.headers.authorization ?? '')?.[1]
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

import type { RequestListener } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { createCallbackRouter } from './callback.ts'
import { createProbesRouter, type ProbesParts } from './probes.ts'
import { createPushListener, type CallbackParts, type PushListener } from './push.ts'

/*
 * The front door: thin, without a business word. Bytes and headers stop here; what a push means is read in protocol/, what
 * it does is decided in bot/.
 */

export interface HttpParts {
  /** By path: `/wechat`, or `/wechat/NAME` for each of several accounts. */
  readonly callbacks: ReadonlyMap<string, CallbackParts>
  readonly probes: ProbesParts
  /** A defect outside of any account's callback. */
  failed(error: unknown): void
}

/**
 * What the server listens with: the Express app, and in front of its router the one request that nearly all are. A push that
 * names the callback as the platform does is handed to the handler that its route has, without Express looking for the
 * route, which costs as much as all that is done with the push. Everything else goes through the app.
 */
export function createFrontDoor(parts: HttpParts): RequestListener {
  const listeners = new Map([...parts.callbacks].map(([path, callback]) => [path, createPushListener(callback)]))
  const app = createHttpApp(parts, listeners)
  return (request, response) => {
    const { url = '' } = request
    const pathEnd = url.indexOf('?')
    const answerPush = request.method === 'POST' && pathEnd > 0 ? listeners.get(url.slice(0, pathEnd)) : undefined
    if (answerPush !== undefined) answerPush(request, response)
    else app(request, response)
  }
}

/** Every path but the callback and the probes is a bare 404; nothing ever answers with a page or a stack. */
export function createHttpApp(
  { callbacks, probes, failed }: HttpParts,
  listeners: ReadonlyMap<string, PushListener>,
): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.set('env', 'production')
  for (const [path, callback] of callbacks) {
    const answerPush = listeners.get(path)
    if (answerPush !== undefined) app.use(createCallbackRouter(path, callback, answerPush))
  }
  app.use(createProbesRouter(probes))
  app.use((_request, response) => {
    response.status(404).end()
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    failed(error)
    if (response.headersSent) response.destroy()
    else response.status(500).end()
  })
  return app
}

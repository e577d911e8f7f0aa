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
  readonly callback: CallbackParts
  readonly probes: ProbesParts
}

/**
 * What the server listens with: the Express app, and in front of its router the one request that nearly all are. A push that
 * names the callback as the platform does is handed to the handler that its route has, without Express looking for the
 * route, which costs as much as all that is done with the push. Everything else goes through the app.
 */
export function createFrontDoor(parts: HttpParts): RequestListener {
  const answerPush = createPushListener(parts.callback)
  const app = createHttpApp(parts, answerPush)
  return (request, response) => {
    if (request.method === 'POST' && request.url?.startsWith('/wechat?') === true) answerPush(request, response)
    else app(request, response)
  }
}

/** Every path but the callback and the probes is a bare 404; nothing ever answers with a page or a stack. */
export function createHttpApp({ callback, probes }: HttpParts, answerPush: PushListener): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.set('env', 'production')
  app.use(createCallbackRouter(callback, answerPush))
  app.use(createProbesRouter(probes))
  app.use((_request, response) => {
    response.status(404).end()
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    callback.watch.failed(error)
    if (response.headersSent) response.destroy()
    else response.status(500).end()
  })
  return app
}

import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { createCallbackRouter, type CallbackParts } from './callback.ts'
import { createProbesRouter, type ProbesParts } from './probes.ts'

/*
 * The front door: thin, without a business word. Bytes and headers stop here; what a push means is read in protocol/, what
 * it does is decided in bot/.
 */

/** Every path but the callback and the probes is a bare 404; nothing ever answers with a page or a stack. */
export function createHttpApp({ callback, probes }: { callback: CallbackParts; probes: ProbesParts }): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.set('env', 'production')
  app.use(createCallbackRouter(callback))
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

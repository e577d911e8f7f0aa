import express, { type RequestHandler, type Router } from 'express'
import { queryOf, type CallbackParts, type PushListener } from './push.ts'
import { refuse, send } from './send.ts'

const ALLOWED = { Allow: 'GET, POST' }

/** The callback: GET is the platform trying the address, POST a push. */
export function createCallbackRouter(path: string, parts: CallbackParts, answerPush: PushListener): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const route = router.route(path)
  route.get(answerHandshake(parts))
  route.post(answerPush)
  route.all((_request, response) => {
    refuse(response, 405, ALLOWED)
  })
  return router
}

function answerHandshake({ envelope, watch }: CallbackParts): RequestHandler {
  return (request, response) => {
    if (request.method === 'HEAD') {
      refuse(response, 405, ALLOWED)
      return
    }
    const handshake = envelope.openHandshake(queryOf(request))
    if (handshake.kind === 'refused') {
      watch.refused(handshake.reason)
      refuse(response, 401)
      return
    }
    send(response, 'text/plain; charset=utf-8', handshake.echostr)
  }
}

import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express'
import type { Clock } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import type { Envelope, Opened } from '../protocol/envelope.ts'
import type { Push } from '../protocol/message.ts'
import { serializeTextReply, serializeTransfer } from '../protocol/reply.ts'
import { BodyRefusedError, readBody } from './body.ts'
import type { CallbackWatch, Receiver } from './receiver.ts'

type OpenedPush = Extract<Opened, { kind: 'opened' }>

export interface CallbackParts {
  readonly envelope: Envelope
  readonly receiver: Receiver
  readonly clock: Clock
  readonly watch: CallbackWatch
}

/**
 * The callback: GET is the platform trying the address, POST a push. A refusal is a bare status without a body, and nothing
 * is read of what was refused. Once the signature holds the answer is always one the platform takes, whatever goes wrong.
 */
export function createCallbackRouter(parts: CallbackParts): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const route = router.route('/wechat')
  route.get(answerHandshake(parts))
  route.post(answerPush(parts))
  route.all((_request, response) => {
    response.set('Allow', 'GET, POST')
    refuse(response, 405)
  })
  router.use('/wechat', refuseUnreadable(parts.watch))
  return router
}

function answerHandshake({ envelope, watch }: CallbackParts): RequestHandler {
  return (request, response) => {
    if (request.method === 'HEAD') {
      response.set('Allow', 'GET, POST')
      refuse(response, 405)
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

function answerPush(parts: CallbackParts): RequestHandler {
  const { envelope, watch, clock } = parts
  return async (request, response) => {
    const receivedAt = clock.now()
    const opened = envelope.openPush(queryOf(request), await readBody(request))
    if (opened.kind === 'refused') {
      watch.refused(opened.reason)
      refuse(response, 401)
      return
    }
    if (opened.kind === 'ignored') {
      watch.ignored(opened.reason)
      send(response, 'text/plain; charset=utf-8', 'success')
      return
    }
    const reply = await receive(parts, opened.push, receivedAt)
    const sent = answer(parts, response, reply, opened)
    watch.answered(sent ? reply.kind : 'success', clock.now() - receivedAt)
  }
}

/** The last resort: a defect behind the door must not become the grey line in front of the user. */
async function receive({ receiver, watch }: CallbackParts, push: Push, receivedAt: number): Promise<Reply> {
  try {
    return await receiver.receive(push, { receivedAt })
  } catch (error) {
    watch.failed(error)
    return { kind: 'success' }
  }
}

/** Whether the reply is on its way. One that can't be put into words is a defect: the platform then gets `success`. */
function answer(
  { watch, clock }: CallbackParts,
  response: Response,
  reply: Reply,
  { push, seal }: OpenedPush,
): boolean {
  if (reply.kind === 'success') {
    send(response, 'text/plain; charset=utf-8', 'success')
    return true
  }
  const told = reply.kind === 'text' ? teller(reply.delivered, watch) : undefined
  const people = { to: push.from, from: push.to, createdAt: Math.floor(clock.now() / 1000) }
  let body
  try {
    body = seal(reply.kind === 'text' ? serializeTextReply({ ...people, text: reply.text }) : serializeTransfer(people))
  } catch (error) {
    watch.failed(error)
    send(response, 'text/plain; charset=utf-8', 'success')
    told?.(false)
    return false
  }
  if (told !== undefined) watchDelivery(response, told)
  send(response, 'application/xml; charset=utf-8', body)
  return true
}

/** A response that the platform had already cut can't be delivered, and would never say so. */
function watchDelivery(response: Response, told: (ok: boolean) => void): void {
  if (response.destroyed || response.closed) told(false)
  else
    response.once('close', () => {
      told(response.writableFinished)
    })
}

/** Called from a socket's event, where whatever is thrown would end the process. */
function teller(delivered: ((ok: boolean) => void) | undefined, watch: CallbackWatch): (ok: boolean) => void {
  return (ok) => {
    try {
      delivered?.(ok)
    } catch (error) {
      watch.failed(error)
    }
  }
}

function send(response: Response, type: string, body: string): void {
  const bytes = Buffer.from(body)
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(bytes)
}

function refuse(response: Response, status: number): void {
  response.status(status).set('Cache-Control', 'no-store').set('Content-Length', '0').end()
}

/** The raw query: Express's own reading would make arrays of repeated names. */
function queryOf(request: Request): string {
  const at = request.originalUrl.indexOf('?')
  return at < 0 ? '' : request.originalUrl.slice(at + 1)
}

/** Bodies that were not taken in; and, as a last resort, a defect of ours at the door itself. */
function refuseUnreadable(watch: CallbackWatch) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error)
      return
    }
    if (!(error instanceof BodyRefusedError)) {
      watch.failed(error)
      send(response, 'text/plain; charset=utf-8', 'success')
      return
    }
    watch.refused(`status-${error.status}`)
    response.set('Connection', 'close')
    refuse(response, error.status)
  }
}

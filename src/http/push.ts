import type { IncomingMessage, ServerResponse } from 'node:http'
import { toWireSeconds, type Clock, type Monotonic } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import type { Envelope, Opened } from '../protocol/envelope.ts'
import type { Push } from '../protocol/message.ts'
import { MAX_ARTICLES, serializeReply, serializeTransfer } from '../protocol/reply.ts'
import { readBody } from './body.ts'
import type { CallbackWatch, Receiver } from './receiver.ts'
import { refuse, send, sendSuccess } from './send.ts'

type OpenedPush = Extract<Opened, { kind: 'opened' }>

export interface CallbackParts {
  readonly envelope: Envelope
  readonly receiver: Receiver
  readonly clock: Clock
  readonly watch: CallbackWatch
  /** What this account writes on pushes that it relays: one that comes back is refused before it goes round. */
  readonly relayMark?: string | undefined
}

/** A handler for Node's own server as well as for a route of Express. */
export type PushListener = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Answers one push. A refusal is a bare status without a body, and nothing is read of what was refused. Once the signature
 * holds the answer is always one the platform takes, whatever goes wrong.
 */
export function createPushListener(parts: CallbackParts): PushListener {
  const { clock, watch } = parts
  return (request, response) => {
    const receivedAt = clock.elapsed()
    if (parts.relayMark !== undefined && request.headers['x-fenzu-relay'] === parts.relayMark) {
      watch.refused('relay-loop')
      refuse(response, 508, { Connection: 'close' })
      return
    }
    readBody(request, {
      whole(body) {
        try {
          answerPush(parts, queryOf(request), body, receivedAt, response)
        } catch (error) {
          giveUp(parts, response, error)
        }
      },
      refused(status) {
        watch.refused(`status-${status}`)
        refuse(response, status, { Connection: 'close' })
      },
    })
  }
}

function answerPush(
  parts: CallbackParts,
  query: string,
  body: Buffer,
  receivedAt: Monotonic,
  response: ServerResponse,
): void {
  const { envelope, watch } = parts
  const opened = envelope.openPush(query, body)
  if (opened.kind === 'refused') {
    watch.refused(opened.reason)
    refuse(response, 401)
  } else if (opened.kind === 'ignored') {
    watch.ignored(opened.reason)
    sendSuccess(response)
  } else {
    receive(parts, opened, receivedAt, response)
  }
}

function receive(parts: CallbackParts, opened: OpenedPush, receivedAt: Monotonic, response: ServerResponse): void {
  const { receiver, watch, clock } = parts
  const end = (reply: Reply): void => {
    // One that the platform has cut meanwhile was not answered: it delivers the push again.
    const wasCut = response.destroyed
    const sent = answer(parts, response, reply, opened)
    if (!wasCut) watch.answered(sent ? reply.kind : 'success', clock.elapsed() - receivedAt)
  }
  // A defect behind the door must not become the grey line in front of the user.
  const fail = (error: unknown): void => {
    watch.failed(error)
    end({ kind: 'success' })
  }
  let reply
  try {
    const { push, xml, proof } = opened
    reply = receiver.receive(push, { receivedAt, xml, ...(proof && { proof }) })
  } catch (error) {
    fail(error)
    return
  }
  if (reply instanceof Promise) {
    reply.then(end, fail).catch((error: unknown) => {
      giveUp(parts, response, error)
    })
  } else end(reply)
}

/** The last resort: a defect of ours at the door itself. */
function giveUp({ watch }: CallbackParts, response: ServerResponse, error: unknown): void {
  watch.failed(error)
  if (response.headersSent) response.destroy()
  else sendSuccess(response)
}

/** Whether the reply is on its way. One that can't be put into words is a defect: the platform then gets `success`. */
function answer(
  { watch, clock }: CallbackParts,
  response: ServerResponse,
  reply: Reply,
  { push, seal }: OpenedPush,
): boolean {
  if (reply.kind === 'success') {
    sendSuccess(response)
    return true
  }
  if (reply.kind === 'unanswered') {
    response.destroy()
    return true
  }
  if (reply.kind === 'refused') {
    watch.refused('signature-reused')
    refuse(response, 401)
    return true
  }
  const told = 'delivered' in reply ? teller(reply.delivered, watch) : undefined
  let body
  try {
    body = seal(toXml(reply, push, toWireSeconds(clock.now())))
  } catch (error) {
    watch.failed(error)
    sendSuccess(response)
    told?.(false)
    return false
  }
  if (told !== undefined) watchDelivery(response, told)
  send(response, 'application/xml; charset=utf-8', body)
  return true
}

/** `createdAt` in seconds. Throws RangeError for what the platform would not show. */
function toXml(
  reply: Exclude<Reply, { kind: 'success' | 'unanswered' | 'refused' }>,
  push: Push,
  createdAt: number,
): string {
  if (reply.kind === 'relayed') return reply.xml
  const people = { to: push.from, from: push.to, createdAt }
  if (reply.kind === 'transfer') return serializeTransfer(people)
  return serializeReply(people, reply, push.kind === 'event' ? MAX_ARTICLES.event : MAX_ARTICLES.message)
}

/** A response that the platform had already cut can't be delivered, and would never say so. */
function watchDelivery(response: ServerResponse, told: (ok: boolean) => void): void {
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

/** The raw query: Express's own reading would make arrays of repeated names. */
export function queryOf({ url = '' }: IncomingMessage): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1)
}

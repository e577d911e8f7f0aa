/**
 * A small system of the kind that stands on an account's callback before another one comes: plain mode, a token of its own, an
 * answer to nearly everything. It is there to be relayed to, and to see how a slow or broken one is borne.
 */
import express from 'express'
import type { Request, Response, Router } from 'express'
import type { Clock } from '../../domain/clock.ts'
import type { ReplyContent } from '../../domain/reply.ts'
import { UnreadableError } from '../../protocol/errors.ts'
import { serializeReply } from '../../protocol/reply.ts'
import { signatureMatches } from '../../protocol/signature.ts'
import { parseXml, type XmlFields } from '../../protocol/xml.ts'
import type { DeliveryLog } from '../delivery-log.ts'

/** Where it listens on the sandbox's own port. */
export const UPSTREAM_PATH = '/upstream'
/** Its own, so that a push which was passed on with the account's signature is refused as a real one would refuse it. */
export const UPSTREAM_TOKEN = 'upstream'
const LARGEST_PUSH = '64kb'
const SLOWEST_S = 60

export interface OldSystemParts {
  /** As it is, not as the platform's is set. */
  readonly clock: Clock
  /** The platform's time, in ms. */
  now(): number
  /** Where everything that comes is written down. */
  readonly log: DeliveryLog
}

/** What comes of one push. */
interface Deed {
  readonly status: number
  /** undefined says nothing to the follower. */
  readonly content?: ReplyContent
  readonly afterS?: number
}

export function createOldSystem(parts: OldSystemParts): Router {
  const router = express.Router()
  /** How often each push has come: deliveries of one message should come here once. */
  const seen = new Map<string, number>()
  router.get('/', (request, response) => {
    const { echostr } = request.query
    if (isSigned(request) && typeof echostr === 'string') response.type('text/plain').send(echostr)
    else response.status(401).end()
  })
  router.post('/', express.raw({ type: () => true, limit: LARGEST_PUSH, inflate: false }), (request, response) => {
    const sent: unknown = request.body
    receive(parts, seen, request, response, Buffer.isBuffer(sent) ? sent.toString('utf8') : '')
  })
  return router
}

function receive(
  { clock, now, log }: OldSystemParts,
  seen: Map<string, number>,
  request: Request,
  response: Response,
  sent: string,
): void {
  const startedAt = clock.elapsed()
  const fields = isSigned(request) ? read(sent) : undefined
  const text = (name: string): string => {
    const field = fields?.get(name)
    return typeof field === 'string' ? field : ''
  }
  const [from, to] = [text('FromUserName'), text('ToUserName')]
  const attempt = count(seen, [from, text('CreateTime'), text('MsgId'), text('Event'), text('EventKey')].join('\n'))
  const seq = log.begin({
    push: 0,
    attempt,
    at: now(),
    openid: from,
    msgId: text('MsgId') || null,
    title: [text('Content'), text('Event'), text('EventKey')].filter(Boolean).join(' ') || text('MsgType') || '–',
    query: new URL(request.originalUrl, 'http://upstream').search,
    sent,
    opened: sent,
  })
  const { status, content, afterS = 0 }: Deed = fields === undefined ? { status: 401 } : deedFor(text)
  const people = { to: from, from: to, createdAt: Math.floor(now() / 1000) }
  const answer = content === undefined ? (status === 200 ? 'success' : '') : serializeReply(people, content)
  const end = (failure: string | null): void => {
    const body = failure === null ? answer : null
    const ms = Math.round(clock.elapsed() - startedAt)
    log.end(seq, { ms, status: failure === null ? status : null, failure, answer: body, answerOpened: body })
  }
  const send = (): void => {
    response.off('close', given)
    response.status(status).type('text/xml').send(answer)
    end(null)
  }
  const given = (): void => {
    cancel()
    end('connection closed')
  }
  const cancel = afterS === 0 ? () => undefined : clock.setTimer(afterS * 1000, send)
  response.on('close', given)
  if (afterS === 0) send()
}

/** `慢 7` or `slow 7` takes seven seconds, `错` or `error` is a status 500, `图文` or `news` an article. */
function deedFor(text: (name: string) => string): Deed {
  const say = (words: string): Deed => ({ status: 200, content: { kind: 'text', text: words } })
  if (text('MsgType') === 'event') {
    switch (text('Event')) {
      case 'subscribe':
        return say('欢迎关注（旧系统）')
      case 'CLICK':
        return say(`旧系统：你点了菜单「${text('EventKey')}」`)
      case 'SCAN':
        return say(`旧系统：你扫了二维码「${text('EventKey')}」`)
      default:
        return { status: 200 }
    }
  }
  const said = text('Content').trim()
  const slow = /^(?:慢|slow) ?(\d{1,2})$/i.exec(said)?.[1]
  if (slow !== undefined) return { ...say(`旧系统：${slow} 秒之后`), afterS: Math.min(SLOWEST_S, Number(slow)) }
  if (/^(?:错|error)$/i.test(said)) return { status: 500 }
  if (/^(?:图文|news)$/i.test(said)) return { status: 200, content: { kind: 'news', articles: [ARTICLE] } }
  return say(`旧系统：${said === '' ? '收到' : said}`)
}

const ARTICLE = {
  title: '旧系统的图文',
  description: '由转发的系统回复',
  pictureUrl: '',
  url: 'https://example.com/old',
}

function isSigned({ query }: Request): boolean {
  const { signature, timestamp, nonce } = query
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return false
  return signatureMatches(signature, [UPSTREAM_TOKEN, timestamp, nonce])
}

function read(xml: string): XmlFields | undefined {
  try {
    return parseXml(xml)
  } catch (error) {
    if (error instanceof UnreadableError) return undefined
    throw error
  }
}

const REMEMBERED = 1_000

function count(seen: Map<string, number>, identity: string): number {
  const times = (seen.get(identity) ?? 0) + 1
  seen.delete(identity)
  seen.set(identity, times)
  const [oldest] = seen.keys()
  if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest)
  return times
}

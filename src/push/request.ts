import { storedAgeMs, type Clock } from '../domain/clock.ts'
import type { PushMode } from '../domain/push-mode.ts'
import { createMsgIds } from '../sandbox/msg-ids.ts'
import { canonicalEvent, eventPushXml, textPushXml } from '../sandbox/push-xml.ts'
import { MAX_ARTICLES } from '../protocol/reply.ts'
import { parseXml } from '../protocol/xml.ts'
import { readBytes, readRecording } from './recording.ts'
import type { PushSettings } from './settings.ts'
import type { What } from './options.ts'

/** A push that is ready to be delivered: either XML to be signed for each delivery, or a recorded request. */
export interface Order {
  /** What it is, for the person at the terminal. */
  readonly title: string
  readonly mode: PushMode
  /** To whom the answer is to be addressed. */
  readonly openid: string
  /** Who is to answer. */
  readonly originalId: string
  /** So many articles are shown of an answer. */
  readonly articles: number
  /** Whoever has just left is shown nothing, whatever the answer. */
  readonly leaves?: boolean
  readonly content:
    | { readonly kind: 'xml'; readonly xml: string | Buffer }
    | {
        readonly kind: 'recorded'
        readonly query: string
        readonly headers: Readonly<Record<string, string>>
        readonly body: Buffer
        /** ms; null when nobody wrote it down. */
        readonly ageMs: number | null
      }
}

/** Throws WordsError when a file is not what it should be. */
export function toOrder(what: What, settings: PushSettings, clock: Clock): Order {
  const { mode, openid, account } = settings
  const ours = { mode, openid, originalId: account.originalId, articles: MAX_ARTICLES.message }
  const head = { to: account.originalId, from: openid, createdAt: Math.floor(clock.now() / 1000) }
  switch (what.kind) {
    case 'text': {
      const xml = textPushXml({ ...head, text: what.text, msgId: createMsgIds(clock)(), menuId: undefined })
      return { title: 'text', ...ours, content: { kind: 'xml', xml } }
    }
    case 'event': {
      const xml = eventPushXml({ ...head, event: what.event, eventKey: what.key })
      const leaves = canonicalEvent(what.event) === 'unsubscribe'
      return {
        title: `event ${what.event}`,
        ...ours,
        articles: MAX_ARTICLES.event,
        leaves,
        content: { kind: 'xml', xml },
      }
    }
    case 'raw': {
      const xml = readBytes('--raw', what.file)
      return { title: 'raw', ...ours, ...addressesOf(xml.toString('utf8'), ours), content: { kind: 'xml', xml } }
    }
    case 'replay': {
      const { recordedAt, ...recorded } = readRecording(what.file)
      const ageMs = recordedAt === null ? null : storedAgeMs(clock, recordedAt)
      const text = recorded.body.toString('utf8')
      const asked = new URLSearchParams(recorded.query)
      const openid = asked.get('openid') ?? ours.openid
      return {
        title: 'replay',
        articles: ours.articles,
        mode: modeOf(asked, text),
        ...addressesOf(text, { ...ours, openid }),
        content: { kind: 'recorded', ...recorded, ageMs },
      }
    }
  }
}

/** What the XML itself says of sender and receiver, as far as it can be read. */
function addressesOf(xml: string, otherwise: { openid: string; originalId: string }) {
  let fields: ReadonlyMap<string, unknown> = new Map()
  try {
    fields = parseXml(xml)
  } catch {
    // It is sent all the same: how a server bears such a push is what somebody wants to see.
  }
  const [openid, originalId] = ['FromUserName', 'ToUserName'].map((name) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : undefined
  })
  return { openid: openid ?? otherwise.openid, originalId: originalId ?? otherwise.originalId }
}

/** In which mode a recorded push was made, by its looks. */
function modeOf(query: URLSearchParams, body: string): PushMode {
  if (query.get('encrypt_type') !== 'aes') return 'plain'
  return body.includes('<MsgType>') ? 'compat' : 'safe'
}

import { UnreadableError } from '../protocol/errors.ts'
import { MAX_CONTENT_BYTES, openSealedReply } from '../protocol/reply.ts'
import { parseXml, type XmlFields } from '../protocol/xml.ts'
import type { Upstream } from './upstream.ts'

/** What is wrong with an answer; never what stood in it. */
export type BadAnswer =
  'status' | 'loop' | 'not-utf8' | 'not-xml' | 'not-sealed' | 'not-opened' | 'misaddressed' | 'not-shown'

export type Judged =
  | { readonly kind: 'nothing' }
  /** The upstream's own XML, opened. */
  | { readonly kind: 'reply'; readonly xml: string }
  | { readonly kind: 'bad'; readonly reason: BadAnswer }

export interface AnsweredPush {
  readonly from: string
  readonly to: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** What the front door says to a push that it relayed itself. */
export const LOOP_STATUS = 508

/**
 * Whether the platform would show this answer to this push. One that is forged, addressed to somebody else, in another
 * envelope than the upstream's mode has, or that would become the grey line, is bad: then the fallback takes its place.
 */
export function judgeAnswer(status: number, bytes: Buffer, push: AnsweredPush, upstream: Upstream): Judged {
  if (status === LOOP_STATUS) return bad('loop')
  if (status !== 200) return bad('status')
  let text
  try {
    text = utf8.decode(bytes)
  } catch {
    return bad('not-utf8')
  }
  const word = text.trim()
  if (word === '' || word === 'success') return { kind: 'nothing' }
  return judgeXml(text, push, upstream)
}

function judgeXml(text: string, push: AnsweredPush, upstream: Upstream): Judged {
  const { mode, token } = upstream.settings
  const fields = read(text)
  if (fields === undefined) return bad('not-xml')
  if (!fields.has('Encrypt')) return mode === 'safe' ? bad('not-sealed') : judgeFields(text, fields, push)
  if (upstream.cipher === undefined) return bad('not-opened')
  const opened = openSealedReply(upstream.cipher, token, text)
  if (opened === undefined) return bad('not-opened')
  if (opened.trim() === '' || opened.trim() === 'success') return { kind: 'nothing' }
  const inner = read(opened)
  return inner === undefined ? bad('not-xml') : judgeFields(opened, inner, push)
}

function judgeFields(xml: string, fields: XmlFields, { from, to }: AnsweredPush): Judged {
  if (fields.get('ToUserName') !== from || fields.get('FromUserName') !== to) return bad('misaddressed')
  const [createdAt, type, content] = ['CreateTime', 'MsgType', 'Content'].map((name) => fields.get(name))
  // Some systems write milliseconds, and the platform bears it.
  if (typeof createdAt !== 'string' || !/^\d{1,13}$/.test(createdAt.trim())) return bad('not-shown')
  if (typeof type !== 'string' || type === '') return bad('not-shown')
  if (type === 'text') {
    if (typeof content !== 'string' || content === '' || Buffer.byteLength(content) > MAX_CONTENT_BYTES)
      return bad('not-shown')
  }
  return { kind: 'reply', xml }
}

function read(text: string): XmlFields | undefined {
  try {
    return parseXml(text)
  } catch (error) {
    if (error instanceof UnreadableError) return undefined
    throw error
  }
}

function bad(reason: BadAnswer): Judged {
  return { kind: 'bad', reason }
}

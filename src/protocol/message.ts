import { UnreadableError } from './errors.ts'
import type { XmlField, XmlFields } from './xml.ts'

/*
 * The wire's fields become our words here; past this file nobody says FromUserName. Kinds as in developers.weixin.qq.com,
 * "Receiving standard messages" and "Receiving event pushes".
 */

interface Common {
  /** The sender's openid; for some events a platform account. */
  readonly from: string
  /** The account's original id, gh_…. */
  readonly to: string
  /** Seconds. */
  readonly createdAt: number
}

interface Message extends Common {
  /** Exceeds 2^53, and is not always digits: never a number. */
  readonly msgId: string
}

export type Push =
  | (Message & {
      readonly kind: 'text'
      readonly text: string
      /** There when the text came from a tap on a menu message (bizmsgmenuid). */
      readonly menuId?: string
    })
  | (Message & { readonly kind: 'image'; readonly mediaId: string; readonly url: string })
  | (Message & {
      readonly kind: 'voice'
      readonly mediaId: string
      readonly format: string
      readonly recognition: string
    })
  | (Message & { readonly kind: 'video' | 'shortvideo'; readonly mediaId: string; readonly thumbMediaId: string })
  | (Message & {
      readonly kind: 'location'
      readonly latitude: string
      readonly longitude: string
      readonly scale: string
      readonly label: string
    })
  | (Message & { readonly kind: 'link'; readonly title: string; readonly description: string; readonly url: string })
  | (Common & {
      readonly kind: 'event'
      /** Lower case: the platform writes SCAN and subscribe. */
      readonly event: string
      /** The scene of a code with or without `qrscene_`, a menu key, a URL, or empty. */
      readonly eventKey: string
      readonly ticket: string
      /** Whatever else the event brought, under the wire's names. */
      readonly details: XmlFields
    })
  | (Common & { readonly kind: 'unknown'; readonly type: string })

/** What the platform sends in place of a kind that it can't pass on. */
const UNSUPPORTED_TEXTS = ['【收到不支持的消息类型，暂无法显示】', '[Unsupported Message]']

/** Our message of the wire's fields. Throws UnreadableError when a field that every push has is missing. */
export function toPush(fields: XmlFields): Push {
  const text = (name: string): string => asText(fields.get(name))
  const common = { from: text('FromUserName'), to: text('ToUserName'), createdAt: toSeconds(text('CreateTime')) }
  const type = text('MsgType')
  if (common.from === '' || common.to === '' || type === '') throw new UnreadableError('fields-missing')
  if (type === 'event') {
    const event = text('Event').toLowerCase()
    if (event === '') throw new UnreadableError('fields-missing')
    return { ...common, kind: 'event', event, eventKey: text('EventKey'), ticket: text('Ticket'), details: fields }
  }
  const msgId = text('MsgId')
  if (msgId === '') return { ...common, kind: 'unknown', type }
  const message = { ...common, msgId }
  switch (type) {
    case 'text': {
      const content = text('Content')
      if (UNSUPPORTED_TEXTS.includes(content)) return { ...common, kind: 'unknown', type: 'unsupported' }
      const menuId = fields.get('bizmsgmenuid')
      return { ...message, kind: 'text', text: content, ...(typeof menuId === 'string' ? { menuId } : {}) }
    }
    case 'image':
      return { ...message, kind: 'image', mediaId: text('MediaId'), url: text('PicUrl') }
    case 'voice':
      return {
        ...message,
        kind: 'voice',
        mediaId: text('MediaId'),
        format: text('Format'),
        recognition: text('Recognition'),
      }
    case 'video':
    case 'shortvideo':
      return { ...message, kind: type, mediaId: text('MediaId'), thumbMediaId: text('ThumbMediaId') }
    case 'location':
      return {
        ...message,
        kind: 'location',
        latitude: text('Location_X'),
        longitude: text('Location_Y'),
        scale: text('Scale'),
        label: text('Label'),
      }
    case 'link':
      return { ...message, kind: 'link', title: text('Title'), description: text('Description'), url: text('Url') }
    default:
      return { ...common, kind: 'unknown', type }
  }
}

/**
 * What makes two deliveries the same message: account, sender and CreateTime, with the MsgId, which alone collides between
 * senders; for events with their name and key, because one sender has several in a second.
 */
export function identityOf(push: Push): string {
  const parts: (string | number)[] = [push.to, push.from, push.createdAt]
  if (push.kind === 'event') parts.push(push.event, push.eventKey)
  else if (push.kind !== 'unknown') parts.push(push.msgId)
  return JSON.stringify(parts)
}

/** A field that is text on the wire; one that came as elements was broken open by what somebody typed. */
function asText(field: XmlField | undefined): string {
  if (field !== undefined && typeof field !== 'string') throw new UnreadableError('xml-unreadable')
  return field ?? ''
}

function toSeconds(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new UnreadableError('fields-missing')
  return Number(text)
}

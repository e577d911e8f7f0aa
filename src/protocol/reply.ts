import type { Article, ReplyContent } from '../domain/reply.ts'
import type { Cipher } from './cipher.ts'
import { UnreadableError } from './errors.ts'
import { sign, signatureMatches } from './signature.ts'
import { parseXml } from './xml.ts'

/** Measured: a longer Content is cut or not shown at all, without a word (in UTF-8 bytes). */
export const MAX_CONTENT_BYTES = 2047

/** How many articles the platform shows after a message, and after an event (since 2018-10-12). */
export const MAX_ARTICLES = { message: 1, event: 8 } as const

export interface ReplyHead {
  /** The openid that is answered. */
  readonly to: string
  /** The account's original id. */
  readonly from: string
  /** Seconds. */
  readonly createdAt: number
}

export interface TextReply extends ReplyHead {
  readonly text: string
}

/**
 * A passive reply (被动回复) of any kind, as developers.weixin.qq.com, "Passive user reply", has them. Throws RangeError for
 * what the platform would not show: a text that is empty or over 2047 bytes, media without an id, no article or more than
 * `articles`. Whoever makes a reply also keeps it within these limits.
 */
export function serializeReply(
  people: ReplyHead,
  content: ReplyContent,
  articles: number = MAX_ARTICLES.message,
): string {
  return `<xml>${head(people)}${field('MsgType', content.kind)}${fieldsOf(content, articles)}</xml>`
}

/** A passive text reply. Throws RangeError over 2047 bytes: whoever makes the text also pages it. */
export function serializeTextReply({ text, ...people }: TextReply): string {
  return serializeReply(people, { kind: 'text', text })
}

/** Hands the message to human service (客服). */
export function serializeTransfer(people: ReplyHead): string {
  return `<xml>${head(people)}${field('MsgType', 'transfer_customer_service')}</xml>`
}

function fieldsOf(content: ReplyContent, articles: number): string {
  switch (content.kind) {
    case 'text': {
      const legal = toLegalXml(content.text)
      if (Buffer.byteLength(legal) > MAX_CONTENT_BYTES) throw new RangeError('a passive reply holds at most 2047 bytes')
      return `<Content>${toCdata(legal)}</Content>`
    }
    case 'image':
      return `<Image>${media('MediaId', content.mediaId)}</Image>`
    case 'voice':
      return `<Voice>${media('MediaId', content.mediaId)}</Voice>`
    case 'video': {
      const { mediaId, title, description } = content
      return `<Video>${media('MediaId', mediaId)}${optional('Title', title)}${optional('Description', description)}</Video>`
    }
    case 'music': {
      const { title, description, url, highQualityUrl, thumbMediaId } = content
      const texts = `${optional('Title', title)}${optional('Description', description)}`
      const urls = `${field('MusicUrl', url)}${field('HQMusicUrl', highQualityUrl === '' ? url : highQualityUrl)}`
      return `<Music>${texts}${urls}${optional('ThumbMediaId', thumbMediaId)}</Music>`
    }
    case 'news': {
      const { length } = content.articles
      if (length === 0 || length > articles)
        throw new RangeError(`news has 1 to ${articles} articles here, not ${length}`)
      return `<ArticleCount>${length}</ArticleCount><Articles>${content.articles.map(item).join('')}</Articles>`
    }
  }
}

function item({ title, description, pictureUrl, url }: Article): string {
  const fields = [
    field('Title', title),
    field('Description', description),
    field('PicUrl', pictureUrl),
    field('Url', url),
  ]
  return `<item>${fields.join('')}</item>`
}

function media(name: string, id: string): string {
  if (toLegalXml(id) === '') throw new RangeError(`${name} is empty: the platform would show nothing`)
  return field(name, id)
}

function optional(name: string, text: string): string {
  return text === '' ? '' : field(name, text)
}

function field(name: string, text: string): string {
  return `<${name}>${toCdata(toLegalXml(text))}</${name}>`
}

function head({ to, from, createdAt }: ReplyHead): string {
  return `${field('ToUserName', to)}${field('FromUserName', from)}<CreateTime>${createdAt}</CreateTime>`
}

/** `]]>` would end the section: it is split over two. */
function toCdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * Without what XML 1.0 can't hold: most control characters, lone surrogates, U+FFFE and U+FFFF. Line ends become \n, as every
 * reader of XML makes them.
 */
export function toLegalXml(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(ILLEGAL, '')
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
}

export interface Sealing {
  readonly xml: string
  /** Seconds, as a string. */
  readonly timestamp: string
  readonly nonce: string
}

/** The envelope around a sealed reply. */
export function sealReply(cipher: Cipher, token: string, { xml, timestamp, nonce }: Sealing, random?: Buffer): string {
  const encrypt = cipher.seal(xml, random)
  const signature = sign([token, timestamp, nonce, encrypt])
  return (
    `<xml><Encrypt>${toCdata(encrypt)}</Encrypt><MsgSignature>${toCdata(signature)}</MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce>${toCdata(nonce)}</Nonce></xml>`
  )
}

/** What the platform does with a sealed reply: checks and opens it. undefined when it would not have it. */
export function openSealedReply(cipher: Cipher, token: string, body: string): string | undefined {
  try {
    const fields = parseXml(body)
    const text = (name: string): string => {
      const field = fields.get(name)
      if (typeof field !== 'string') throw new UnreadableError('fields-missing')
      return field
    }
    const encrypt = text('Encrypt')
    const parts = [token, text('TimeStamp'), text('Nonce'), encrypt]
    return signatureMatches(text('MsgSignature'), parts) ? cipher.open(encrypt) : undefined
  } catch (error) {
    if (error instanceof UnreadableError) return undefined
    throw error
  }
}

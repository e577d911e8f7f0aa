import type { Cipher } from './cipher.ts'
import { UnreadableError } from './errors.ts'
import { sign, signatureMatches } from './signature.ts'
import { parseXml } from './xml.ts'

/** Measured: a longer Content is cut or not shown at all, without a word (in UTF-8 bytes). */
export const MAX_CONTENT_BYTES = 2047

export interface TextReply {
  /** The openid that is answered. */
  readonly to: string
  /** The account's original id. */
  readonly from: string
  /** Seconds. */
  readonly createdAt: number
  readonly text: string
}

/** A passive text reply (被动回复). Throws RangeError over 2047 bytes: whoever makes the text also pages it. */
export function serializeTextReply({ to, from, createdAt, text }: TextReply): string {
  const content = toLegalXml(text)
  if (Buffer.byteLength(content) > MAX_CONTENT_BYTES) throw new RangeError('a passive reply holds at most 2047 bytes')
  return `<xml>${head(to, from, createdAt)}<MsgType><![CDATA[text]]></MsgType><Content>${toCdata(content)}</Content></xml>`
}

/** Hands the message to human service (客服). */
export function serializeTransfer({ to, from, createdAt }: Omit<TextReply, 'text'>): string {
  return `<xml>${head(to, from, createdAt)}<MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>`
}

function head(to: string, from: string, createdAt: number): string {
  const names = `<ToUserName>${toCdata(toLegalXml(to))}</ToUserName><FromUserName>${toCdata(toLegalXml(from))}</FromUserName>`
  return `${names}<CreateTime>${createdAt}</CreateTime>`
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

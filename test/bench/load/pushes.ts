import { createHash, randomInt } from 'node:crypto'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { createCipher } from '../../../src/protocol/cipher.ts'
import { sign } from '../../../src/protocol/signature.ts'

export type Mode = 'plain' | 'safe'

/** What is pushed: a follower's text, a subscription, or an admin's text. */
export type Kind = 'text' | 'subscribe' | 'command'

export interface Pushes {
  readonly mode: Mode
  readonly kind: Kind
  /** Bytes of the XML that is pushed, in safe mode of the XML inside the envelope; a subscription is as short as it is. */
  readonly bytes: number
  readonly count: number
  /** What the admin writes, in turn. */
  readonly commands?: readonly string[] | undefined
  /** Seconds that the timestamps lie in the future, for a load that is delivered slowly. */
  readonly aheadSeconds?: number | undefined
}

const cipher = createCipher(SANDBOX_ACCOUNT)

/** Of so many the account is written to: fenzu keeps who did and when, so their number counts. */
const FOLLOWERS = 10_000

/** Whole HTTP requests, each with its own MsgId, nonce and signature. They are fresh for five minutes. */
export function makeRequests(pushes: Pushes): Buffer[] {
  const createdAt = Math.floor(Date.now() / 1000) + (pushes.aheadSeconds ?? 0)
  return Array.from({ length: pushes.count }, (_, at) => toRequest(pushes, writeXml(pushes, at, createdAt), createdAt))
}

function writeXml({ kind, bytes, commands = ['帮助'] }: Pushes, at: number, createdAt: number): string {
  // Whoever subscribes is new.
  const sender = randomInt(kind === 'subscribe' ? 2 ** 47 : FOLLOWERS)
  const from = kind === 'command' ? SANDBOX_ACCOUNT.owner : openidOf(sender)
  const head =
    `<xml><ToUserName><![CDATA[${SANDBOX_ACCOUNT.originalId}]]></ToUserName>\n` +
    `<FromUserName><![CDATA[${from}]]></FromUserName>\n<CreateTime>${createdAt}</CreateTime>\n`
  if (kind === 'subscribe')
    return `${head}<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[subscribe]]></Event>\n<EventKey><![CDATA[]]></EventKey>\n</xml>`
  const msgId = `6${String(randomInt(2 ** 47)).padStart(15, '0')}${String(at % 1000).padStart(3, '0')}`
  const wrap = (text: string) =>
    `${head}<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[${text}]]></Content>\n<MsgId>${msgId}</MsgId>\n</xml>`
  if (kind === 'command') return wrap(commands[at % commands.length] ?? '')
  const room = Math.max(0, bytes - Buffer.byteLength(wrap('')))
  return wrap('请问周末还开门吗？'.repeat(Math.ceil(room / 27)).slice(0, Math.floor(room / 3)) + '.'.repeat(room % 3))
}

/** Made of a number, as openids look: 28 characters that begin with o. */
function openidOf(number: number): string {
  return `o${createHash('sha1').update(String(number)).digest('base64url').slice(0, 27)}`
}

function toRequest({ mode }: Pushes, xml: string, timestamp: number): Buffer {
  const nonce = String(randomInt(2 ** 47))
  const signed = [SANDBOX_ACCOUNT.token, String(timestamp), nonce]
  let [query, body] = [`signature=${sign(signed)}&timestamp=${timestamp}&nonce=${nonce}`, xml]
  if (mode === 'safe') {
    const encrypt = cipher.seal(xml)
    query += `&encrypt_type=aes&msg_signature=${sign([...signed, encrypt])}`
    body = `<xml>\n    <ToUserName><![CDATA[${SANDBOX_ACCOUNT.originalId}]]></ToUserName>\n    <Encrypt><![CDATA[${encrypt}]]></Encrypt>\n</xml>\n`
  }
  return Buffer.from(
    `POST /wechat?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n` +
      `Content-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

import { randomInt } from 'node:crypto'
import { sign } from '../../src/protocol/signature.ts'
import { send } from './send.ts'

const TOKEN = 'sandbox'
const ORIGINAL_ID = 'gh_5a4db0c0ffee'

export interface TextOptions {
  readonly from: string
  readonly text: string
  readonly msgId: string
  /** Seconds. */
  readonly createdAt: number
  /** When the delivery is signed; when the text was written, unless told. */
  readonly signedAt?: number
}

/** A text as the platform writes it in plain mode; the text itself is not escaped, as on the platform. */
export function textXml({ from, text, msgId, createdAt }: TextOptions): string {
  return `<xml><ToUserName><![CDATA[${ORIGINAL_ID}]]></ToUserName>
<FromUserName><![CDATA[${from}]]></FromUserName>
<CreateTime>${createdAt}</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[${text}]]></Content>
<MsgId>${msgId}</MsgId>
</xml>`
}

/** A freshly signed query of plain mode. */
export function signedQuery(timestamp: number): string {
  const nonce = String(randomInt(2 ** 47))
  return new URLSearchParams({
    signature: sign([TOKEN, String(timestamp), nonce]),
    timestamp: String(timestamp),
    nonce,
  }).toString()
}

/** Delivers a text to a bot in plain mode and returns the status and the words of the answer. */
export async function deliver(
  botUrl: string,
  options: TextOptions,
  signal?: AbortSignal,
): Promise<{ status: number; text: string }> {
  const response = await send(`${botUrl}/wechat?${signedQuery(options.signedAt ?? options.createdAt)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: textXml(options),
    ...(signal === undefined ? {} : { signal }),
  })
  const body = await response.text()
  return { status: response.status, text: /<Content><!\[CDATA\[([^]*)\]\]><\/Content>/.exec(body)?.[1] ?? body }
}

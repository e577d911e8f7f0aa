import { textXml, signedQuery } from './push.ts'
import { send } from './send.ts'

export interface SignedPush {
  readonly query: string
  readonly body: string
}

let messages = 0

/** A text in plain mode as the platform would send it, signed once. */
export function createEnvelopeOf(from: string, text: string): SignedPush {
  const createdAt = Math.floor(Date.now() / 1000)
  const msgId = `77${Date.now()}${(messages += 1)}`
  return { query: signedQuery(createdAt), body: textXml({ from, text, msgId, createdAt }) }
}

export async function sendPush(url: string, { query, body }: SignedPush): Promise<{ status: number; body: string }> {
  const response = await send(`${url}/wechat?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body,
  })
  return { status: response.status, body: await response.text() }
}

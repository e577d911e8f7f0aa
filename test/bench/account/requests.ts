import { randomInt } from 'node:crypto'
import { request, type Agent } from 'node:http'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { signedQuery, textXml } from '../../support/push.ts'

/** The body of the answer; a POST if there is something to send. */
export function ask(agent: Agent, url: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        resolve(response.statusCode === 200 ? text : `${response.statusCode} ${text}`)
      })
    })
    asked.on('error', reject)
    if (body !== undefined) asked.setHeader('content-type', 'text/xml')
    asked.end(body)
  })
}

/** A follower writes; resolves with what they get. */
export function write(agent: Agent, url: string, from: string): Promise<string> {
  const createdAt = Math.floor(Date.now() / 1000)
  const xml = textXml({ from, text: '请问周末还开门吗？', msgId: String(randomInt(2 ** 47)), createdAt })
  return ask(agent, `${url}/wechat?${signedQuery(createdAt)}`, xml)
}

/** A follower leaves. */
export function leave(agent: Agent, url: string, from: string): Promise<string> {
  const createdAt = Math.floor(Date.now() / 1000)
  const xml =
    `<xml><ToUserName><![CDATA[${SANDBOX_ACCOUNT.originalId}]]></ToUserName>\n` +
    `<FromUserName><![CDATA[${from}]]></FromUserName>\n<CreateTime>${createdAt}</CreateTime>\n` +
    '<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[unsubscribe]]></Event>\n<EventKey><![CDATA[]]></EventKey>\n</xml>'
  return ask(agent, `${url}/wechat?${signedQuery(createdAt)}`, xml)
}

/** Begins the work at even distances, whether the one before has ended or not, as a load from outside does. */
export async function every(ms: number, isOver: () => boolean, work: () => Promise<void>): Promise<void> {
  const begun = new Set<Promise<void>>()
  const startedAt = performance.now()
  for (let at = 0; !isOver(); at += 1) {
    const one = work().finally(() => begun.delete(one))
    begun.add(one)
    for (let left = 1; left > 0 && !isOver();) {
      left = startedAt + (at + 1) * ms - performance.now()
      if (left > 0) await pause(Math.ceil(left))
    }
  }
  await Promise.all(begun)
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

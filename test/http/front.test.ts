import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { sign } from '../../src/protocol/signature.ts'
import { asText, openDoor, SETTINGS } from '../support/door.ts'
import { textXml } from '../support/push.ts'

const AT = 1_764_036_000
const NONCE = '1320562132'
const signed = (...more: string[]) => sign(['sandbox', String(AT), NONCE, ...more])
const hello = textXml({
  from: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58',
  text: '你好',
  msgId: '6054768590064713728',
  createdAt: AT,
})
const plain = `signature=${signed()}&timestamp=${AT}&nonce=${NONCE}`
const stale = `signature=${sign(['sandbox', String(AT - 301), NONCE])}&timestamp=${AT - 301}&nonce=${NONCE}`
const encrypt = createCipher({ encodingAesKey: SETTINGS.encodingAesKey ?? '', appid: SETTINGS.appid }).seal(hello)

type Method = 'get' | 'post' | 'put' | 'options'
interface Sent {
  readonly method?: Method
  readonly path: string
  readonly body?: string | Buffer
  readonly headers?: Record<string, string>
}
const requests: Readonly<Record<string, Sent>> = {
  'a push': { path: `/wechat?${plain}`, body: hello },
  'a push with more in its query': { path: `/wechat?${plain}&openid=o&echostr=`, body: hello },
  'a forged one': { path: `/wechat?signature=${'0'.repeat(40)}&timestamp=${AT}&nonce=1`, body: hello },
  'a stale one': { path: `/wechat?${stale}`, body: hello },
  'one that is no XML': { path: `/wechat?${plain}`, body: 'hello' },
  'one without a body': { path: `/wechat?${plain}` },
  'one without a query': { path: '/wechat', body: hello },
  'one with an empty query': { path: '/wechat?', body: hello },
  'one that is too large': { path: `/wechat?${plain}`, body: 'a'.repeat(70_000) },
  'one that is packed': {
    path: `/wechat?${plain}`,
    body: gzipSync(hello),
    headers: { 'content-encoding': 'gzip', 'content-type': 'text/xml' },
  },
  'a handshake': { method: 'get', path: `/wechat?${plain}&echostr=4375120948345356249` },
  'another method': { method: 'put', path: `/wechat?${plain}`, body: hello },
  'a question for methods': { method: 'options', path: `/wechat?${plain}` },
  'another spelling': { path: `/WECHAT?${plain}`, body: hello },
  'a slash more': { path: `/wechat/?${plain}`, body: hello },
  'another path': { path: `/wechats?${plain}`, body: hello },
}

describe('what stands in front of the router answers as the router does', () => {
  const ask = async (app: Parameters<typeof request>[0], { method = 'post', path, body, headers = {} }: Sent) => {
    const response = await request(app)[method](path).set(headers).buffer(true).parse(asText).send(body)
    const { date: _date, ...others } = response.headers as Record<string, string>
    return { status: response.status, headers: others, body: response.body as string }
  }

  it.each(Object.entries(requests))('to %s in plain mode', async (_title, sent) => {
    const door = openDoor({ ...SETTINGS, mode: 'plain' }, AT * 1000)
    expect(await ask(door.app, sent)).toEqual(await ask(door.express, sent))
    expect([door.received.length % 2, door.refused.length % 2, door.ignored.length % 2]).toEqual([0, 0, 0])
  })

  it.each(['safe', 'compat'] as const)('to a sealed push in %s mode', async (mode) => {
    const door = openDoor({ ...SETTINGS, mode }, AT * 1000, { receive: () => Promise.resolve({ kind: 'success' }) })
    const path = `/wechat?${plain}&encrypt_type=aes&msg_signature=${signed(encrypt)}`
    const sent: Sent = { path, body: `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>` }
    expect(await ask(door.app, sent)).toEqual(await ask(door.express, sent))
    expect(door.received).toHaveLength(2)
  })
})

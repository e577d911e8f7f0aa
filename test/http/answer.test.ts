import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/domain/reply.ts'
import { createCipher } from '../../src/protocol/cipher.ts'
import { openSealedReply } from '../../src/protocol/reply.ts'
import { sign } from '../../src/protocol/signature.ts'
import { asText, openDoor, SETTINGS } from '../support/door.ts'
import { textXml } from '../support/push.ts'

const AT = 1_764_036_000
const NONCE = '1320562132'
const OPENID = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const plainQuery = `signature=${sign(['sandbox', String(AT), NONCE])}&timestamp=${AT}&nonce=${NONCE}`
const cipher = createCipher({ encodingAesKey: SETTINGS.encodingAesKey ?? '', appid: SETTINGS.appid })
const hello = textXml({ from: OPENID, text: 'hello', msgId: '6054768590064713728', createdAt: AT })
const plainDoor = (reply: () => Promise<Reply>) =>
  openDoor({ ...SETTINGS, mode: 'plain' }, AT * 1000, { receive: reply })

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

const TRANSFER =
  `<xml><ToUserName><![CDATA[${OPENID}]]></ToUserName><FromUserName><![CDATA[gh_5a4db0c0ffee]]></FromUserName>` +
  `<CreateTime>${AT}</CreateTime><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>`

describe('an answer', () => {
  it('hands a message to human service', async () => {
    const door = plainDoor(() => Promise.resolve({ kind: 'transfer' }))
    const response = await request(door.app).post(`/wechat?${plainQuery}`).buffer(true).parse(asText).send(hello)
    expect(response.headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(TRANSFER)),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    expect(response.body).toBe(TRANSFER)
  })

  it('is sealed in safe mode, whatever its kind, and success is not', async () => {
    const encrypt = cipher.seal(hello)
    const query = `${plainQuery}&msg_signature=${sign(['sandbox', String(AT), NONCE, encrypt])}`
    const body = `<xml><Encrypt>${encrypt}</Encrypt></xml>`
    const post = (reply: Reply) =>
      request(openDoor(SETTINGS, AT * 1000, { receive: () => Promise.resolve(reply) }).app)
        .post(`/wechat?${query}`)
        .buffer(true)
        .parse(asText)
        .send(body)
    const transfer = await post({ kind: 'transfer' })
    expect(openSealedReply(cipher, 'sandbox', transfer.body as string)).toBe(TRANSFER)
    expect((await post({ kind: 'success' })).body).toBe('success')
  })

  it('counts as delivered once its response ended on an open socket', async () => {
    const told: boolean[] = []
    const door = plainDoor(() => Promise.resolve({ kind: 'text', text: 'ok', delivered: (ok) => told.push(ok) }))
    await request(door.app).post(`/wechat?${plainQuery}`).send(hello)
    expect(told).toEqual([true])
  })

  it('counts as not delivered when the platform had hung up before it was ready', async () => {
    const told = Promise.withResolvers<boolean>()
    const arrived = Promise.withResolvers<undefined>()
    const ready = Promise.withResolvers<Reply>()
    const door = plainDoor(() => {
      arrived.resolve(undefined)
      return ready.promise
    })
    const server = createServer(door.app)
    servers.push(server)
    const hungUp = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const delivery = httpRequest({ port, method: 'POST', path: `/wechat?${plainQuery}` })
    delivery.on('error', () => undefined)
    delivery.end(hello)
    await arrived.promise
    delivery.destroy()
    await hungUp
    ready.resolve({ kind: 'text', text: 'ok', delivered: told.resolve })
    expect(await told.promise).toBe(false)
    expect(door.failures).toEqual([])
  })

  it('that cannot be put into words is not delivered, is reported, and ends as success', async () => {
    const told: boolean[] = []
    const door = plainDoor(() =>
      Promise.resolve({ kind: 'text', text: '一'.repeat(683), delivered: (ok) => told.push(ok) }),
    )
    const response = await request(door.app).post(`/wechat?${plainQuery}`).send(hello)
    expect([response.status, response.text, told]).toEqual([200, 'success', [false]])
    expect(door.failures).toEqual([new RangeError('a passive reply holds at most 2047 bytes')])
  })

  it('does not end the process when whoever is told of the delivery fails', async () => {
    const defect = new Error('defect')
    const door = plainDoor(() =>
      Promise.resolve({
        kind: 'text',
        text: 'ok',
        delivered: () => {
          throw defect
        },
      }),
    )
    const response = await request(door.app).post(`/wechat?${plainQuery}`).send(hello)
    expect(response.status).toBe(200)
    expect(door.failures).toEqual([defect])
  })
})

describe('the door', () => {
  it('says too large before it says packed (T10)', async () => {
    const door = openDoor(SETTINGS, AT * 1000)
    const packed = gzipSync(Buffer.from(Array.from({ length: 100_000 }, (_unused, at) => (at * 7_919 * at) % 251)), {
      level: 0,
    })
    const response = await request(door.app)
      .post('/wechat')
      .set('Content-Encoding', 'gzip')
      .set('Content-Type', 'text/xml')
      .send(packed)
    expect([response.status, response.text]).toEqual([413, ''])
  })

  it('opens an encrypted echostr whose + was not percent-encoded', async () => {
    let echostr = ''
    while (!echostr.includes('+')) echostr = cipher.seal('4375120948345356249')
    const signature = sign(['sandbox', String(AT), NONCE, echostr])
    const query = `timestamp=${AT}&nonce=${NONCE}&msg_signature=${signature}&echostr=${echostr}`
    const response = await request(openDoor(SETTINGS, AT * 1000).app).get(`/wechat?${query}`)
    expect([response.status, response.text]).toEqual([200, '4375120948345356249'])
  })

  it.each([
    ']]><a>',
    ']]></Content><a><Content>',
    `]]>${'<Encrypt>AAAA</Encrypt>'.repeat(50)}`,
    `]]>${'<a>'.repeat(600)}`,
  ])('does not refuse a push of compat mode that a follower broke with %s, and does nothing', async (typed) => {
    const door = openDoor({ ...SETTINGS, mode: 'compat' }, AT * 1000)
    const xml = textXml({ from: OPENID, text: typed, msgId: '1', createdAt: AT })
    const encrypt = cipher.seal(xml)
    const response = await request(door.app)
      .post(`/wechat?${plainQuery}&msg_signature=${sign(['sandbox', String(AT), NONCE, encrypt])}`)
      .send(xml.replace(/<\/xml>$/, `<Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`))
    expect([response.status, response.text]).toEqual([200, 'success'])
    expect(door.ignored).toEqual(['encrypt-ambiguous'])
    expect(door.received).toEqual([])
  })
})

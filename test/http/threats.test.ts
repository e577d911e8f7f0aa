import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { connect } from 'node:net'
import { randomBytes } from 'node:crypto'
import request from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, type RunningServer } from '../../src/http/listen.ts'
import { createCipher } from '../../src/protocol/cipher.ts'
import { openSealedReply } from '../../src/protocol/reply.ts'
import type { EnvelopeSettings } from '../../src/protocol/envelope.ts'
import { sign } from '../../src/protocol/signature.ts'
import { asText, openDoor, SETTINGS } from '../support/door.ts'
import { textXml } from '../support/push.ts'
import { send } from '../support/send.ts'

const AT = 1_764_036_000
const NONCE = '1320562132'
const OPENID = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const PLAIN: EnvelopeSettings = { ...SETTINGS, mode: 'plain' }
const cipher = createCipher({ encodingAesKey: SETTINGS.encodingAesKey ?? '', appid: SETTINGS.appid })
const hello = textXml({ from: OPENID, text: 'hello', msgId: '6054768590064713728', createdAt: AT })

const plainQuery = (timestamp = String(AT), nonce = NONCE) =>
  `signature=${sign(['sandbox', timestamp, nonce])}&timestamp=${timestamp}&nonce=${nonce}`
const sealedQuery = (encrypt: string) =>
  `${plainQuery()}&encrypt_type=aes&msg_signature=${sign(['sandbox', String(AT), NONCE, encrypt])}`
const envelope = (encrypt: string) =>
  `<xml><ToUserName><![CDATA[gh_5a4db0c0ffee]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`

const servers: RunningServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

describe('a downgrade (T01)', () => {
  const sealed = cipher.seal(hello)
  const bodies = {
    plain: hello,
    sealed: envelope(sealed),
    both: hello.replace('</xml>', `<Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`),
    'twice sealed': envelope(sealed).replace('</xml>', `<Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`),
    'empty Encrypt': envelope(''),
    'Encrypt inside Content': hello.replace('hello', `]]><Encrypt>${sealed}</Encrypt><![CDATA[`),
  }
  const msgSignatures = {
    right: `&msg_signature=${sign(['sandbox', String(AT), NONCE, sealed])}`,
    missing: '',
    empty: '&msg_signature=',
    'as an array': `&msg_signature[]=${sign(['sandbox', String(AT), NONCE, sealed])}`,
    twice: `&msg_signature=${sign(['sandbox', String(AT), NONCE, sealed])}`.repeat(2),
  }
  const types = ['&encrypt_type=aes', '&encrypt_type=raw', '']
  /** The cells in which a push may have an effect; every other must have none. */
  const isLegal = (mode: string, body: string, msgSignature: string) =>
    mode === 'plain'
      ? body === 'plain' || body === 'both'
      : (body === 'sealed' || body === 'both') && msgSignature === 'right'

  const cells = ['plain', 'compat', 'safe'].flatMap((mode) =>
    Object.keys(bodies).flatMap((body) =>
      Object.keys(msgSignatures).flatMap((msgSignature) => types.map((type) => ({ mode, body, msgSignature, type }))),
    ),
  )

  it.each(cells)(
    '$mode mode, body $body, msg_signature $msgSignature, $type',
    async ({ mode, body, msgSignature, type }) => {
      const door = openDoor({ ...SETTINGS, mode: mode as 'plain' }, AT * 1000)
      const query = `${plainQuery()}${type}${msgSignatures[msgSignature as 'right']}`
      const response = await request(door.app)
        .post(`/wechat?${query}`)
        .send(bodies[body as 'plain'])
      const legal = isLegal(mode, body, msgSignature)
      expect(door.received.length, door.refused.concat(door.ignored).join()).toBe(legal ? 1 : 0)
      expect(response.status).toBeLessThan(500)
      if (!legal) expect(response.text).toBe(response.status === 200 ? 'success' : '')
    },
  )
})

describe('forgeries', () => {
  it.each(['plain', 'compat', 'safe'] as const)(
    '10,000 of them in %s mode reach neither parser nor cipher (T02)',
    async (mode) => {
      const door = openDoor({ ...SETTINGS, mode }, AT * 1000)
      const body = Buffer.from(envelope(cipher.seal(hello)))
      const guesses = randomBytes(10_000 * 40).toString('hex')
      for (let count = 0; count < 10_000; count += 1) {
        const [one, other] = [
          guesses.slice(count * 80, count * 80 + 40),
          guesses.slice(count * 80 + 40, count * 80 + 80),
        ]
        const query = `signature=${one}&timestamp=${AT}&nonce=${count}&msg_signature=${other}`
        expect(door.envelope.openPush(query, body).kind).toBe('refused')
      }
      const response = await request(door.app)
        .post(`/wechat?signature=${'0'.repeat(40)}&timestamp=${AT}&nonce=1`)
        .send(body)
      expect([response.status, response.text]).toEqual([401, ''])
      expect(door.envelope.counts).toEqual({ parsed: 0, decrypted: 0 })
      expect(door.received).toEqual([])
    },
  )

  it('under a captured plain signature have no effect unless they say the same again (T03)', async () => {
    const door = openDoor(PLAIN, AT * 1000)
    const post = (body: string) => request(door.app).post(`/wechat?${plainQuery()}`).send(body)
    expect((await post(hello)).status).toBe(200)
    expect((await post(hello)).status).toBe(200)
    expect((await post(hello.replace('hello', '移动'))).status).toBe(401)
    expect((await post(hello.replace(OPENID, 'oAdmin_Sandbox_0000000000001'))).status).toBe(401)
    expect(door.received).toHaveLength(2)
    expect(door.refused).toEqual(['signature-reused', 'signature-reused'])
  })

  it('that split the same digits elsewhere are refused, all 37 of them (T03)', () => {
    const door = openDoor({ ...PLAIN, token: 'zzz' }, AT * 1000)
    const digits = `${AT}${NONCE}`
    const signature = sign(['zzz', String(AT), NONCE])
    const accepted = []
    for (let cut = 0; cut <= digits.length; cut += 1) {
      for (const [timestamp, nonce] of [
        [digits.slice(0, cut), digits.slice(cut)],
        [digits.slice(cut), digits.slice(0, cut)],
      ]) {
        const query = `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`
        if (door.envelope.openPush(query, Buffer.from(hello)).kind === 'opened') accepted.push([timestamp, nonce])
      }
    }
    expect(accepted).toEqual([[String(AT), NONCE]])
  })

  it.each([
    'signature=a&signature=b',
    `signature[]=${'0'.repeat(40)}`,
    `signature[x]=${'0'.repeat(40)}`,
    'signature=',
    `signature=${'a'.repeat(100_000)}`,
    '',
    '%',
    `signature=%ff&timestamp=${AT}&nonce=1`,
    '__proto__[x]=1&constructor=1',
    `${plainQuery()}&timestamp=${AT}`,
    `${plainQuery()}&nonce=1`,
    plainQuery()
      .toUpperCase()
      .replace('SIGNATURE', 'signature')
      .replace('TIMESTAMP', 'timestamp')
      .replace('NONCE', 'nonce'),
  ])('with an odd query get a bare 401, never an error of ours: %s (T05, T06)', async (query) => {
    const door = openDoor(PLAIN, AT * 1000)
    const response = await request(door.app).post(`/wechat?${query}`.slice(0, 12_000)).send(hello)
    expect([response.status, response.text]).toEqual([401, ''])
    expect(door.received).toEqual([])
  })

  it('are compared byte by byte at one speed: every wrong signature takes the same path (T04)', () => {
    const door = openDoor(PLAIN, AT * 1000)
    const right = sign(['sandbox', String(AT), NONCE])
    for (let at = 0; at < right.length; at += 1) {
      const wrong = right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1)
      expect(door.envelope.openPush(`signature=${wrong}&timestamp=${AT}&nonce=${NONCE}`, Buffer.from(hello))).toEqual({
        kind: 'refused',
        reason: 'signature-wrong',
      })
    }
  })
})

describe('a ciphertext that was tampered with', () => {
  it('is answered the same whichever byte was flipped, and has no effect (T17)', async () => {
    const door = openDoor(SETTINGS, AT * 1000)
    const sealed = Buffer.from(cipher.seal(hello), 'base64')
    for (let at = 0; at < sealed.length; at += 1) {
      const flipped = Buffer.from(sealed)
      flipped[at] = (flipped[at] ?? 0) ^ 0x01
      const encrypt = flipped.toString('base64')
      const response = await request(door.app)
        .post(`/wechat?${sealedQuery(encrypt)}`)
        .send(envelope(encrypt))
      expect([at, response.status, response.text]).toEqual([at, 200, 'success'])
    }
    expect(door.received.filter((push) => push.kind === 'text' && push.text === 'hello')).toEqual([])
  })

  it('with a length that lies, or for another appid or account, is inert (T18)', async () => {
    const door = openDoor(SETTINGS, AT * 1000)
    const others = [
      createCipher({ encodingAesKey: SETTINGS.encodingAesKey ?? '', appid: 'wx00000000000000ff' }).seal(hello),
      createCipher({ encodingAesKey: SETTINGS.encodingAesKey ?? '', appid: '' }).seal(hello),
      cipher.seal(hello.replace('gh_5a4db0c0ffee', 'gh_000000000000')),
      cipher.seal(hello).slice(0, 43) + '=',
      'AAAA',
    ]
    for (const encrypt of others) {
      const response = await request(door.app)
        .post(`/wechat?${sealedQuery(encrypt)}`)
        .send(envelope(encrypt))
      expect([response.status, response.text]).toEqual([200, 'success'])
    }
    expect(door.received).toEqual([])
  })

  it('pins the original id that the first opened push brought, when none is set (T18)', async () => {
    const door = openDoor({ ...SETTINGS, originalId: undefined }, AT * 1000)
    for (const xml of [hello, hello.replace('gh_5a4db0c0ffee', 'gh_000000000000'), hello]) {
      const encrypt = cipher.seal(xml)
      await request(door.app)
        .post(`/wechat?${sealedQuery(encrypt)}`)
        .send(envelope(encrypt))
    }
    expect(door.received.map(({ to }) => to)).toEqual(['gh_5a4db0c0ffee', 'gh_5a4db0c0ffee'])
    expect(door.ignored).toEqual(['not-ours'])
  })
})

describe('bodies', () => {
  it('of more than 64 KB are refused, with or without a length (T10)', async () => {
    const door = openDoor(PLAIN, AT * 1000)
    const large = await request(door.app).post(`/wechat?${plainQuery()}`).send('a'.repeat(70_000))
    expect([large.status, large.text]).toEqual([413, ''])
    const server = await listen(door.app, { host: '127.0.0.1', port: 0 })
    servers.push(server)
    const status = await new Promise<number | undefined>((resolve) => {
      const chunked = httpRequest(`${server.url}/wechat?${plainQuery()}`, { method: 'POST' }, (response) => {
        resolve(response.statusCode)
        chunked.destroy()
      })
      chunked.on('error', () => undefined)
      for (let count = 0; count < 20; count += 1) chunked.write('a'.repeat(10_000))
    })
    expect(status).toBe(413)
    expect(door.received).toEqual([])
  })

  it('that are compressed are refused without being unpacked (T10)', async () => {
    const door = openDoor(PLAIN, AT * 1000)
    const response = await request(door.app)
      .post(`/wechat?${plainQuery()}`)
      .set('Content-Encoding', 'gzip')
      .set('Content-Type', 'text/xml')
      .send(gzipSync(Buffer.alloc(1_000_000)))
    expect([response.status, response.text]).toEqual([415, ''])
  })

  it.each(['text/xml; charset=gbk', 'application/json', 'text/plain', 'nonsense', 'text/xml; charset=bogus'])(
    'are read as UTF-8 whatever the content type says: %s (T12)',
    async (type) => {
      const door = openDoor(PLAIN, AT * 1000)
      const response = await request(door.app)
        .post(`/wechat?${plainQuery()}`)
        .set('Content-Type', type)
        .send(Buffer.from(hello).toString())
      expect(response.status).toBe(200)
      expect(door.received).toHaveLength(1)
    },
  )

  it.each([
    ['overlong', Buffer.from([0xc0, 0xaf])],
    ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a UTF-16 byte order mark', Buffer.from([0xff, 0xfe])],
  ])('that are not UTF-8 have no effect: %s (T12)', async (_title, bytes) => {
    const door = openDoor(PLAIN, AT * 1000)
    const body = Buffer.concat([
      Buffer.from(hello.split('hello')[0] ?? ''),
      bytes,
      Buffer.from(hello.split('hello')[1] ?? ''),
    ])
    const response = await request(door.app).post(`/wechat?${plainQuery()}`).set('Content-Type', 'text/xml').send(body)
    expect([response.status, response.text]).toEqual([200, 'success'])
    expect(door.received).toEqual([])
  })
})

describe('the handshake', () => {
  const get = (settings: EnvelopeSettings, query: string) =>
    request(openDoor(settings, AT * 1000).app).get(`/wechat?${query}`)

  it('gives the echostr back, plain and whole, with its length (T19)', async () => {
    const response = await get(SETTINGS, `${plainQuery()}&echostr=4375120948345356249`)
    expect(response.status).toBe(200)
    expect(response.text).toBe('4375120948345356249')
    expect(response.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '19',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  it('opens an encrypted echostr where there is a key', async () => {
    const echostr = cipher.seal('4375120948345356249')
    const query = `timestamp=${AT}&nonce=${NONCE}&msg_signature=${sign(['sandbox', String(AT), NONCE, echostr])}&echostr=${encodeURIComponent(echostr)}`
    expect((await get(SETTINGS, query)).text).toBe('4375120948345356249')
    expect((await get(PLAIN, query)).status).toBe(401)
  })

  it.each([
    ['unsigned', 'echostr=1'],
    ['wrongly signed', `signature=${'0'.repeat(40)}&timestamp=${AT}&nonce=1&echostr=1`],
    ['stale', `${plainQuery(String(AT - 301))}&echostr=1`],
    ['a page', `${plainQuery()}&echostr=${encodeURIComponent('<script>alert(1)</script>')}`],
    ['twice', `${plainQuery()}&echostr=1&echostr=2`],
    ['without echostr', plainQuery()],
  ])('is refused without a word: %s (T19)', async (_title, query) => {
    const response = await get(SETTINGS, query)
    expect([response.status, response.text]).toEqual([401, ''])
  })
})

describe('a rotation of secrets (T32)', () => {
  const rotating: EnvelopeSettings = { ...SETTINGS, previousToken: 'earlier', previousEncodingAesKey: 'A'.repeat(43) }
  const earlier = createCipher({ encodingAesKey: 'A'.repeat(43), appid: SETTINGS.appid })

  it('takes every pair of old and new token and key, and answers under the pair that worked', async () => {
    for (const token of ['sandbox', 'earlier']) {
      for (const key of [cipher, earlier]) {
        const door = openDoor(rotating, AT * 1000)
        const encrypt = key.seal(hello)
        const query = `timestamp=${AT}&nonce=${NONCE}&msg_signature=${sign([token, String(AT), NONCE, encrypt])}`
        const response = await request(door.app)
          .post(`/wechat?${query}`)
          .buffer(true)
          .parse(asText)
          .send(envelope(encrypt))
        expect(response.status).toBe(200)
        expect(openSealedReply(key, token, response.body as string)).toContain('收到：hello')
      }
    }
  })

  it('takes the old ones no more when they are gone from the settings', async () => {
    const door = openDoor(SETTINGS, AT * 1000)
    const encrypt = earlier.seal(hello)
    const underOldToken = `timestamp=${AT}&nonce=${NONCE}&msg_signature=${sign(['earlier', String(AT), NONCE, encrypt])}`
    expect((await request(door.app).post(`/wechat?${underOldToken}`).send(envelope(encrypt))).status).toBe(401)
    expect(
      (
        await request(door.app)
          .post(`/wechat?${sealedQuery(encrypt)}`)
          .send(envelope(encrypt))
      ).text,
    ).toBe('success')
    expect(door.received).toEqual([])
  })
})

describe('what is not a push', () => {
  it('is refused by method before anything else (T31)', async () => {
    const door = openDoor(SETTINGS, AT * 1000)
    for (const method of ['put', 'delete', 'patch', 'head', 'options'] as const) {
      const response = await request(door.app)[method](`/wechat?${plainQuery()}`)
      expect([method, response.status, response.headers['allow']]).toEqual([method, 405, 'GET, POST'])
      expect(response.headers['content-length']).toBe('0')
    }
  })

  it.each(['/', '/wechat/', '/WECHAT', '/wechat/x', '/favicon.ico', '/healthz/', '/..%2f'])(
    'is a bare 404: %s',
    async (path) => {
      const response = await request(openDoor(SETTINGS, AT * 1000).app).get(path)
      expect([response.status, response.text]).toEqual([404, ''])
      expect(response.headers['x-powered-by']).toBeUndefined()
    },
  )
})

describe('a defect behind the door', () => {
  it('ends in an answer that the platform takes, and is reported (F35)', async () => {
    const door = openDoor(PLAIN, AT * 1000, { receive: () => Promise.reject(new Error('defect')) })
    const response = await request(door.app).post(`/wechat?${plainQuery()}`).send(hello)
    expect([response.status, response.text]).toEqual([200, 'success'])
    expect(door.failures).toHaveLength(1)
  })

  it('that makes an answer too long ends the same way', async () => {
    const door = openDoor(PLAIN, AT * 1000, {
      receive: () => Promise.resolve({ kind: 'text', text: 'a'.repeat(3_000) }),
    })
    const response = await request(door.app).post(`/wechat?${plainQuery()}`).send(hello)
    expect([response.status, response.text]).toEqual([200, 'success'])
    expect(door.failures).toHaveLength(1)
  })
})

describe('sockets', () => {
  it('that only drip are kept apart: two thousand of them do not stop a push (T11)', async () => {
    const door = openDoor(PLAIN, AT * 1000)
    const server = await listen(door.app, { host: '127.0.0.1', port: 0 })
    servers.push(server)
    const { port } = new URL(server.url)
    const drips = await Promise.all(
      Array.from(
        { length: 2_000 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve, reject) => {
            const socket = connect(Number(port), '127.0.0.1', () => {
              socket.write('POST /wechat HTTP/1.1\r\nHost:')
              resolve(socket)
            })
            socket.on('error', reject)
          }),
      ),
    )
    const response = await send(`${server.url}/wechat?${plainQuery()}`, { method: 'POST', body: hello })
    expect(response.status).toBe(200)
    for (const drip of drips) drip.destroy()
  })
})

describe('the probes', () => {
  it('tell who asks from elsewhere only what a proxy must know', async () => {
    const { app } = openDoor(SETTINGS, AT * 1000)
    expect((await request(app).get('/healthz')).text).toBe('ok')
    expect((await request(app).get('/readyz')).body).toEqual({ ready: true, store: 'ok' })
    expect((await request(app).get('/readyz').set('X-Forwarded-For', '1.2.3.4')).body).toEqual({ ready: true })
    expect((await request(app).get('/metrics')).text).toBe('fenzu_up 1\n')
    expect((await request(app).get('/metrics').set('X-Forwarded-For', '1.2.3.4')).status).toBe(401)
    const withToken = request(app)
      .get('/metrics')
      .set('X-Forwarded-For', '1.2.3.4')
      .set('Authorization', 'Bearer metrics-token')
    expect((await withToken).status).toBe(200)
    const wrong = request(app)
      .get('/metrics')
      .set('Forwarded', 'for=1.2.3.4')
      .set('Authorization', 'Bearer metrics-tokem')
    expect((await wrong).status).toBe(401)
  })
})

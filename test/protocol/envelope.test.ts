import { beforeEach, describe, expect, it } from 'vitest'
import { toWireSeconds } from '../../src/domain/clock.ts'
import { createCipher } from '../../src/protocol/cipher.ts'
import { Envelope, FRESH_SECONDS, type EnvelopeSettings } from '../../src/protocol/envelope.ts'
import { openSealedReply } from '../../src/protocol/reply.ts'
import { sign } from '../../src/protocol/signature.ts'
import { ManualClock } from '../support/manual-clock.ts'

const TOKEN = 'sandbox'
const PREVIOUS_TOKEN = 'sandbox before'
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const PREVIOUS_KEY = 'ABCDEFGabcdefghijklmnopqrstuvwxyz0123456789'
const APPID = 'wx5a4db0c0ffee0001'
const NONCE = '1372623149'

let clock: ManualClock
let now: number

beforeEach(() => {
  clock = new ManualClock()
  now = toWireSeconds(clock.now())
})

const xml = (text = '你好', to = 'gh_5a4db0c0ffee') =>
  `<xml><ToUserName>${to}</ToUserName><FromUserName>oFollower</FromUserName><CreateTime>${now}</CreateTime>` +
  `<MsgType>text</MsgType><Content>${text}</Content><MsgId>1</MsgId></xml>`

function open(settings: Partial<EnvelopeSettings>): Envelope {
  return new Envelope({ mode: 'plain', appid: APPID, token: TOKEN, ...settings }, clock)
}

const plainQuery = (timestamp = now, token = TOKEN) =>
  `timestamp=${timestamp}&nonce=${NONCE}&signature=${sign([token, String(timestamp), NONCE])}`

function sealed({ token = TOKEN, key = KEY, plain = '', text = xml() } = {}): { query: string; body: Buffer } {
  const encrypt = createCipher({ encodingAesKey: key, appid: APPID }).seal(text)
  const signature = sign([token, String(now), NONCE, encrypt])
  return {
    query: `timestamp=${now}&nonce=${NONCE}&msg_signature=${signature}${plain}`,
    body: Buffer.from(`<xml><Encrypt>${encrypt}</Encrypt></xml>`),
  }
}

describe('a push in plain mode', () => {
  it.each([-FRESH_SECONDS, 0, FRESH_SECONDS])('is opened %i s from now', (seconds) => {
    const opened = open({}).openPush(plainQuery(now + seconds), Buffer.from(xml()))
    expect(opened).toMatchObject({ kind: 'opened', push: { kind: 'text', text: '你好' } })
  })

  it.each([-FRESH_SECONDS - 1, FRESH_SECONDS + 1])('is refused %i s from now (T03)', (seconds) => {
    const opened = open({}).openPush(plainQuery(now + seconds), Buffer.from(xml()))
    expect(opened).toEqual({ kind: 'refused', reason: 'timestamp-stale' })
  })

  it('is refused under another token, and opened under the previous one', () => {
    const query = plainQuery(now, PREVIOUS_TOKEN)
    expect(open({}).openPush(query, Buffer.from(xml()))).toEqual({ kind: 'refused', reason: 'signature-wrong' })
    expect(open({ previousToken: PREVIOUS_TOKEN }).openPush(query, Buffer.from(xml())).kind).toBe('opened')
  })

  it('is refused under the signature of another, and parsed only under a good one', () => {
    const envelope = open({})
    expect(envelope.openPush(plainQuery(), Buffer.from(xml())).kind).toBe('opened')
    expect(envelope.openPush(plainQuery(), Buffer.from(xml())).kind).toBe('opened')
    expect(envelope.openPush(plainQuery(), Buffer.from(xml('移动')))).toEqual({
      kind: 'refused',
      reason: 'signature-reused',
    })
    const parsed = envelope.counts.parsed
    envelope.openPush(plainQuery(now, 'a guess'), Buffer.from(xml()))
    expect(envelope.counts.parsed).toBe(parsed)
  })

  it('is not ours when it is for another account, or no UTF-8', () => {
    const envelope = open({ originalId: 'gh_another' })
    expect(envelope.openPush(plainQuery(), Buffer.from(xml()))).toEqual({ kind: 'ignored', reason: 'not-ours' })
    expect(envelope.openPush(plainQuery(), Buffer.from([0xff]))).toEqual({ kind: 'ignored', reason: 'not-utf8' })
  })
})

describe('a push in safe mode', () => {
  const settings = { mode: 'safe', encodingAesKey: KEY } as const

  it('is opened under its msg_signature, with the plain one missing or good', () => {
    const plain = `&signature=${sign([TOKEN, String(now), NONCE])}`
    for (const given of [sealed(), sealed({ plain })]) {
      expect(open(settings).openPush(given.query, given.body)).toMatchObject({ kind: 'opened', xml: xml() })
    }
  })

  it('is refused when the plain signature beside it is wrong (T02)', () => {
    const { query, body } = sealed({ plain: `&signature=${sign(['a guess', String(now), NONCE])}` })
    expect(open(settings).openPush(query, body)).toEqual({ kind: 'refused', reason: 'signature-wrong' })
  })

  it('is refused with nothing but a plain signature (T01)', () => {
    const { body } = sealed()
    expect(open(settings).openPush(plainQuery(), body)).toEqual({ kind: 'refused', reason: 'query-malformed' })
  })

  it('is not decrypted before its signature holds', () => {
    const envelope = open(settings)
    const { query, body } = sealed({ token: 'a guess' })
    expect(envelope.openPush(query, body)).toEqual({ kind: 'refused', reason: 'signature-wrong' })
    expect(envelope.counts).toEqual({ parsed: 0, decrypted: 0 })
  })

  it('is opened under the previous token and key, and answered under them', () => {
    const previous = { token: PREVIOUS_TOKEN, key: PREVIOUS_KEY }
    const { query, body } = sealed(previous)
    expect(open(settings).openPush(query, body).kind).toBe('refused')
    const both = { ...settings, previousToken: PREVIOUS_TOKEN, previousEncodingAesKey: PREVIOUS_KEY }
    const opened = open(both).openPush(query, body)
    const reply = opened.kind === 'opened' ? opened.seal('<xml/>') : ''
    const cipher = createCipher({ encodingAesKey: PREVIOUS_KEY, appid: APPID })
    expect(openSealedReply(cipher, PREVIOUS_TOKEN, reply)).toBe('<xml/>')
  })

  it('is ignored when it can not be decrypted, or is for another account than the first', () => {
    const envelope = open(settings)
    const foreign = sealed({ key: PREVIOUS_KEY })
    expect(envelope.openPush(foreign.query, foreign.body)).toEqual({ kind: 'ignored', reason: 'undecryptable' })
    const [first, other] = [sealed(), sealed({ text: xml('你好', 'gh_another') })]
    expect(envelope.openPush(first.query, first.body).kind).toBe('opened')
    expect(envelope.openPush(other.query, other.body)).toEqual({ kind: 'ignored', reason: 'not-ours' })
  })

  it('is ignored when it has two texts of which one is proven', () => {
    const { query, body } = sealed()
    const two = Buffer.concat([body, Buffer.from('<Encrypt>AAAA</Encrypt>')])
    expect(open(settings).openPush(query, two)).toEqual({ kind: 'ignored', reason: 'encrypt-ambiguous' })
  })
})

describe('the handshake', () => {
  it('echoes what was signed, and nothing that is no echostr', () => {
    expect(open({}).openHandshake(`${plainQuery()}&echostr=5838`)).toEqual({ kind: 'echo', echostr: '5838' })
    const refusedBy = (query: string) => open({}).openHandshake(query)
    expect(refusedBy(plainQuery())).toEqual({ kind: 'refused', reason: 'query-malformed' })
    expect(refusedBy(`${plainQuery()}&echostr=%3Cscript%3E`)).toEqual({ kind: 'refused', reason: 'echostr-malformed' })
    expect(refusedBy(`${plainQuery(now, 'a guess')}&echostr=5838`)).toEqual({
      kind: 'refused',
      reason: 'signature-wrong',
    })
    expect(refusedBy(`${plainQuery(now - FRESH_SECONDS - 1)}&echostr=5838`)).toEqual({
      kind: 'refused',
      reason: 'timestamp-stale',
    })
  })

  it('is decrypted where it is sealed, also when its + came as a blank', () => {
    const cipher = createCipher({ encodingAesKey: KEY, appid: APPID })
    let encrypt = ''
    while (!encrypt.includes('+')) encrypt = cipher.seal('5838')
    const signature = sign([TOKEN, String(now), NONCE, encrypt])
    const query = `timestamp=${now}&nonce=${NONCE}&msg_signature=${signature}&echostr=${encrypt}`
    expect(open({ mode: 'safe', encodingAesKey: KEY }).openHandshake(query)).toEqual({ kind: 'echo', echostr: '5838' })
  })
})

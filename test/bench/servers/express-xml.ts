import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import express from 'express'
import { XMLParser } from 'fast-xml-parser'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { TOLD } from './told.ts'

/** The straightforward way: Express 5, its query and its raw body, fast-xml-parser, Node's ciphers. */

const { token, appid, owner, encodingAesKey } = SANDBOX_ACCOUNT
const safe = process.env['MODE'] === 'safe'
const key = Buffer.from(`${encodingAesKey}=`, 'base64')
const iv = key.subarray(0, 16)
const parser = new XMLParser({ parseTagValue: false })

type Fields = Readonly<Record<string, string>>

const app = express()
app.post('/wechat', express.raw({ type: () => true }), (request, response) => {
  const query = request.query as Fields
  const outer = parse((request.body as Buffer).toString())
  const parts = [token, query['timestamp'] ?? '', query['nonce'] ?? '']
  if (safe) parts.push(outer['Encrypt'] ?? '')
  if (sign(parts) !== query[safe ? 'msg_signature' : 'signature']) {
    response.sendStatus(401)
    return
  }
  const message = safe ? parse(open(outer['Encrypt'] ?? '')) : outer
  if (message['FromUserName'] !== owner) {
    response.send('success')
    return
  }
  const seconds = Math.floor(Date.now() / 1000)
  const reply = `<xml><ToUserName><![CDATA[${message['FromUserName']}]]></ToUserName><FromUserName><![CDATA[${message['ToUserName'] ?? ''}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${TOLD}]]></Content></xml>`
  response.type('application/xml').send(safe ? seal(reply, String(seconds), query['nonce'] ?? '') : reply)
})
app.listen(Number(process.env['PORT']), '127.0.0.1')

function parse(xml: string): Fields {
  return (parser.parse(xml) as { xml: Fields }).xml
}

function sign(parts: readonly string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex')
}

function open(encrypt: string): string {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()])
  const content = plain.subarray(16, plain.length - plain[plain.length - 1]!)
  const length = content.readUInt32BE(0)
  if (content.subarray(4 + length).toString() !== appid) throw new Error('sealed for another account')
  return content.subarray(4, 4 + length).toString()
}

function seal(xml: string, timestamp: string, nonce: string): string {
  const bytes = Buffer.from(xml)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  const content = Buffer.concat([randomBytes(16), length, bytes, Buffer.from(appid)])
  const pad = 32 - (content.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const encrypt = Buffer.concat([
    cipher.update(Buffer.concat([content, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64')
  return `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${sign([token, timestamp, nonce, encrypt])}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
}

import { createCipheriv, createDecipheriv, createSecretKey, hash, randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { TOLD } from './told.ts'

/*
 * The same work with nothing around it: signature, a scanner that takes what it needs, AES, an answer. Every message is
 * believed to be as the platform writes it; nothing is counted, remembered or checked for freshness.
 */

const { token, appid, owner, encodingAesKey } = SANDBOX_ACCOUNT
const safe = process.env['MODE'] === 'safe'
const keyBytes = Buffer.from(`${encodingAesKey}=`, 'base64')
const iv = keyBytes.subarray(0, 16)
/** Bytes, as everybody writes it; or a key object made once, as fenzu has it, with which opening takes half the time. */
const key = process.env['KEY'] === 'object' ? createSecretKey(keyBytes) : keyBytes

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    answer(request.url ?? '', body.toString(), response)
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')

function answer(url: string, body: string, response: ServerResponse): void {
  const query = readQuery(url.slice(url.indexOf('?') + 1))
  const encrypt = safe ? field(body, 'Encrypt') : ''
  const parts = [token, query['timestamp'] ?? '', query['nonce'] ?? '']
  if (safe) parts.push(encrypt)
  if (hash('sha1', parts.sort().join('')) !== query[safe ? 'msg_signature' : 'signature']) {
    response.writeHead(401, { 'Content-Length': 0 }).end()
    return
  }
  const xml = safe ? open(encrypt) : body
  const from = field(xml, 'FromUserName')
  const to = field(xml, 'ToUserName')
  const type = field(xml, 'MsgType')
  const said = field(xml, type === 'text' ? 'Content' : 'Event')
  if (from !== owner || said === '') return end(response, 'text/plain', 'success')
  const seconds = Math.floor(Date.now() / 1000)
  const reply = `<xml><ToUserName><![CDATA[${from}]]></ToUserName><FromUserName><![CDATA[${to}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${TOLD}]]></Content></xml>`
  end(response, 'application/xml', safe ? seal(reply, String(seconds), query['nonce'] ?? '') : reply)
}

function readQuery(query: string): Record<string, string> {
  const read: Record<string, string> = {}
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    read[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return read
}

function field(xml: string, name: string): string {
  const start = xml.indexOf(`<${name}>`)
  if (start < 0) return ''
  const from = start + name.length + 2
  if (xml.startsWith('<![CDATA[', from)) return xml.slice(from + 9, xml.indexOf(']]>', from))
  return xml.slice(from, xml.indexOf('<', from))
}

function open(encrypt: string): string {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const plain = decipher.update(encrypt, 'base64')
  decipher.final()
  const end = 20 + plain.readUInt32BE(16)
  return plain.toString('utf8', end, plain.length - plain[plain.length - 1]!) === appid
    ? plain.toString('utf8', 20, end)
    : ''
}

function seal(xml: string, timestamp: string, nonce: string): string {
  const length = 20 + Buffer.byteLength(xml) + appid.length
  const pad = 32 - (length % 32)
  const plain = Buffer.alloc(length + pad, pad)
  randomBytes(16).copy(plain)
  plain.writeUInt32BE(length - 20 - appid.length, 16)
  plain.write(xml + appid, 20)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const encrypt = cipher.update(plain).toString('base64')
  cipher.final()
  const signature = hash('sha1', [token, timestamp, nonce, encrypt].sort().join(''))
  return `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
}

function end(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

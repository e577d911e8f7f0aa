import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLocalRequest } from '../../src/domain/local-request.ts'
import { listen, type RunningServer } from '../../src/http/listen.ts'
import { openDoor, SETTINGS } from '../support/door.ts'

const AT = 1_764_036_000_000
let server: RunningServer

beforeAll(async () => {
  server = await listen(openDoor(SETTINGS, AT).app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

/** Status and body of a request that is written byte by byte as given: no client adds anything. */
function ask(path: string, lines: readonly string[], version = '1.1'): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('error', reject)
    socket.on('end', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n')
      resolve({ status: Number(head.split(' ')[1]), body })
    })
    socket.write([`GET ${path} HTTP/${version}`, ...lines, 'Connection: close', '', ''].join('\r\n'))
  })
}

const LOCAL = ['Host: 127.0.0.1:8080']

describe('who may see metrics and details', () => {
  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080', '127.3.2.1:1'])(
    'is this machine, by the name %s',
    async (host) => {
      expect((await ask('/metrics', [`Host: ${host}`])).status).toBe(200)
      expect((await ask('/readyz', [`Host: ${host}`])).body).toContain('"store":"ok"')
    },
  )

  it('is Prometheus on this machine, with what it sends', async () => {
    const lines = [
      'User-Agent: Prometheus/3.5.0',
      'Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'Accept-Encoding: gzip',
      'X-Prometheus-Scrape-Timeout-Seconds: 10',
    ]
    expect((await ask('/metrics', [...LOCAL, ...lines])).status).toBe(200)
  })

  it.each([
    'X-Forwarded-For: 1.2.3.4',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: bot.example.com',
    'X-Forwarded-Server: web1',
    'X-Forwarded-Port: 443',
    'X-Forwarded-Prefix: /fenzu',
    'X-Forwarded-Ssl: on',
    'X-Forwarded: for=1.2.3.4',
    'Forwarded: for=1.2.3.4',
    'Forwarded-For: 1.2.3.4',
    'Via: 1.1 Caddy',
    'X-Real-IP: 1.2.3.4',
    'X-Real-Port: 1',
    'X-Client-IP: 1.2.3.4',
    'Client-IP: 1.2.3.4',
    'X-Cluster-Client-IP: 1.2.3.4',
    'X-Remote-IP: 1.2.3.4',
    'X-Remote-Addr: 1.2.3.4',
    'True-Client-IP: 1.2.3.4',
    'X-Original-Host: bot.example.com',
    'X-Original-URL: /',
    'X-ProxyUser-Ip: 1.2.3.4',
    'Proxy-Client-IP: 1.2.3.4',
    'WL-Proxy-Client-IP: 1.2.3.4',
    'CF-Connecting-IP: 1.2.3.4',
    'CF-Ray: 8a',
    'CF-Visitor: {}',
    'CDN-Loop: cloudflare',
    'Fastly-Client-IP: 1.2.3.4',
    'Akamai-Origin-Hop: 1',
    'X-Akamai-Edgescape: x',
    'Incap-Client-IP: 1.2.3.4',
    'X-Sucuri-ClientIP: 1.2.3.4',
    'X-Varnish: 1',
    'X-Amzn-Trace-Id: Root=1',
    'X-Amz-Cf-Id: x',
    'CloudFront-Viewer-Address: 1.2.3.4:1',
    'X-Azure-ClientIP: 1.2.3.4',
    'X-Azure-FDID: x',
    'X-ARR-ClientCert: x',
    'X-Appengine-User-IP: 1.2.3.4',
    'X-Cloud-Trace-Context: 1/1',
    'X-Envoy-External-Address: 1.2.3.4',
    'X-Vercel-IP-City: x',
    'X-NF-Client-Connection-IP: 1.2.3.4',
    'Fly-Client-IP: 1.2.3.4',
    'X-Request-Start: t=1',
    'Ali-CDN-Real-IP: 1.2.3.4',
    'Ali-Swift-Log-Host: x',
    'EagleId: x',
    'X-NWS-LOG-UUID: x',
    'Tailscale-User-Login: x',
    'Ngrok-Trace-Id: x',
    'X-Waf-Uuid: x',
    'Front-End-Https: on',
  ])('is nobody behind a proxy that leaves %s (T43)', async (header) => {
    expect((await ask('/metrics', [...LOCAL, header])).status).toBe(401)
    expect((await ask('/readyz', [...LOCAL, header])).body).toBe('{"ready":true}')
    const token = 'Authorization: Bearer metrics-token'
    expect((await ask('/metrics', [...LOCAL, header, token])).status).toBe(200)
  })

  it.each([
    ['an empty forwarding header', ['Host: 127.0.0.1', 'X-Forwarded-For:'], '1.1'],
    ['nginx with nothing but proxy_pass', ['Host: 127.0.0.1:8080'], '1.0'],
    ['a proxy that hands its own name on', ['Host: bot.example.com'], '1.1'],
    ['a proxy that names its upstream', ['Host: fenzu_backend'], '1.1'],
    ['a request without Host', [], '1.0'],
  ])('is not %s (T43)', async (_who, lines, version) => {
    expect((await ask('/metrics', lines, version)).status).toBe(401)
    expect((await ask('/readyz', lines, version)).body).toBe('{"ready":true}')
  })

  it.each([
    'evil.example.com',
    'evil.example.com:8080',
    '127.0.0.1.evil.example.com',
    'localhost.evil.example.com',
    '127.0.0.1@evil.example.com',
    '[::1].evil.example.com',
    'localhost:8080:80',
    '0.0.0.0:8080',
  ])('is no page whose name was made to resolve to this machine: %s (T44)', async (host) => {
    expect((await ask('/metrics', [`Host: ${host}`])).status).toBe(401)
  })
})

describe('a local request', () => {
  const from = (remoteAddress: string | undefined) =>
    isLocalRequest({ headers: { host: 'localhost' }, socket: { remoteAddress } })

  it('comes from a loopback address', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map(from)).toEqual([true, true, true, true])
    const others = ['10.0.0.1', '192.168.1.2', '::', 'fe80::1', '::ffff:10.0.0.1', '1127.0.0.1', '', undefined]
    expect(others.map(from)).toEqual(others.map(() => false))
  })
})

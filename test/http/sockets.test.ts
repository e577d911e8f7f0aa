import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isNearAddress, networkOf } from '../../src/http/connections.ts'
import { listen, type RunningServer } from '../../src/http/listen.ts'
import { until } from '../support/stage.ts'

/** What each proxy keeps of its idle connections to us, in seconds; sources stand at KEEP_ALIVE_MS in src/http/listen.ts. */
const PROXIES = { nginx: 60, 'Application Load Balancer': 60, Caddy: 120, 'Google Cloud': 600 }

let server: RunningServer | undefined
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.close()
  server = undefined
})

/** Everybody is answered `ok`, whoever asks for /slow when the test says so. */
const slow: ServerResponse[] = []
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.url === '/slow') slow.push(response)
  else response.end('ok')
}

const portOf = (): number => Number(new URL(server?.url ?? '').port)

/** A connection from one of this machine's loopback addresses. */
async function open(localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: portOf(), localAddress })
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

async function ask(socket: Socket, path = '/'): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  return chunk.toString().split('\r\n')[0] ?? ''
}

/** Connections that were answered once and then say nothing. */
function idle(count: number, localAddress: string): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await open(localAddress)
      await ask(socket)
      return socket
    }),
  )
}

const isOpen = (socket: Socket): boolean => !socket.destroyed && !socket.readableEnded

describe('idle connections', () => {
  it('give way: 4,096 of one address do not shut the door (T41)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0 })
    for (let round = 0; round < 8; round += 1) await idle(512, '127.0.0.1')
    // A shut door would stay so for more than ten minutes.
    expect(await ask(await open('127.0.0.1'))).toBe('HTTP/1.1 200 OK')
  })

  it('give way in the order in which they fell silent, and never while they are answered (T41)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0, limits: { connections: 10 } })
    const busy = await open('127.0.0.1')
    busy.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => Promise.resolve(slow.length > 0), 'the request')
    const idlers = await idle(9, '127.0.0.1')
    await ask(idlers[0]!)
    for (let more = 0; more < 4; more += 1) expect(await ask(await open('127.0.0.1'))).toBe('HTTP/1.1 200 OK')
    await until(() => Promise.resolve(idlers.filter(isOpen).length < 9), 'those that give way')
    expect([isOpen(idlers[0]!), isOpen(idlers[1]!)]).toEqual([true, false])
    slow.pop()?.end('at last')
    const [chunk] = (await once(busy, 'data')) as [Buffer]
    expect(chunk.toString()).toContain('at last')
  })

  it('give way before those that are sending a request, and these before those that are answered (T41, T11)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0, limits: { connections: 10 } })
    const drips = await Promise.all(Array.from({ length: 10 }, () => open('127.0.0.1')))
    for (const drip of drips) drip.write('POST /wechat HTTP/1.1\r\nHost:')
    expect(await ask(await open('127.0.0.1'))).toBe('HTTP/1.1 200 OK')
  })

  it('are kept longer than any proxy keeps its own, so that no push meets one that closes (F51)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0 })
    const socket = await open('127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    const seconds = Number(/^Keep-Alive: timeout=(\d+)\r$/m.exec(chunk.toString())?.[1])
    for (const [proxy, kept] of Object.entries(PROXIES)) expect([proxy, seconds > kept]).toEqual([proxy, true])
  })
})

describe('connections of one address', () => {
  const everywhereIsFar = { connections: 40, perAddress: 10, isNear: () => false }

  it('are at most a quarter of all, and the door stays open for others (T42)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0, limits: everywhereIsFar })
    const many = await Promise.all(Array.from({ length: 30 }, () => open('127.0.0.2')))
    for (const socket of many) socket.write('POST /wechat HTTP/1.1\r\nHost:')
    await until(() => Promise.resolve(many.filter(isOpen).length === 10), 'the cap')
    expect(await ask(await open('127.0.0.3'))).toBe('HTTP/1.1 200 OK')
    expect(many.filter(isOpen)).toHaveLength(10)
  })

  it('give way to a new one of the same address when some are idle (T42)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0, limits: everywhereIsFar })
    const first = await idle(10, '127.0.0.2')
    expect(await ask(await open('127.0.0.2'))).toBe('HTTP/1.1 200 OK')
    await until(() => Promise.resolve(!isOpen(first[0]!)), 'the oldest')
    expect(first.filter(isOpen)).toHaveLength(9)
  })

  it('are not counted behind a proxy of this machine or of the network beside it (T42)', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0 })
    const many = await idle(2_000, '127.0.0.2')
    expect(many.filter(isOpen)).toHaveLength(2_000)
  })
})

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '172.18.0.3',
    '::ffff:192.168.1.1',
    'fd00::5',
    'fe80::1%eth0',
  ])('is near, where a proxy can be: %s', (address) => {
    expect(isNearAddress(address)).toBe(true)
  })

  it.each(['101.226.103.61', '172.32.0.1', '2001:db8::1', '::ffff:101.226.103.61', ''])('is far: %s', (address) => {
    expect(isNearAddress(address)).toBe(false)
  })

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['2001:db8:0:0:1::', '2001:db8:0:0'],
    ['::ffff:101.226.103.61', '101.226.103.61'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('a server that stops', () => {
  it('ends idle connections at once, and the others when they have been answered', async () => {
    server = await listen(answer, { host: '127.0.0.1', port: 0 })
    const [silent] = await idle(1, '127.0.0.1')
    const busy = await open('127.0.0.1')
    busy.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => Promise.resolve(slow.length > 0), 'the request')
    const closed = server.close()
    await until(() => Promise.resolve(!isOpen(silent!)), 'the idle one')
    expect(isOpen(busy)).toBe(true)
    slow.pop()?.end('at last')
    await closed
  })
})

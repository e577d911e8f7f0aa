import { connect, type Socket } from 'node:net'
import { MEASURES } from './checker.ts'
import type { DrippingWay } from './dripping.ts'
import type { Processes } from './processes.ts'
import { storm } from './storms.ts'
import type { Outcome } from './tables.ts'

/** What takes the sockets away while commands come in. */
export const SOCKET_NEMESES = [
  '4,096 idle connections of one address',
  '4,096 idle connections of eight addresses',
  '1,024 requests that never end',
  'look-ups that drip',
  'changes that drip',
  'look-ups that drip, beside 4,096 idle connections',
] as const
export type SocketNemesis = (typeof SOCKET_NEMESES)[number]

export const SOCKET_MEASURES = [...MEASURES, 'unknown', 'unanswered'] as const

const BATCH = 256
/**
 * A call may take a minute with all its attempts (wechat/retry), and six commands that wait for each other make a dozen: behind a way whose
 * own process hardly gets a core that is how long they take.
 */
const PATIENCE_MS = 720_000
const LOOK_UPS = ['/cgi-bin/user/info/batchget', '/cgi-bin/groups/get', '/cgi-bin/groups/getid']
const CHANGES = ['/cgi-bin/groups/members/update', '/cgi-bin/groups/create', '/cgi-bin/groups/update']

/**
 * The sockets are taken first, then a storm of commands comes. *Unanswered* is a question that none of its three deliveries was answered
 * to, while the sockets were still held.
 */
export async function playSockets(
  processes: Processes,
  way: DrippingWay,
  round: number,
  nemesis: SocketNemesis,
  random: () => number,
): Promise<Outcome<(typeof SOCKET_MEASURES)[number]>> {
  const held: Socket[] = []
  const port = Number(new URL(processes.botUrl).port)
  let unanswered = 0
  const take = async (): Promise<void> => {
    const idle = /([\d,]+) idle/.exec(nemesis)?.[1]?.replace(',', '')
    const unended = /([\d,]+) requests/.exec(nemesis)?.[1]?.replace(',', '')
    const addresses = nemesis.includes('eight') ? 8 : 1
    for (let done = 0; done < Number(idle ?? unended ?? 0); done += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, at) => open(port, `127.0.0.${2 + (at % addresses)}`, held))
      const sockets = await Promise.all(batch)
      if (idle === undefined) for (const socket of sockets) socket.write('POST /wechat HTTP/1.1\r\nHost:')
      else await Promise.all(sockets.map(askOnce))
    }
    if (nemesis.startsWith('look-ups')) for (const path of LOOK_UPS) way.order(path, 8)
    if (nemesis.startsWith('changes')) for (const path of CHANGES) way.order(path, 2)
  }
  const happen = async (): Promise<void> => {
    const { deliveries } = await processes.say('帮助 分组')
    if (!deliveries.some(({ status }) => status === 200)) unanswered += 1
  }
  try {
    await take()
    const name = `sockets ${round}, ${nemesis}`
    const verdict = await storm(processes, name, round, random, happen, { faulty: 0, patienceMs: PATIENCE_MS })
    return { ...verdict, unanswered, story: `${verdict.story}; ${standing(way)}` }
  } catch (error) {
    throw new Error(`${String(error)}; ${standing(way)}`, { cause: error })
  } finally {
    for (const socket of held) socket.destroy()
    way.clear()
  }
}

function standing(way: DrippingWay): string {
  return `the way stood still for ${way.stoodStillMs} ms`
}

/** One that is closed at once by the other side is no trouble: it holds nothing. */
function open(port: number, localAddress: string, held: Socket[]): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress })
  held.push(socket)
  socket.resume()
  return new Promise((resolve) => {
    socket.once('connect', () => {
      resolve(socket)
    })
    socket.on('error', () => {
      resolve(socket)
    })
  })
}

/** Whoever has been answered is idle; so is who was turned away. */
function askOnce(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['data', 'close']) socket.once(event, () => resolve())
    if (socket.destroyed) resolve()
    else socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  })
}

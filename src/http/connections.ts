import type { Server } from 'node:http'
import { BlockList, isIPv6, type Socket } from 'node:net'

export interface ConnectionLimits {
  /** Open at once. */
  readonly connections: number
  /** Open at once from one address, unless it is near. */
  readonly perAddress: number
  /** Whether an address is a proxy's: then it stands for everybody. */
  isNear(address: string): boolean
}

interface Connection {
  readonly socket: Socket
  /** null where it is not counted. */
  readonly address: string | null
  /** Requests that are being answered. */
  answering: number
  /** Bytes that had arrived when it fell silent. */
  bytesBefore: number
  /** A request has been answered, or will never be. */
  readonly answered: () => void
}

/**
 * Who may stay when there are too many connections. Whoever is being answered stays. Of the others those that are idle go
 * first, the longest silent first of all; then those that have begun to send a request and have not finished it. What has
 * to go is found when a new one comes: while there is room nobody is looked at.
 */
export class Connections {
  readonly #limits: ConnectionLimits
  /** Not being answered, in the order in which they fell silent. */
  readonly #waiting = new Map<Socket, Connection>()
  readonly #answered = new Map<Socket, Connection>()
  readonly #perAddress = new Map<string, number>()

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
  }

  /** Watches all connections of a server, from its start on. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#opened(socket)
    })
    server.prependListener('request', ({ socket }, response) => {
      const connection = this.#asks(socket)
      if (connection !== undefined) response.once('close', connection.answered)
    })
  }

  #opened(socket: Socket): void {
    const { remoteAddress = '' } = socket
    const address = this.#limits.isNear(remoteAddress) ? null : networkOf(remoteAddress)
    const ofAddress = address === null ? 0 : (this.#perAddress.get(address) ?? 0)
    const fits =
      (ofAddress < this.#limits.perAddress || this.#makeRoom((other) => other.address === address)) &&
      (this.#open < this.#limits.connections || this.#makeRoom(() => true))
    if (!fits) {
      socket.destroy()
      return
    }
    if (address !== null) this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1)
    const answered = (): void => {
      this.#fellSilent(socket)
    }
    this.#waiting.set(socket, { socket, address, answering: 0, bytesBefore: socket.bytesRead, answered })
    socket.once('close', () => {
      this.#closed(socket)
    })
  }

  get #open(): number {
    return this.#waiting.size + this.#answered.size
  }

  #asks(socket: Socket): Connection | undefined {
    const connection = this.#waiting.get(socket) ?? this.#answered.get(socket)
    if (connection === undefined) return undefined
    connection.answering += 1
    this.#waiting.delete(socket)
    this.#answered.set(socket, connection)
    return connection
  }

  #fellSilent(socket: Socket): void {
    const connection = this.#answered.get(socket)
    if (connection === undefined) return
    connection.answering -= 1
    if (connection.answering > 0) return
    this.#answered.delete(socket)
    connection.bytesBefore = socket.bytesRead
    this.#waiting.set(socket, connection)
  }

  #closed(socket: Socket): void {
    const connection = this.#waiting.get(socket) ?? this.#answered.get(socket)
    if (connection === undefined) return
    this.#waiting.delete(socket)
    this.#answered.delete(socket)
    if (connection.address === null) return
    const left = (this.#perAddress.get(connection.address) ?? 0) - 1
    if (left > 0) this.#perAddress.set(connection.address, left)
    else this.#perAddress.delete(connection.address)
  }

  /** Ends one of those that may go; false when there is none. */
  #makeRoom(mayGo: (connection: Connection) => boolean): boolean {
    let sending: Connection | undefined
    for (const connection of this.#waiting.values()) {
      if (!mayGo(connection)) continue
      if (connection.socket.bytesRead === connection.bytesBefore) return this.#end(connection)
      sending ??= connection
    }
    return sending !== undefined && this.#end(sending)
  }

  #end({ socket }: Connection): true {
    this.#closed(socket)
    socket.destroy()
    return true
  }
}

/** An IPv6 network of 64 bits is one customer's, who can use all of its addresses. */
export function networkOf(address: string): string {
  const plain = withoutPrefix(address)
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0')
  return [...groups, ...after].slice(0, 4).join(':')
}

/** An IPv4 address as it stands, also where an IPv6 socket wraps it; without the name of an interface. */
function withoutPrefix(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
}

/** Loopback, private and link-local addresses: RFC 1122, 1918, 3927, 4193, 4291 and 6598. */
const NEAR = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  NEAR.addSubnet(network, prefix)
NEAR.addAddress('::1', 'ipv6')
NEAR.addSubnet('fc00::', 7, 'ipv6')
NEAR.addSubnet('fe80::', 10, 'ipv6')

/** Whether an address is of this machine or of a network beside it, where a proxy stands for everybody who asks through it. */
export function isNearAddress(address: string): boolean {
  const plain = withoutPrefix(address)
  return NEAR.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

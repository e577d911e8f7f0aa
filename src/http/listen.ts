import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Connections, isNearAddress, type ConnectionLimits } from './connections.ts'

/** The platform sends its headers at once; whoever drips is not the platform. */
export const HEADERS_TIMEOUT_MS = 5_000
export const REQUEST_TIMEOUT_MS = 6_000
/**
 * Longer than a proxy keeps its idle connections to us, so that it is always the proxy that closes one and no push meets a
 * closing socket. What they keep unless told otherwise: nginx 60 s (upstream keepalive_timeout), AWS's Application Load
 * Balancer 60 s (idle timeout), Caddy 2 min (reverse_proxy, transport http, keepalive), Google Cloud's 600 s, fixed (backend
 * HTTP keepalive timeout, for which its documentation asks for more than 600 s behind it).
 */
export const KEEP_ALIVE_MS = 620_000
/** Each costs some ten kilobytes. */
const MAX_CONNECTIONS = 4_096
/** WeChat pushes from dozens of addresses, each with few connections at a time. */
const MAX_PER_ADDRESS = 1_024
const LIMITS: ConnectionLimits = {
  connections: MAX_CONNECTIONS,
  perAddress: MAX_PER_ADDRESS,
  isNear: isNearAddress,
}

export interface RunningServer {
  /** `http://HOST:PORT`, with the port that was found for 0. */
  readonly url: string
  /** Stops accepting, closes idle connections, and resolves when the answers in flight have ended. */
  close(): Promise<void>
}

/** Rejects with the system's error (EADDRINUSE, EACCES …) when the address can't be had. */
export async function listen(
  listener: RequestListener,
  { host, port, limits = {} }: { host: string; port: number; limits?: Partial<ConnectionLimits> },
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    listener,
  )
  new Connections({ ...LIMITS, ...limits }).watch(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 1_024 }, resolve)
  })
  return { url: urlOf(server), close: () => close(server) }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
  return `http://${family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${port}`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeIdleConnections()
    const sweep = setInterval(() => {
      server.closeIdleConnections()
    }, 50)
    server.once('close', () => {
      clearInterval(sweep)
    })
  })
}

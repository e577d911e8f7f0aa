import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The platform sends its headers at once; whoever drips is not the platform. */
const HEADERS_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 6_000
/** Longer than a reverse proxy keeps its idle connections, so that it never meets one that is just closing. */
const KEEP_ALIVE_MS = 65_000
const MAX_CONNECTIONS = 4_096

export interface RunningServer {
  /** `http://HOST:PORT`, with the port that was found for 0. */
  readonly url: string
  /** Stops accepting, closes idle connections, and resolves when the answers in flight have ended. */
  close(): Promise<void>
}

/** Rejects with the system's error (EADDRINUSE, EACCES …) when the address can't be had. */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
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
  server.maxConnections = MAX_CONNECTIONS
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

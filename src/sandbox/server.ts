/**
 * A simulated WeChat of one account on a port of its own: the API (platform.ts), the phone in a follower's hand
 * (phone.ts), calls for people and tests (control.ts) and a page. It is reached over HTTP only, by any program.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { ErrorRequestHandler, Express, Request, Response } from 'express'
import type { Clock } from '../domain/clock.ts'
import { FenzuError } from '../domain/errors.ts'
import type { PushMode } from '../domain/push-mode.ts'
import type { SandboxAccount } from './account.ts'
import { createControl } from './control.ts'
import type { ControlParts } from './control.ts'
import { localApi, localCall, localPage } from './local-only.ts'
import { createMediaFiles } from './media-files.ts'
import { createPage } from './page/page.ts'
import { Phone } from './phone.ts'
import { answerCall } from './platform.ts'
import { createPlatformState } from './state.ts'
import { createOldSystem, UPSTREAM_PATH, UPSTREAM_TOKEN } from './upstream/old-system.ts'

export interface SandboxOptions {
  readonly account: SandboxAccount
  readonly mode: PushMode
  readonly clock: Clock
  /** 127.0.0.1 unless given. */
  readonly host?: string | undefined
  /** 0 takes a free one. */
  readonly port: number
  /** Where pushes go; may be said later. */
  readonly callbackUrl?: string | undefined
  /** After how long a delivery is cut, and how far apart deliveries start; 5000 unless given. */
  readonly pushTimeoutMs?: number | undefined
  /** Whether a small old system to relay to listens beside it; no unless given. */
  readonly upstream?: boolean | undefined
}

export interface Sandbox {
  /** Without a slash at its end. */
  readonly url: string
  /** Where the old system that is relayed to listens; null when there is none. */
  readonly upstream: { readonly url: string; readonly token: string } | null
  /** Throws a `SandboxAddressError` when it is no http or https address. */
  setCallbackUrl(url: string): void
  /** Ends everything under way, answered or not. */
  close(): Promise<void>
}

export class SandboxAddressError extends FenzuError {
  readonly code = 'sandbox.bad-callback-address'
}

const PUSH_TIMEOUT_MS = 5000
/** Longer than clients keep idle connections, so that none is closed under a call. */
const KEEP_ALIVE_MS = 75_000
/** A picture of 10 MB, and what a form adds. */
const LARGEST_CALL = 11 * 1_048_576

/** Starts it; rejects when the port can't be had. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { account, mode, clock, port, host = '127.0.0.1', pushTimeoutMs = PUSH_TIMEOUT_MS } = options
  const state = createPlatformState(account, clock, options.upstream)
  const { deliveries, talk, materials } = state
  const phone = new Phone({ account, mode, pushTimeoutMs, clock: state.clock, deliveries, talk, materials })
  if (options.callbackUrl !== undefined) state.callbackUrl = checkedAddress(options.callbackUrl)

  const app = createSandboxApp({ state, phone, callbackUrl: () => state.callbackUrl }, mode)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo

  const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`

  return {
    url,
    upstream: state.relayed === undefined ? null : { url: `${url}${UPSTREAM_PATH}`, token: UPSTREAM_TOKEN },
    setCallbackUrl(url) {
      state.callbackUrl = checkedAddress(url)
    },
    async close() {
      await phone.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function createSandboxApp(parts: ControlParts, mode: PushMode): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use('/cgi-bin', localApi, express.raw({ type: () => true, limit: LARGEST_CALL, inflate: false }))
  app.use('/cgi-bin', (request: Request, response: Response) => {
    request.url = request.originalUrl
    const sent: unknown = request.body
    answerCall(parts.state, request, response, Buffer.isBuffer(sent) ? sent : Buffer.alloc(0))
  })
  app.use('/cgi-bin', frontRefusal)
  app.use('/sandbox', localCall, createControl(parts))
  const { relayed: log, clock } = parts.state
  if (log !== undefined)
    app.use(UPSTREAM_PATH, localApi, createOldSystem({ clock: clock.real, now: () => clock.now(), log }))
  app.use('/media', localPage, createMediaFiles(parts.state.materials))
  app.use(localPage, createPage(parts, mode))
  return app
}

/** A body that is too long or packed never reaches the API: the front answers with a bare status. */
const frontRefusal: ErrorRequestHandler = (thrown: { status?: unknown }, _request, response, next) => {
  if (typeof thrown.status === 'number') response.status(thrown.status).end()
  else next(thrown)
}

function checkedAddress(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed
  throw new SandboxAddressError('The callback address of the sandbox must be an http or https URL.')
}

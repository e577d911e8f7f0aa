/**
 * The simulated API over HTTP: `/cgi-bin/…` as the platform has it, honest about limits and errcodes. It checks what the
 * platform checks before a call is handled, plays the faults that were ordered, and keeps the log of calls.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject } from './api/arguments.ts'
import { blacklistApi } from './api/blacklist.ts'
import { customMessageApi } from './api/custom-message.ts'
import { diagnosisApi } from './api/diagnosis.ts'
import { consoleApi } from './api/console.ts'
import { qrcodeApi } from './codes/qrcode-api.ts'
import { Bytes } from './api/endpoint.ts'
import type { ApiCall, SimulatedEndpoint } from './api/endpoint.ts'
import { groupsApi } from './api/groups.ts'
import { materialApi } from './api/material.ts'
import { menuApi } from './api/menu.ts'
import { readForm } from './api/multipart.ts'
import { tagsApi } from './api/tags.ts'
import { tokenApi } from './api/token.ts'
import { usersApi } from './api/users.ts'
import type { LoggedCall } from './calls.ts'
import { Refusal, refusalBody } from './refusal.ts'
import type { PlatformState } from './state.ts'

const endpoints: ReadonlyMap<string, SimulatedEndpoint> = new Map(
  [
    tokenApi,
    groupsApi,
    tagsApi,
    blacklistApi,
    usersApi,
    customMessageApi,
    consoleApi,
    menuApi,
    materialApi,
    qrcodeApi,
    diagnosisApi((path: string): boolean => endpoints.has(path)),
  ].flatMap((family) => Object.entries(family)),
)

const CONTENT_TYPE = 'application/json; encoding=utf-8'
const FALSE_NO_SUCH_TAG = 45159
/** What is longer is a file. */
const LONGEST_LOGGED_BODY = 100_000
const BAD_GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n' +
  '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

/** Answers one `/cgi-bin` request whose body has been read; `url` is path and query. */
export function answerCall(
  state: PlatformState,
  request: IncomingMessage,
  response: ServerResponse,
  sent: Buffer,
): void {
  response.setHeader('Date', new Date(state.clock.now()).toUTCString())
  // The platform's front does not take chunked bodies; SDKs that send no Content-Length meet this first.
  if (request.headers['transfer-encoding'] !== undefined) {
    response.writeHead(412, { 'Content-Length': 0, Connection: 'close' }).end()
    return
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox')
  const { delayMs, fault } = state.faults.take(pathname)
  const met = { kind: fault?.kind ?? null, delayMs }
  const logged = state.calls.add(state.clock.now(), pathname, readable(request.method, searchParams, sent), met)
  const later = (answer: () => void): void => {
    if (delayMs === 0) answer()
    else state.clock.setTimer(delayMs, answer)
  }
  const answerJson = (json: string): void => {
    state.calls.answered(logged, json)
    response.writeHead(200, { 'Content-Type': CONTENT_TYPE, 'Content-Length': Buffer.byteLength(json) }).end(json)
  }
  const origin = `http://${request.headers.host ?? ''}`
  const asked = {
    origin,
    method: request.method,
    path: pathname,
    query: searchParams,
    sent,
    type: request.headers['content-type'],
  }
  const handled = (): object | Bytes => handle(state, asked, logged)
  const answerWith = (answer: object | Bytes): void => {
    if (answer instanceof Bytes) answerBytes(response, answer)
    else answerJson(JSON.stringify(answer))
  }
  const resetConnection = (): void => void request.socket.resetAndDestroy()

  switch (fault?.kind) {
    case 'hang':
      return
    case 'reset-before':
      return later(resetConnection)
    case 'http502':
      return later(() => {
        state.calls.answered(logged, BAD_GATEWAY_PAGE)
        response.writeHead(502, { 'Content-Type': 'text/html' }).end(BAD_GATEWAY_PAGE)
      })
    case 'race':
    case 'errcode': {
      const errcode = fault.kind === 'race' ? FALSE_NO_SUCH_TAG : fault.errcode
      logged.errcode = errcode
      const json = JSON.stringify(refusalBody(errcode, state.clock.now()))
      return later(() => answerJson(json))
    }
    case 'reset-after':
      handled()
      return later(resetConnection)
    case 'truncated': {
      const json = JSON.stringify(handled())
      return later(() => answerJson(json.slice(0, Math.ceil(json.length / 2))))
    }
    case 'delay':
    case undefined: {
      const answer = handled()
      return later(() => answerWith(answer))
    }
  }
}

function answerBytes(response: ServerResponse, { bytes, type, filename }: Bytes): void {
  const disposition = `attachment; filename="${filename}"`
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Content-disposition': disposition,
  })
  response.end(bytes)
}

interface Asked {
  readonly origin: string
  readonly method: string | undefined
  readonly path: string
  readonly query: URLSearchParams
  readonly sent: Buffer
  /** Content-Type */
  readonly type: string | undefined
}

/** Does what the call asks, and completes its line in the log. Never throws for what a caller did. */
function handle(state: PlatformState, asked: Asked, logged: LoggedCall): object | Bytes {
  const seen = (): number =>
    [state.world, state.menus, state.codes].reduce((sum, { revision }) => sum + revision, 0) +
    state.customerService.deliveredCount
  const before = seen()
  try {
    const endpoint = endpointFor(asked.path, asked.method)
    const answer = endpoint.handle(admitted(state, endpoint, asked), state)
    logged.errcode = 0
    return answer
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    logged.errcode = thrown.errcode
    return refusalBody(thrown.errcode, state.clock.now())
  } finally {
    logged.applied = seen() !== before
  }
}

function endpointFor(path: string, method: string | undefined): SimulatedEndpoint {
  const endpoint = endpoints.get(path)
  if (endpoint === undefined) throw new Refusal(40066)
  if (method !== endpoint.method) throw new Refusal(endpoint.method === 'GET' ? 43001 : 43002)
  return endpoint
}

/** The call as its handler gets it, once the token, the quota and the form of the body have passed. */
function admitted(
  state: PlatformState,
  endpoint: SimulatedEndpoint,
  { path, query, sent, type, origin }: Asked,
): ApiCall {
  if (endpoint.needsToken) {
    state.tokens.check(query.get('access_token'))
    state.quotas.count(path)
  }
  if (endpoint.method !== 'POST') return { query, origin, body: {} }
  if (endpoint.takesForm === true) return { query, origin, body: {}, form: readForm(type, sent) }
  if (sent.length === 0) throw new Refusal(44002)
  const body = parsed(sent)
  // A stable_token body that can't be read as JSON counts as one without an appid.
  if (body === undefined) throw new Refusal(path === '/cgi-bin/stable_token' ? 41002 : 47001)
  return { query, origin, body }
}

function parsed(sent: Buffer): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(sent))
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** What the log shows as the body. */
function readable(method: string | undefined, query: URLSearchParams, sent: Buffer): unknown {
  if (sent.length > LONGEST_LOGGED_BODY) return `${sent.length} bytes`
  if (sent.length > 0) return parsed(sent) ?? sent.toString('utf8')
  const asked = Object.fromEntries([...query].filter(([name]) => name !== 'access_token'))
  return method === 'GET' && Object.keys(asked).length > 0 ? asked : null
}

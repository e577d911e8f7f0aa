import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { toError } from '../domain/errors.ts'
import { makeFolder } from './address.ts'

/** The longest request is an import of replies. */
const MAX_BODY_BYTES = 4_194_304

/** One thing that can be asked of a running process. `body` is JSON as it came; what is returned is answered as JSON. */
export type Route = (body: unknown) => Promise<unknown>

/** Routes of one account by their names, as `POST /ACCOUNT/NAME`. */
export type Routes = Readonly<Record<string, Route>>

/** The caller asked for something that won't do; told in its own sentence. */
export class ChannelRefusal extends Error {}

export interface Channel {
  close(): Promise<void>
}

export interface ChannelOptions {
  readonly address: string
  readonly routes: ReadonlyMap<string, Routes>
  failed(error: unknown): void
}

/**
 * The local channel of a running process: HTTP with JSON over a unix socket that only this user may open. It serves commands
 * of the shell; nothing of it is reachable over a network.
 */
export async function openChannel({ address, routes, failed }: ChannelOptions): Promise<Channel> {
  const isPipe = address.startsWith('\\\\')
  if (!isPipe) {
    makeFolder(address)
    await removeDead(address)
  }
  const server = createServer((request, response) => {
    answer(routes, request, response, failed).catch(failed)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Made with no rights for others: between listening and chmod nobody else gets in.
    const umask = isPipe ? undefined : process.umask(0o177)
    server.listen(address, () => {
      server.off('error', reject)
      resolve()
    })
    if (umask !== undefined) process.umask(umask)
  })
  if (!isPipe) chmodSync(address, 0o600)
  server.on('error', failed)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function answer(
  routes: ChannelOptions['routes'],
  request: IncomingMessage,
  response: ServerResponse,
  failed: (error: unknown) => void,
): Promise<void> {
  const send = (status: number, body: unknown): void => {
    const json = Buffer.from(JSON.stringify(body ?? null))
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': json.length }).end(json)
  }
  const [, account = '', name = ''] = (request.url ?? '').split('/')
  const own = routes.get(account)
  const route = own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined
  if (request.method !== 'POST' || route === undefined) {
    send(404, {
      error: own === undefined ? `there is no account "${account}" here` : `there is no "${name}" to ask for`,
    })
    return
  }
  try {
    send(200, await route(await readJson(request)))
  } catch (error) {
    if (error instanceof ChannelRefusal) send(400, { error: error.message })
    else {
      failed(error)
      send(500, { error: toError(error).message })
    }
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) throw new ChannelRefusal('the request is too long')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return text === '' ? null : (JSON.parse(text) as unknown)
  } catch {
    throw new ChannelRefusal('the request is no JSON')
  }
}

/** A socket of a process that was killed stays behind. One that answers is left alone: then listening fails. */
async function removeDead(address: string): Promise<void> {
  try {
    if (!lstatSync(address).isSocket()) return
  } catch {
    return
  }
  const isAlive = await new Promise<boolean>((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
  if (!isAlive) unlinkSync(address)
}

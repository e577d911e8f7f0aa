import type { RequestHandler } from 'express'

const LOOPBACK_ADDRESS = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/**
 * Lets only this machine in, and of browsers only pages of this server: Host stops a name that was rebound to 127.0.0.1,
 * Origin stops other pages' scripts. Everybody else gets 403 `{error}`.
 */
export const localOnly: RequestHandler = (request, response, next) => {
  const host = request.headers.host ?? ''
  const origin = request.headers.origin
  const fromHere = LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '')
  const sameOrigin = origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase()
  if (fromHere && LOOPBACK_HOST.test(host) && sameOrigin) {
    next()
    return
  }
  response.status(403).json({ error: 'This is for this machine only: use http://127.0.0.1 or http://localhost.' })
}

import type { RequestHandler } from 'express'
import { PLATFORM_HOSTS } from '../domain/api-base.ts'
import { isLocalRequest } from '../domain/local-request.ts'

/**
 * Lets only this machine in, and of browsers only pages of this server: Host stops a name that was rebound to 127.0.0.1,
 * Origin and Sec-Fetch-Site stop other pages. Everybody else gets 403 `{error}`.
 */
function localOnly(allowed: { readonly hosts?: ReadonlySet<string>; readonly links: boolean }): RequestHandler {
  return (request, response, next) => {
    const { origin, host = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
    const sameOrigin = origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase()
    const fromElsewhere = site === 'cross-site' || site === 'same-site'
    const byLink = allowed.links && mode === 'navigate'
    if (isLocalRequest(request, allowed.hosts) && sameOrigin && (!fromElsewhere || byLink)) {
      next()
      return
    }
    response.status(403).json({ error: 'This is for this machine only: use http://127.0.0.1 or http://localhost.' })
  }
}

/** For the page, to which a link may lead from anywhere. */
export const localPage = localOnly({ links: true })
/** For the calls of people and tests. */
export const localCall = localOnly({ links: false })
/** For the API. A client whose transport only rewrites the address goes on naming the platform's own host. */
export const localApi = localOnly({ links: false, hosts: PLATFORM_HOSTS })

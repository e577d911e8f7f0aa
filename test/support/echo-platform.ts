import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EchoPlatform {
  readonly url: string
  close(): void
}

/**
 * A platform that gives this access_token and refuses everything else, repeating in the refusal what it was sent and the
 * AppSecret, as a careless gateway might; the tag API answers through one with a page of HTML.
 */
export function startEcho(accessToken: string, appsecret: string): Promise<EchoPlatform> {
  let asked = 0
  const server = createServer((request, response) => {
    const said = `${request.url ?? ''} ${accessToken} ${appsecret}`
    if (request.url?.startsWith('/cgi-bin/stable_token') === true) {
      asked += 1
      const given = { access_token: accessToken, expires_in: 7200 }
      response.end(JSON.stringify(asked % 3 === 1 ? { errcode: -1, errmsg: `busy ${said}` } : given))
    } else if (request.url?.includes('/tags/') === true) response.writeHead(502).end(`<html>${said}</html>`)
    else
      response.end(
        JSON.stringify({ errcode: 48001, errmsg: `api unauthorized ${said} rid: 5f0d1e2a-1b2c3d4e-5f6a7b8c` }),
      )
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close() {
          server.closeAllConnections()
          server.close()
        },
      })
    })
  })
}

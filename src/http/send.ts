import type { ServerResponse } from 'node:http'

/*
 * The door's answers, written with Node's own response, which is also Express's. A text is handed over as a string: it then
 * leaves with the headers in one piece.
 */

/** 200 with a text. */
export function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}

/** What a push gets to which there is nothing to say. */
export function sendSuccess(response: ServerResponse): void {
  send(response, 'text/plain; charset=utf-8', 'success')
}

/** A bare status without a body. */
export function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, 'Cache-Control': 'no-store', 'Content-Length': '0' })
  response.end()
}

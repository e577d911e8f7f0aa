import type { IncomingMessage } from 'node:http'

/** WeChat's pushes are a few kilobytes at most. */
export const MAX_BODY_BYTES = 65_536

export interface BodyReader {
  /** All of it has arrived. */
  whole(body: Buffer): void
  /** It is not taken in; the status is what the sender is told. */
  refused(status: 400 | 413 | 415): void
}

/**
 * The raw bytes of a request, whatever content type it names. Read by hand because body-parser takes in the whole of a body
 * that is too large before it says so, which an endless one never ends. Nothing compressed is unpacked; the first byte too
 * many ends it. One of the two is called, once.
 */
export function readBody(request: IncomingMessage, { whole, refused }: BodyReader): void {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    refused(413)
    return
  }
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    refused(415)
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  let over = false
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= MAX_BODY_BYTES) chunks.push(chunk)
    else if (!over) {
      over = true
      request.removeAllListeners('data')
      request.pause()
      refused(413)
    }
  })
  request.on('end', () => {
    if (over) return
    over = true
    whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
  })
  // A sender who hangs up before the end is an error of the request, too.
  request.on('error', () => {
    if (over) return
    over = true
    refused(400)
  })
}

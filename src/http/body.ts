import type { Request } from 'express'
import { FenzuError } from '../domain/errors.ts'

/** WeChat's pushes are a few kilobytes at most. */
export const MAX_BODY_BYTES = 65_536

/** A body that is not taken in; `status` is what the sender is told. */
export class BodyRefusedError extends FenzuError {
  override readonly code = 'callback.body-refused'
  readonly status: 400 | 413 | 415

  constructor(status: BodyRefusedError['status']) {
    super(`body refused with ${status}`)
    this.status = status
  }
}

/**
 * The raw bytes of a request, whatever content type it names. Read by hand because body-parser takes in the whole of a body
 * that is too large before it says so, which an endless one never ends. Nothing compressed is unpacked. Throws
 * BodyRefusedError at the first byte too many.
 */
export async function readBody(request: Request): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw new BodyRefusedError(413)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new BodyRefusedError(415)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > MAX_BODY_BYTES) {
        request.removeAllListeners('data')
        request.pause()
        reject(new BodyRefusedError(413))
      } else chunks.push(chunk)
    })
    request.once('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    })
    request.once('error', () => {
      reject(new BodyRefusedError(400))
    })
    request.once('close', () => {
      if (!request.complete) reject(new BodyRefusedError(400))
    })
  })
}

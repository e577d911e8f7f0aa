import { request } from 'node:http'
import { ChannelRefusal } from './server.ts'

/** A long work (a copy with its media) answers when it is done. */
const TIMEOUT_MS = 120_000
const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'])

/**
 * Asks the running process; undefined when none runs there. Throws ChannelRefusal with the sentence of a process that
 * refuses, and the system's error when this user may not ask.
 */
export function askChannel(address: string, path: string, body: unknown): Promise<{ value: unknown } | undefined> {
  return new Promise((resolve, reject) => {
    const json = Buffer.from(JSON.stringify(body ?? null))
    const headers = { 'Content-Type': 'application/json', 'Content-Length': json.length }
    const to = { socketPath: address, path, method: 'POST', headers, agent: false, timeout: TIMEOUT_MS }
    const asked = request(to, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          const value = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
          if (response.statusCode === 200) resolve({ value })
          else reject(new ChannelRefusal(errorOf(value)))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
    asked.on('timeout', () => asked.destroy(new ChannelRefusal('the running fenzu did not answer within two minutes')))
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== undefined && NOBODY.has(error.code)) resolve(undefined)
      else reject(error)
    })
    asked.end(json)
  })
}

function errorOf(value: unknown): string {
  const error = typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined
  return typeof error === 'string' ? error : 'the running fenzu refused'
}

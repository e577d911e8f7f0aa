import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { toError } from '../domain/errors.ts'
import type { PushRequest } from '../sandbox/pusher.ts'
import { WordsError } from './options.ts'

/*
 * A push on file: its query, headers and body as they went over the wire, and nothing of the settings. The body is text where
 * it is UTF-8, else base64.
 */

const RECORDING = z.object({
  recordedAt: z.iso.datetime({ offset: true }).optional(),
  /** Without the question mark. */
  query: z.string().max(8_192),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  bodyBase64: z.base64().optional(),
})

export interface Recording {
  /** ms since 1970; null if nobody wrote it down. */
  readonly recordedAt: number | null
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What belongs to a connection and not to a push: it is made anew. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

/** Throws WordsError when there is no such file or it holds no push. */
export function readRecording(file: string): Recording {
  let json: unknown
  try {
    json = JSON.parse(readBytes('--replay', file).toString('utf8')) as unknown
  } catch (error) {
    if (error instanceof WordsError) throw error
    throw notOne(file, error)
  }
  const read = RECORDING.safeParse(json)
  if (!read.success) throw notOne(file, read.error)
  const { recordedAt, query, headers, body, bodyBase64 } = read.data
  return {
    recordedAt: recordedAt === undefined ? null : Date.parse(recordedAt),
    query: query.replace(/^\?/, ''),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()))),
    body: bodyBase64 === undefined ? Buffer.from(body ?? '') : Buffer.from(bodyBase64, 'base64'),
  }
}

/** Throws WordsError when the file can't be written. */
export function writeRecording(file: string, { url, headers, body }: PushRequest, at: number): void {
  const bytes = Buffer.from(body)
  const text = bytes.toString('utf8')
  const recording = {
    recordedAt: new Date(at).toISOString(),
    query: url.search.replace(/^\?/, ''),
    headers,
    ...(Buffer.from(text).equals(bytes) ? { body: text } : { bodyBase64: bytes.toString('base64') }),
  }
  try {
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    throw new WordsError(`--record: ${file} can't be written (${codeOf(error)}).`, { cause: error })
  }
}

/** The bytes of a file that an option names. Throws WordsError. */
export function readBytes(option: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new WordsError(`${option}: ${file} can't be read (${codeOf(error)}).`, { cause: error })
  }
}

function notOne(file: string, cause: unknown): WordsError {
  return new WordsError(
    `--replay: ${file} holds no recorded push: expected JSON with query, headers and body, as --record writes it.`,
    { cause },
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : toError(error).message
}

import type { Readable } from 'node:stream'
import type { Clock } from '../domain/clock.ts'
import { AnsweredNoError, TooSlowError, UnreadableAnswerError } from './errors.ts'
import { GRACE_MS, watchRate } from './minimum-rate.ts'

/** The longest answers we ask for, 50 followers at once, are well below a tenth of this. */
const MAX_ANSWER_BYTES = 1_000_000

/** The text of an answer. Rejects as `readBytes` does. */
export async function readText(path: string, body: Readable, clock: Clock): Promise<string> {
  return (await readBytes(path, body, MAX_ANSWER_BYTES, clock)).toString('utf8').replace(/^\ufeff/, '')
}

/**
 * The bytes of an answer, `most` of them. Rejects with TooSlowError when they drip, and with UnreadableAnswerError when there are
 * more.
 */
export async function readBytes(path: string, body: Readable, most: number, clock: Clock): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  const rate = watchRate(clock, () => {
    body.destroy(new TooSlowError(path, 'rate', GRACE_MS, true))
  })
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length
      rate.came(chunk.length)
      if (length > most) throw new UnreadableAnswerError(path, 'too long')
      chunks.push(chunk)
    }
  } finally {
    rate.end()
  }
  return Buffer.concat(chunks)
}

/** What the platform said, as its fields. Throws AnsweredNoError for an errcode, and UnreadableAnswerError. */
export function toAnswer(path: string, text: string, secrets: readonly string[]): Record<string, unknown> {
  const answer = parseJson(text) ?? parseJson(withoutControlCharacters(text))
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new UnreadableAnswerError(path, 'not JSON')
  const fields = answer as Record<string, unknown>
  const errcode = toErrcode(fields['errcode'])
  if (errcode === undefined) throw new UnreadableAnswerError(path, 'an errcode that is not a number')
  if (errcode === 0) return fields
  const errmsg = typeof fields['errmsg'] === 'string' ? fields['errmsg'] : ''
  throw new AnsweredNoError(
    path,
    errcode,
    secrets.reduce((safe, secret) => safe.replaceAll(secret, '***'), errmsg),
  )
}

/** Answers that carry what was asked for have none; some gateways have been seen to write it as a string. */
function toErrcode(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Names and remarks have been seen with raw control characters in them, which JSON does not allow. */
function withoutControlCharacters(text: string): string {
  return text.replaceAll(/[\u0000-\u001f]/g, '')
}

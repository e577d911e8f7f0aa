import { withoutLinks } from '../domain/links.ts'
import type { PushAttempt, Pushed } from '../sandbox/pusher.ts'
import type { Order } from './request.ts'

/** WeChat's own freshness is not known; this bot's is 300 s, and others have similar ones. */
const STALE_AFTER_MS = 300_000

export function headLine({ title, mode, openid, content }: Order, url: URL): string[] {
  const where = `${url.origin}${url.pathname}`
  const lines = [`POST ${where} · ${title} · ${mode} mode${openid === '' ? '' : ` · as ${openid}`}`]
  const ageMs = content.kind === 'recorded' ? content.ageMs : null
  if (ageMs !== null && ageMs > STALE_AFTER_MS)
    lines.push(`It was signed ${inWords(ageMs)} ago: a server that looks at the timestamp refuses it.`)
  return lines
}

/** One delivery: what came, as it came, and as it reads. */
export function deliveryLines({ attempt, ms, status, received, body }: PushAttempt): string[] {
  if (status === null) return [`delivery ${attempt}: no answer after ${ms} ms`]
  const lines = [`delivery ${attempt}: status ${status} after ${ms} ms`]
  lines.push('  as received:', indented(received === null || received === '' ? '(an empty body)' : received))
  if (body !== null && body !== received) lines.push('  opened:', indented(body))
  return lines
}

export function verdictLines({ shown, reason }: Pushed, url: URL): string[] {
  if (reason === undefined) {
    if (shown === null) return ['The user sees nothing, and WeChat is content.']
    return ['The user sees:', indented(withoutLinks(shown))]
  }
  const hint = HINTS.find(([pattern]) => pattern.test(reason))?.[1](url)
  return [
    `The user sees ${shown === null ? 'nothing, but WeChat counts it as a failure' : `the grey line ${shown}`}`,
    `  because: ${reason}`,
    ...(hint === undefined ? [] : [`  next: ${hint}`]),
  ]
}

const HINTS: readonly [RegExp, (url: URL) => string][] = [
  [/connection refused/, (url) => `nothing listens on ${url.host}: start the server, or say another --url.`],
  [/host not found/, (url) => `no such host is known as ${url.hostname}: check --url.`],
  [/timeout/, () => 'WeChat waits five seconds: answer success in time and do slow work elsewhere.'],
  [/status 40[13]/, () => 'the server does not take it for WeChat: compare Token, mode and clock of both sides.'],
  [/status 40[45]/, () => 'there is no callback at this path: check --url.'],
  [/status 5\d\d/, () => 'the server, or a proxy before it, failed: look in its log.'],
  [/unencrypted in safe mode/, () => 'in safe mode an answer must be sealed, or be just success.'],
  [/encrypted in plain mode/, () => 'in plain mode an answer must not be sealed: compare the modes of both sides.'],
  [/bad MsgSignature/, () => 'the answer is signed with another Token, or over other strings.'],
  [/can not be opened/, () => 'the answer is sealed with another EncodingAESKey or appid.'],
  [/not swapped/, () => 'ToUserName must be the openid, FromUserName the original id.'],
]

/** Without what would steer a terminal. */
function indented(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '').replaceAll(/^/gm, '    ')
}

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

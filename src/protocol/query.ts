const TIMESTAMP = /^\d{10}$/
const NONCE = /^[\w-]{1,64}$/
const SIGNATURE = /^[0-9a-f]{40}$/

/** Strings too long to be the platform's are not even split. */
const MAX_QUERY_LENGTH = 2_048

export interface CallbackQuery {
  /** Seconds, ten digits. */
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string | undefined
  readonly msgSignature: string | undefined
  readonly echostr: string | undefined
}

/**
 * The parameters of a callback, each there exactly once and in its grammar; undefined otherwise. The strictness matters: the
 * signature joins its parts without a delimiter, so other splits of the same digits would pass it. Without `sealed`, that is
 * in plain mode, msg_signature has no meaning and is not looked at.
 */
export function readQuery(query: string, { sealed }: { sealed: boolean }): CallbackQuery | undefined {
  if (query.length > MAX_QUERY_LENGTH) return undefined
  const parameters = new URLSearchParams(query)
  const one = (name: string, grammar: RegExp): string | undefined | false => {
    const values = parameters.getAll(name)
    const [value] = values
    if (value === undefined) return undefined
    return values.length === 1 && grammar.test(value) && value
  }
  const timestamp = one('timestamp', TIMESTAMP)
  const nonce = one('nonce', NONCE)
  const signature = one('signature', SIGNATURE)
  const msgSignature = sealed ? one('msg_signature', SIGNATURE) : undefined
  const echostr = one('echostr', /^[^]{1,1024}$/)
  if (typeof timestamp !== 'string' || typeof nonce !== 'string') return undefined
  if (signature === false || msgSignature === false || echostr === false) return undefined
  return { timestamp, nonce, signature, msgSignature, echostr }
}

import { isBase64 } from './base64.ts'

const OPEN = '<Encrypt>'
const CLOSE = '</Encrypt>'
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

export interface EncryptScan {
  /** What may be the envelope's own: at most two. */
  readonly values: readonly string[]
  /** Whether there is exactly one Encrypt, right below the root, in a body whose tags add up. */
  readonly clean: boolean
}

/**
 * Finds the `Encrypt` of a push whose signature has not been checked yet: one linear pass, without parsing. It skips CDATA
 * sections, so nothing that a follower typed there is taken for a field, and it knows how deep it is. What it finds are only
 * candidates; the signature decides.
 *
 * In compat mode a follower whose text holds `]]>` can write tags of their own into the clear fields, false Encrypts among
 * them, and unclosed ones that move the rest of the body deeper. What they typed stands together, so the platform's own
 * Encrypt is the first or the last; and a body whose tags do not add up may have it at any depth. Where they add up, one
 * that is not right below the root is none.
 */
export function scanForEncrypt(text: string): EncryptScan {
  const found: { value: string | undefined; depth: number }[] = []
  let depth = 0
  for (let at = text.indexOf('<'); at >= 0;) {
    const isCdata = text.startsWith(CDATA, at)
    const next = isCdata ? text.indexOf(CDATA_END, at) : text.indexOf('>', at)
    if (next < 0) break
    if (!isCdata) {
      if (text.startsWith('<Encrypt', at) && /[\s/>]/.test(text[at + 8] ?? ''))
        found.push({ value: text.startsWith(OPEN, at) ? valueAt(text, next + 1) : undefined, depth })
      depth += stepOf(text, at, next)
    }
    at = text.indexOf('<', next)
  }
  const own = depth === 0 ? found.filter((candidate) => candidate.depth === 1) : found
  const values = own.map(({ value }) => value).filter((value) => value !== undefined)
  return {
    values: values.length > 2 ? [...values.slice(0, 1), ...values.slice(-1)] : values,
    clean: depth === 0 && found.length === 1,
  }
}

function stepOf(text: string, at: number, end: number): number {
  const first = text[at + 1]
  if (first === '/') return -1
  return first === '?' || first === '!' || text[end - 1] === '/' ? 0 : 1
}

/** The text of an element, bare or in one CDATA section, if it is base64 and the element ends right behind it. */
function valueAt(text: string, start: number): string | undefined {
  const bare = text.indexOf('<', start)
  if (bare < 0) return undefined
  const isCdata = text.startsWith(CDATA, bare) && text.slice(start, bare).trim() === ''
  const from = isCdata ? bare + CDATA.length : start
  const to = isCdata ? text.indexOf(CDATA_END, from) : bare
  if (to < 0) return undefined
  const value = text.slice(from, to).trim()
  const close = isCdata ? to + CDATA_END.length : to
  const end = text.indexOf('<', close)
  return text.startsWith(CLOSE, end) && text.slice(close, end).trim() === '' && isBase64(value) ? value : undefined
}

/** The same for an envelope in JSON, which this kind of account is not sent; only to tell it from a forgery. */
export function scanJsonForEncrypt(text: string): string | undefined {
  const value = /"Encrypt"\s{0,8}:\s{0,8}"([A-Za-z0-9+/=\\]*)"/.exec(text)?.[1]?.replaceAll('\\/', '/')
  return value !== undefined && isBase64(value) ? value : undefined
}

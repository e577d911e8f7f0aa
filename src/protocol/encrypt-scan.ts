/** Tags looked at before the scan gives up: an envelope of the platform has fewer than fifty in any mode. */
const MAX_TAGS = 512
/** Values kept; two are as bad as many. */
const MAX_VALUES = 2

const OPEN = '<Encrypt>'
const CDATA = '<![CDATA['
const CDATA_END = ']]>'
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The values of `Encrypt` fields right below the root of a push whose signature has not been checked yet. One pass over
 * the text, bounded, without parsing: it skips CDATA sections, so nothing that a follower typed is taken for a field, and it
 * knows how deep it is. What it finds is only a candidate; the signature decides. `count` counts every Encrypt element
 * outside CDATA, however deep.
 */
export function scanForEncrypt(text: string): { readonly values: readonly string[]; readonly count: number } {
  const values: string[] = []
  let count = 0
  let depth = 0
  let tags = 0
  let at = text.indexOf('<')
  while (at >= 0 && tags < MAX_TAGS) {
    let next = text.indexOf('>', at)
    if (next < 0) break
    if (text.startsWith(CDATA, at)) {
      next = text.indexOf(CDATA_END, at)
      if (next < 0) break
    } else if (text.startsWith('</', at)) depth -= 1
    else if (text[at + 1] !== '?' && text[at + 1] !== '!') {
      tags += 1
      if (text.startsWith('<Encrypt', at) && /[\s/>]/.test(text[at + 8] ?? '')) count += 1
      if (depth === 1 && text.startsWith(OPEN, at) && values.length < MAX_VALUES) {
        const value = valueAt(text, at + OPEN.length)
        if (value !== undefined) values.push(value)
      }
      if (text[next - 1] !== '/') depth += 1
    }
    at = text.indexOf('<', next)
  }
  return { values, count }
}

function valueAt(text: string, start: number): string | undefined {
  const end = text.indexOf('</Encrypt>', start)
  if (end < 0) return undefined
  const inner = text.slice(start, end).trim()
  const value =
    inner.startsWith(CDATA) && inner.endsWith(CDATA_END) ? inner.slice(CDATA.length, -CDATA_END.length) : inner
  return BASE64.test(value) ? value : undefined
}

/** The same for an envelope in JSON, which this kind of account is not sent; only to tell it from a forgery. */
export function scanJsonForEncrypt(text: string): string | undefined {
  const start = /"Encrypt"\s{0,8}:\s{0,8}"/.exec(text)
  if (start === null) return undefined
  const from = start.index + start[0].length
  const value = text.slice(from, text.indexOf('"', from))
  return BASE64.test(value) ? value : undefined
}

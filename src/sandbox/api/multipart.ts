/** The parts of a multipart/form-data body, by their names: just what uploads have. */
export interface FormPart {
  /** undefined for a field that is no file. */
  readonly filename: string | undefined
  readonly type: string
  readonly bytes: Buffer
}

export type Form = ReadonlyMap<string, FormPart>

const HEAD_END = Buffer.from('\r\n\r\n')
const MOST_PARTS = 8

/** undefined when it can't be read as a form. */
export function readForm(contentType: string | undefined, body: Buffer): Form | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]{1,70})"?/i.exec(contentType ?? '')?.[1]
  if (boundary === undefined) return undefined
  const delimiter = Buffer.from(`--${boundary}`)
  const parts = new Map<string, FormPart>()
  let at = body.indexOf(delimiter)
  while (at >= 0 && parts.size < MOST_PARTS) {
    const from = at + delimiter.length
    if (body.subarray(from, from + 2).toString() === '--') return parts
    const headEnd = body.indexOf(HEAD_END, from)
    const next = body.indexOf(delimiter, from)
    if (headEnd < 0 || next < headEnd) return undefined
    const head = body.subarray(from + 2, headEnd).toString()
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
    if (name !== undefined) {
      const filename = /filename="([^"]*)"/i.exec(head)?.[1]
      const type = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'application/octet-stream'
      parts.set(name, { filename, type, bytes: body.subarray(headEnd + HEAD_END.length, next - 2) })
    }
    at = next
  }
  return undefined
}

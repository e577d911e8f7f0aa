import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { UnreadableError } from './errors.ts'

/** Far more than the platform's largest push has; what has more is not read. */
const MAX_ELEMENTS = 512
/** Root, field, list, entry, and an entry's own fields: the deepest push (PUBLISHJOBFINISH) needs no more. */
const MAX_DEPTH = 6

/** One field: its text, or the elements inside it. */
export type XmlField = string | XmlFields
export type XmlFields = ReadonlyMap<string, XmlField>

type Node = Readonly<Record<string, unknown>>

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  processEntities: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: false,
  cdataPropName: '#cdata',
})

/**
 * Reads the flat XML of the platform strictly. WeChat does not escape what a follower types, so a text with `]]>` in it can
 * break a push open; what must hold for anything to be read is just what such a text can't keep up: well-formed, one root
 * named xml, no DOCTYPE, each field there once, and a field either text or elements, never both. Text between fields is
 * ignored (the web client once sent some). Throws UnreadableError.
 */
export function parseXml(text: string): XmlFields {
  const markup = withoutCdata(text)
  if (/<!DOCTYPE|<!ENTITY/i.test(markup) || count(markup) > MAX_ELEMENTS * 2)
    throw new UnreadableError('xml-unreadable')
  const [root, ...others] = parseStrictly(text)
  const children = root?.['xml']
  if (!Array.isArray(children) || others.length > 0) throw new UnreadableError('xml-unreadable')
  return toFields(children as Node[], 1, true)
}

function parseStrictly(text: string): Node[] {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the same code as its own package, which would only be one more
    if (XMLValidator.validate(text) !== true) throw new UnreadableError('xml-unreadable')
    return (parser.parse(text) as Node[]).filter((node) => !('#text' in node))
  } catch {
    throw new UnreadableError('xml-unreadable')
  }
}

/** What stands outside of CDATA sections. An unclosed one is left for the parser to refuse. */
function withoutCdata(text: string): string {
  let markup = ''
  let at = 0
  for (;;) {
    const start = text.indexOf('<![CDATA[', at)
    const end = start < 0 ? -1 : text.indexOf(']]>', start)
    if (end < 0) return markup + text.slice(at)
    markup += text.slice(at, start)
    at = end + 3
  }
}

function count(markup: string): number {
  let tags = 0
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at + 1)) tags += 1
  return tags
}

function toFields(nodes: readonly Node[], depth: number, strict: boolean): XmlFields {
  if (depth > MAX_DEPTH) throw new UnreadableError('xml-unreadable')
  const fields = new Map<string, XmlField>()
  for (const node of nodes) {
    const [name] = Object.keys(node)
    if (name === undefined || name === '#text' || name === '#cdata') continue
    if (fields.has(name) && strict) throw new UnreadableError('xml-unreadable')
    fields.set(name, toField(node[name] as Node[], depth))
  }
  return fields
}

/** Inside a field with elements a name may stand several times: the lists of pictures and articles. */
function toField(nodes: readonly Node[], depth: number): XmlField {
  const text = nodes.map(toText).join('')
  if (nodes.every((node) => '#text' in node || '#cdata' in node)) return text
  if (text.trim() !== '') throw new UnreadableError('xml-unreadable')
  return toFields(nodes, depth + 1, false)
}

function toText(node: Node): string {
  if ('#text' in node) return decodeEntities(String(node['#text']))
  if (!('#cdata' in node)) return ''
  return (node['#cdata'] as Readonly<Record<string, string>>[]).map((inner) => inner['#text'] ?? '').join('')
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }

/** The five entities of XML itself and character references; there are no others without a DOCTYPE. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw new UnreadableError('xml-unreadable')
    const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
    return named ?? decodeReference(name)
  })
}

function decodeReference(name: string): string {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name)
  if (digits === null) throw new UnreadableError('xml-unreadable')
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  const surrogate = code >= 0xd800 && code <= 0xdfff
  if (code === 0 || code > 0x10ffff || surrogate) throw new UnreadableError('xml-unreadable')
  return String.fromCodePoint(code)
}

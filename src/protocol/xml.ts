import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { UnreadableError } from './errors.ts'
import { isPlatformXml } from './xml-dialect.ts'
import { BARE, scanFlatXml } from './xml-scan.ts'

/** One field: its text, or the elements inside it. */
export type XmlField = string | XmlFields
export type XmlFields = ReadonlyMap<string, XmlField>

/** What XML itself calls white space; others can be part of a name. */
const OUTER_BLANKS = /^[ \t\r\n]+|[ \t\r\n]+$/g

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
 * break a push open; what must hold for anything to be read is just what such a text can't keep up: the platform's own
 * little XML, well-formed, one root named xml, each field there once, and a field either text or elements, never both. Text
 * between fields is ignored (the web client once sent some). Throws UnreadableError.
 */
export function parseXml(text: string): XmlFields {
  return scanFlatXml(text) ?? parseAnyXml(text)
}

/** The same without the short cut. */
export function parseAnyXml(text: string): XmlFields {
  if (!isPlatformXml(text)) throw new UnreadableError('xml-unreadable')
  const [root, ...others] = parseStrictly(text)
  const children = root?.['xml']
  if (!Array.isArray(children) || others.length > 0) throw new UnreadableError('xml-unreadable')
  return toFields(children as Node[], true)
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

function toFields(nodes: readonly Node[], strict: boolean): XmlFields {
  const fields = new Map<string, XmlField>()
  for (const node of nodes) {
    const [name] = Object.keys(node)
    if (name === undefined || name === '#text' || name === '#cdata') continue
    if (fields.has(name) && strict) throw new UnreadableError('xml-unreadable')
    fields.set(name, toField(node[name] as Node[]))
  }
  return fields
}

/** Inside a field with elements a name may stand several times: the lists of pictures and articles. */
function toField(nodes: readonly Node[]): XmlField {
  const text = textOf(nodes)
  if (nodes.every((node) => '#text' in node || '#cdata' in node)) return text
  if (text.trim() !== '') throw new UnreadableError('xml-unreadable')
  return toFields(nodes, false)
}

/**
 * Blanks around a CDATA section, and around a bare number or word, are the indentation of whoever wrote the push; inside a
 * section they are what a follower typed.
 */
function textOf(nodes: readonly Node[]): string {
  const hasCdata = nodes.some((node) => '#cdata' in node)
  const texts = nodes.map(toText)
  if (hasCdata) return texts.filter((text, at) => !isBlank(nodes[at], text)).join('')
  const text = texts.join('')
  const bare = text.replace(OUTER_BLANKS, '')
  return BARE.test(bare) ? bare : text
}

function isBlank(node: Node | undefined, text: string): boolean {
  return node !== undefined && '#text' in node && text.replace(OUTER_BLANKS, '') === ''
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

/** As many fields as an ordinary push may have; the longest has some twenty. */
const MAX_FIELDS = 64
/** As the platform names fields. The parser gives others, that objects have by nature (toString), another name. */
const NAME = /^(?:[A-Z]\w{0,31}|bizmsgmenuid)$/
/** A number or a word that stands without a CDATA section. */
export const BARE = /^[\w.+-]{0,64}$/

/** What XML itself calls white space, but for the line ends that are never read here; others can be part of a name. */
const END_BLANKS = /[ \t\n]+$/

const ROOT = '<xml>'
const ROOT_END = '</xml>'
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

/**
 * Reads the form that nearly every push has: one root with fields right below it, each once, each one CDATA section or a
 * bare number or word, blanks in between and around it. undefined for everything else, well-formed or not: that is left to the parser,
 * which is asked after this and alone says what can't be read. What this reads, the parser reads the same
 * (test/protocol/xml-scan.test.ts); it is here because the parser takes ten times as long, for most of what a push costs.
 */
export function scanFlatXml(text: string): Map<string, string> | undefined {
  // The parser makes one line end of every other.
  if (!text.startsWith(ROOT) || text.includes('\r')) return undefined
  const fields = new Map<string, string>()
  let at = skipBlanks(text, ROOT.length)
  while (!text.startsWith(ROOT_END, at)) {
    const nameEnd = text.indexOf('>', at)
    const name = text.slice(at + 1, nameEnd)
    if (text[at] !== '<' || !NAME.test(name) || fields.has(name) || fields.size === MAX_FIELDS) return undefined
    const start = skipBlanks(text, nameEnd + 1)
    const isCdata = text.startsWith(CDATA, start)
    const from = isCdata ? start + CDATA.length : start
    const to = text.indexOf(isCdata ? CDATA_END : '<', from)
    const close = isCdata ? skipBlanks(text, to + CDATA_END.length) : to
    const end = close + 2 + name.length
    if (to < 0 || !text.startsWith('</', close) || !text.startsWith(name, close + 2) || text[end] !== '>')
      return undefined
    const value = isCdata ? text.slice(from, to) : text.slice(from, to).replace(END_BLANKS, '')
    if (!isCdata && !BARE.test(value)) return undefined
    fields.set(name, value)
    at = skipBlanks(text, end + 1)
  }
  return skipBlanks(text, at + ROOT_END.length) === text.length ? fields : undefined
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === '\n' || text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

/** Far more than the platform's largest push has. */
const MAX_ELEMENTS = 512
/** Levels below the root: field, list, entry, and an entry's own fields (PUBLISHJOBFINISH, the pic_ events). */
const MAX_DEPTH = 4

const DECLARATION = /^\ufeff?\s{0,64}(?:<\?xml\s[^<>?]{0,128}\?>)?/
/** One CDATA section, one tag without attributes, or the text up to the next `<`. */
const PIECE = /<!\[CDATA\[[^]*?\]\]>|<(\/?)[^\s<>&"'=/!?]+\s*(\/?)>|[^<]+/y

/**
 * Whether a text is written in the little XML that the platform writes: a declaration at most, then tags without attributes,
 * CDATA sections and text; no comment, no DOCTYPE, no other instruction, no `]]>` that ends nothing. One pass, bounded in
 * elements and depth, before any parser sees it: whatever else a parser would let through can only come from what a
 * follower typed, which the platform does not escape.
 */
export function isPlatformXml(text: string): boolean {
  let depth = 0
  let elements = 0
  PIECE.lastIndex = DECLARATION.exec(text)?.[0].length ?? 0
  while (PIECE.lastIndex < text.length) {
    const piece = PIECE.exec(text)
    if (piece === null) return false
    const [whole, closing, empty] = piece
    if (closing === undefined) {
      if (!whole.startsWith('<') && whole.includes(']]>')) return false
    } else if (closing === '/') {
      depth -= 1
      if (depth < 0 || empty === '/') return false
    } else {
      elements += 1
      if (elements > MAX_ELEMENTS || depth > MAX_DEPTH) return false
      if (empty !== '/') depth += 1
    }
  }
  return depth === 0
}

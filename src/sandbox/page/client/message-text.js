/**
 * What a text of the account is made of, as a phone shows it: plain text, links to elsewhere, and links that say
 * something when they are tapped (`weixin://bizmsgmenu?msgmenucontent=…&msgmenuid=…`).
 */

/**
 * @typedef {{ kind: 'text', text: string }
 *   | { kind: 'link', text: string, href: string }
 *   | { kind: 'say', text: string, say: string, menuId: string }} Piece
 */

const LINK =
  /<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([^]*?)<\/a>|(https?:\/\/[\w\-./?%&=#~:@!$'()*+,;[\]]+)/gi

/**
 * @param {string} text
 * @returns {Piece[]}
 */
export function piecesOf(text) {
  /** @type {Piece[]} */
  const pieces = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) })
    const [whole, double, single, label = '', bare] = match
    pieces.push(bare === undefined ? linkOf(double ?? single ?? '', label) : { kind: 'link', text: bare, href: bare })
    end = match.index + whole.length
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return pieces
}

/**
 * A link that is neither kind is shown as its label and does nothing.
 * @param {string} href
 * @param {string} label
 * @returns {Piece}
 */
function linkOf(href, label) {
  const address = href.trim().replaceAll('&amp;', '&')
  if (/^https?:\/\//i.test(address)) return { kind: 'link', text: label, href: address }
  const mark = address.indexOf('?')
  if (address.slice(0, mark).toLowerCase() !== 'weixin://bizmsgmenu') return { kind: 'text', text: label }
  const parameters = new URLSearchParams(address.slice(mark + 1))
  const say = parameters.get('msgmenucontent') ?? ''
  if (say === '') return { kind: 'text', text: label }
  return { kind: 'say', text: label, say, menuId: parameters.get('msgmenuid') ?? '' }
}

/** Where a text stops being JSON, counted from 1, and why; undefined where it is JSON. */
export interface JsonMistake {
  readonly line: number
  readonly column: number
  readonly reason: string
}

const PLACED = /^(?<reason>.+?) (?:in|after) JSON at position (?<position>\d+)/u
const TOKEN = /^Unexpected token '(?<token>.+?)'/su

/** The value of a JSON text, or where it is none. */
export function readJsonText(text: string): { readonly value: unknown } | { readonly mistake: JsonMistake } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const placed = PLACED.exec(message)?.groups
    if (placed !== undefined) return { mistake: at(text, Number(placed['position']), placed['reason'] ?? message) }
    const token = TOKEN.exec(message)?.groups?.['token']
    if (token !== undefined) return { mistake: at(text, placeOfToken(text), `"${token}" can't stand here`) }
    return { mistake: at(text, text.length, 'it ends too early') }
  }
}

/** V8 does not tell where a token stands that can't stand there: it is what the shortest beginning with the same mistake ends with. */
function placeOfToken(text: string): number {
  let [good, bad] = [0, text.length]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (hasWrongToken(text.slice(0, middle))) bad = middle
    else good = middle
  }
  return good
}

function hasWrongToken(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return error instanceof Error && TOKEN.test(error.message)
  }
}

function at(text: string, position: number, reason: string): JsonMistake {
  const before = text.slice(0, position).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, reason }
}

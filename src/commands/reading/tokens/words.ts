/*
 * Arguments as words: a quoted one keeps its blanks, and an openid stands out of whatever it is glued to.
 */

export interface Word {
  readonly text: string
  readonly quoted: boolean
  /** Whether nothing parts it from what stands before it. */
  readonly glued: boolean
}

/** Quotation marks close each other within a family: phones turn them the wrong way round. */
const FAMILIES = ['"“”„‟＂', '「」『』｢｣', "'‘’＇"]
const ANY_MARK = new RegExp(`[${FAMILIES.join('')}]`, 'u')
const SINGLE = FAMILIES[2] ?? ''
const SEPARATORS = new Set('，,、；;:：')
const ID_LETTER = /[A-Za-z0-9_-]/
/** As many letters as an openid has; a last one that is a dash belongs to it, even before `>`. */
const OPENID_LETTERS = 28
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u

/** Whether this is one letter of an openid. */
export function isIdLetter(letter: string | undefined): boolean {
  return letter !== undefined && ID_LETTER.test(letter)
}

/** Begins like an openid and is about as long: 28 is right, anything else is a slip of copying. */
export function isOpenidLike(word: string): boolean {
  return /^o[A-Za-z0-9_-]{19,39}$/.test(word)
}

/** Whether a word is a bare number, of a group or of something else that is counted. */
export function isNumeral({ text }: Word): boolean {
  return /^\d{1,9}$/.test(text)
}

/** What is left of the words' source when its first word has been taken. */
export interface FirstWord {
  readonly word: Word
  readonly rest: string
}

export interface Splitting {
  /** Whether ，、；： part words; in the name of a new group they belong to it. */
  readonly punctuation: boolean
  /** Whether `#57` and `57号` stand out of whatever they are glued to. */
  readonly people?: boolean
}

/** Splits arguments into words in one pass. */
export function toWords(source: string, splitting: Splitting): Word[] {
  const words: Word[] = []
  const scanner = new Scanner(source, splitting)
  for (let word = scanner.next(); word !== undefined; word = scanner.next()) words.push(word)
  return words
}

/** The first word, and the source after it. */
export function takeWord(source: string, people = false): FirstWord | undefined {
  const scanner = new Scanner(source, { punctuation: true, people })
  const word = scanner.next()
  return word === undefined ? undefined : { word, rest: source.slice(scanner.at) }
}

class Scanner {
  at = 0
  readonly #source: string
  readonly #punctuation: boolean
  readonly #people: boolean
  /** Where the last mark of each family stands: no opening one after it can be closed. */
  readonly #lastMarks: readonly number[]

  constructor(source: string, { punctuation, people = false }: Splitting) {
    this.#source = source
    this.#punctuation = punctuation
    this.#people = people
    this.#lastMarks = !ANY_MARK.test(source)
      ? []
      : FAMILIES.map((family) => Math.max(...Array.from(family, (mark) => source.lastIndexOf(mark))))
  }

  next(): Word | undefined {
    const before = this.at
    while (this.at < this.#source.length && this.#parts(this.#source.charAt(this.at))) this.at += 1
    if (this.at >= this.#source.length) return undefined
    const glued = this.at === before
    const quoted = this.#quotedFrom(this.at)
    if (quoted !== undefined) {
      this.at = quoted.end
      return { text: quoted.text, quoted: true, glued }
    }
    return { text: this.#bare(), quoted: false, glued }
  }

  #bare(): string {
    const start = this.at
    while (this.at < this.#source.length && !this.#parts(this.#source.charAt(this.at))) {
      if (this.at > start && this.#quotedFrom(this.at) !== undefined) break
      const person = this.#people ? personAt(this.#source, this.at, this.at === start) : 0
      if (person > 0) {
        if (this.at === start) this.at += person
        break
      }
      if (!isIdLetter(this.#source[this.at])) {
        this.at += 1
        continue
      }
      const end = this.#endOfRun(this.at)
      if (isOpenidLike(this.#source.slice(this.at, end))) {
        if (this.at === start) this.at = end
        break
      }
      this.at = end
    }
    return this.#source.slice(start, this.at)
  }

  #endOfRun(from: number): number {
    let end = from
    while (isIdLetter(this.#source[end])) end += 1
    const isArrow = this.#source.startsWith('->', end - 1) && end - from > 1 && end - from !== OPENID_LETTERS
    return isArrow ? end - 1 : end
  }

  #quotedFrom(open: number): { text: string; end: number } | undefined {
    const mark = this.#source.charAt(open)
    if (this.#lastMarks.length === 0 || !ANY_MARK.test(mark)) return undefined
    const family = FAMILIES.findIndex((marks) => marks.includes(mark))
    const marks = FAMILIES[family]
    if (marks === undefined || (this.#lastMarks[family] ?? -1) <= open) return undefined
    if (marks === SINGLE && LETTER_OR_DIGIT.test(this.#source.charAt(open - 1))) return undefined
    let close = open + 1
    while (!marks.includes(this.#source.charAt(close))) close += 1
    const text = this.#source.slice(open + 1, close).trim()
    return text === '' ? undefined : { text, end: close + 1 }
  }

  #parts(letter: string): boolean {
    return letter === ' ' || (this.#punctuation && SEPARATORS.has(letter))
  }
}

const NUMBERED =
  /o[A-Za-z0-9_-]{3}(?:…|⋯|\.{3})[A-Za-z0-9_-]{4}(?![A-Za-z0-9_-])|#\d{1,9}(?: ?(?:[-~–‐‑‒−]{1,2}|—+) ?#?\d{1,9}| ?[到至] ?#\d{1,9})?(?!\d)|\d{1,9}号 ?(?:[-~–‐‑‒−]{1,2}|[到至]|—+) ?\d{1,9}号|\d{1,9}号(?=$|[ ，,、；;：:到至移→和给])/uy

/** How many letters of a person's number, or of a range of them, stand here; 组57号 is a name, 57号 at the head of a word is not. */
function personAt(source: string, at: number, atHead: boolean): number {
  NUMBERED.lastIndex = at
  const before = source.charAt(at - 1)
  if (source.charAt(at) !== '#' && (!atHead || isIdLetter(before))) return 0
  return NUMBERED.exec(source)?.[0].length ?? 0
}

/** A word as it can stand in a command: in quotes when it has blanks or marks in it, or would be taken for an id. */
export function writeWord(text: string, quoted = false): string {
  const plain = !quoted && toWords(text, { punctuation: true }).length === 1 && !/["“”「」『』'‘’]/u.test(text)
  if (plain) return text
  if (!/["“”„‟＂]/u.test(text)) return `"${text}"`
  return /[「」『』｢｣]/u.test(text) ? text : `「${text}」`
}

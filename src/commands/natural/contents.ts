import type { Lexicon } from '../reading/lexicon.ts'
import { foldNatural } from './folding.ts'
import { toTokens, type Token } from './tokens.ts'
import type { Act, Meaning } from './phrases.ts'

/** What a natural text has in it, ready to be asked. */
export class Contents {
  readonly text: string
  /** The same in simplified characters and lower case. */
  readonly folded: string
  readonly tokens: readonly Token[]

  constructor(text: string, lexicon: Lexicon) {
    this.text = text
    this.folded = foldNatural(text)
    this.tokens = toTokens(text, lexicon)
  }

  /** Everybody that is named; a pronoun counts only where nobody is. */
  get people(): string[] {
    const named = this.tokens.flatMap((token) => (token.kind === 'person' ? apart(token.text) : []))
    if (named.length > 0) return [...new Set(named)]
    return this.hasPronoun ? ['上一个'] : []
  }

  get hasPronoun(): boolean {
    return this.tokens.some(({ kind }) => kind === 'pronoun')
  }

  get groups(): string[] {
    return [...new Set(this.tokens.flatMap((token) => (token.kind === 'group' ? [token.text] : [])))]
  }

  get durations(): string[] {
    return this.tokens.flatMap((token) => (token.kind === 'duration' ? [token.text] : []))
  }

  /** The folded text without what says for how long: a day or an hour in the rest is when something is meant to happen. */
  get timeless(): string {
    return this.tokens.reduceRight(
      (text, token) =>
        token.kind === 'duration' ? `${text.slice(0, token.at)} ${text.slice(token.at + token.length)}` : text,
      this.folded,
    )
  }

  get quoted(): string[] {
    return this.tokens.flatMap((token) => (token.kind === 'quoted' ? [token.text] : []))
  }

  says(...meanings: readonly Meaning[]): boolean {
    return meanings.some((meaning) => this.first(meaning) !== undefined)
  }

  /** Where a meaning stands first, as the place of its token; undefined where nothing says it. */
  first(meaning: Meaning): number | undefined {
    const place = this.tokens.findIndex((token) => token.kind === 'word' && token.says.has(meaning))
    return place < 0 ? undefined : place
  }

  /** Whether the first thing that is said is this. */
  begins(meaning: Meaning): boolean {
    const [head] = this.tokens.filter((token) => !isFiller(token))
    return head?.kind === 'word' && head.says.has(meaning)
  }

  acts(among: readonly Act[]): Act[] {
    return among.filter((act) => this.says(act))
  }

  /** Letters and digits that say nothing we know. */
  get leftOver(): number {
    return this.tokens.reduce(
      (sum, token) =>
        token.kind === 'other' || (token.kind === 'word' && token.says.has('idiom'))
          ? sum + (token.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0)
          : token.kind === 'number'
            ? sum + 1
            : sum,
      0,
    )
  }

  /** Everything but fillers and marks is one of these. */
  isOnly(...meanings: readonly Meaning[]): boolean {
    const rest = this.tokens.filter((token) => token.kind !== 'mark' && !isFiller(token))
    return (
      this.leftOver === 0 &&
      rest.every((token) => token.kind === 'word' && meanings.some((meaning) => token.says.has(meaning)))
    )
  }
}

/** `#5 #6` are two people. */
function apart(person: string): string[] {
  return /^#\d+(?: #\d+)+$/u.test(person) ? person.split(' ') : [person]
}

export function isFiller(token: Token): boolean {
  return token.kind === 'word' && token.says.has('filler')
}

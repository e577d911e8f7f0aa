import type { Keyword } from '../domain/replies/console.ts'

interface Node {
  readonly next: Map<number, Node>
  /** The longest proper ending of this path that is a path itself. */
  fallback: Node | undefined
  /** The least rule whose keyword ends here or in a fallback; Infinity for none. */
  rule: number
}

/** Code units of UTF-16. */
const UNITS = 65_536

/**
 * Finds the first of many rules that a text meets, in one pass over the text however many rules there are: the Aho–Corasick
 * automaton over all keywords to be contained, and a map of those to be equalled. Texts are compared as they are, without
 * the blanks around them: the console's own rules on letter case are not documented.
 */
export class KeywordMatcher {
  readonly #equal = new Map<string, number>()
  readonly #root: Node = { next: new Map(), fallback: undefined, rule: Infinity }
  /** What most characters of most texts meet is the root: it is asked without a map. */
  readonly #begins = new Uint8Array(UNITS)

  /** Of two rules with the same keyword the first one counts. */
  constructor(rules: readonly (readonly Keyword[])[]) {
    for (const [rule, keywords] of rules.entries()) {
      for (const { match, text } of keywords) {
        const word = text.trim()
        if (word === '') continue
        if (match === 'contain') this.#add(word, rule)
        else if (!this.#equal.has(word)) this.#equal.set(word, rule)
      }
    }
    this.#link()
  }

  /** The index of the first rule that the text meets. */
  find(text: string): number | undefined {
    const trimmed = text.trim()
    let best = this.#equal.get(trimmed) ?? Infinity
    let node = this.#root
    for (let at = 0; at < trimmed.length; at += 1) {
      const unit = trimmed.charCodeAt(at)
      if (node === this.#root && this.#begins[unit] === 0) continue
      node = this.#step(node, unit)
      if (node.rule < best) best = node.rule
    }
    return best === Infinity ? undefined : best
  }

  #add(word: string, rule: number): void {
    let node = this.#root
    for (let at = 0; at < word.length; at += 1) {
      const unit = word.charCodeAt(at)
      if (at === 0) this.#begins[unit] = 1
      let next = node.next.get(unit)
      if (next === undefined) node.next.set(unit, (next = { next: new Map(), fallback: this.#root, rule: Infinity }))
      node = next
    }
    node.rule = Math.min(node.rule, rule)
  }

  /** Breadth first, so that a fallback, which is nearer to the root, is complete before it is used. */
  #link(): void {
    const queue = [...this.#root.next.values()]
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at]
      if (node === undefined) continue
      for (const [unit, next] of node.next) {
        next.fallback = this.#step(node.fallback ?? this.#root, unit)
        next.rule = Math.min(next.rule, next.fallback.rule)
        queue.push(next)
      }
    }
  }

  #step(from: Node, unit: number): Node {
    for (let node: Node | undefined = from; node !== undefined; node = node.fallback) {
      const next = node.next.get(unit)
      if (next !== undefined) return next
    }
    return this.#root
  }
}

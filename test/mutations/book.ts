import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Judgement, Place, Verdict } from './judge.ts'

/** What was found out about one place, as it is kept. */
interface Entry extends Judgement {
  readonly path: string
  readonly line: number
  readonly was: string
  readonly becomes: string
  readonly seed: string
}

/** Judgements of several runs in one file, a line each: the last one of a place counts. */
export class Book {
  readonly #file: string
  readonly #entries = new Map<string, Entry>()

  constructor(file: string) {
    this.#file = file
    if (!existsSync(file)) return
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as Entry
      this.#entries.set(keyOf(entry), entry)
    }
  }

  verdictOf(place: Place): Verdict | undefined {
    return this.#entries.get(keyOf(place))?.verdict
  }

  note({ path, line, was, becomes }: Place, judgement: Judgement, seed: string): void {
    const entry = { path, line, was, becomes, seed, ...judgement }
    this.#entries.set(keyOf(entry), entry)
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`)
  }
}

/** What stands there and what becomes of it: the same in every run of the same source. */
function keyOf({ path, line, was, becomes }: Pick<Entry, 'path' | 'line' | 'was' | 'becomes'>): string {
  return JSON.stringify([path, line, was, becomes])
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one test file went through: of each source file the blocks as V8 tells them, from, to and how often. */
export interface Covered {
  readonly test: string
  /** How long it took. */
  readonly ms: number
  readonly files: Record<string, readonly (readonly [from: number, to: number, count: number])[]>
}

/** Which test files go through which places of the source. */
export class Coverage {
  /** How long each test file took without a change, in milliseconds. */
  readonly took: Readonly<Record<string, number>>
  readonly #all: readonly Covered[]

  private constructor(all: readonly Covered[]) {
    this.#all = all
    this.took = Object.fromEntries(all.map(({ test, ms }) => [test, ms]))
  }

  /** Reads what record.ts wrote, without the test files of `failing`. */
  static read(folder: string, failing: readonly string[]): Coverage {
    const names = readdirSync(folder).filter((name) => /^[\da-f]{16}\.json$/.test(name))
    const all = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Covered)
    return new Coverage(all.filter(({ test }) => !failing.includes(test)))
  }

  /**
   * Of these as many as take `patienceMs` together, the quickest first. Tests of the room itself count half: they are likelier to look at
   * what was changed.
   */
  affordable(tests: readonly string[], room: string, patienceMs: number): string[] {
    const took = (test: string): number => this.took[test] ?? 0
    const costs = (test: string): number => took(test) / (test.startsWith(`test/${room}/`) ? 2 : 1)
    const chosen: string[] = []
    let ms = 0
    for (const test of [...tests].sort((a, b) => costs(a) - costs(b))) {
      ms += took(test)
      if (chosen.length > 0 && ms > patienceMs) break
      chosen.push(test)
    }
    return chosen
  }

  /** The test files that run what stands at a position of a file. */
  testsOf(path: string, at: number): string[] {
    return this.#all.filter(({ files }) => isRun(files[path] ?? [], at)).map(({ test }) => test)
  }
}

/** Blocks lie within each other: the innermost tells. */
function isRun(blocks: Covered['files'][string], at: number): boolean {
  let innermost: readonly [number, number, number] | undefined
  for (const block of blocks) {
    const [from, to] = block
    if (at < from || at >= to) continue
    if (innermost === undefined || to - from <= innermost[1] - innermost[0]) innermost = block
  }
  return innermost !== undefined && innermost[2] > 0
}

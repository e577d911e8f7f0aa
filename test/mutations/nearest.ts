import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

interface Reach {
  readonly test: string
  /** Over how many imports each file of the source is reached. */
  readonly steps: ReadonlyMap<string, number>
}

/**
 * Which test files are the nearest to a file of the source, by what they import: without running anything first. Those that import it
 * themselves come first, and of two that are as near the one that reaches less.
 */
export class Nearest {
  readonly #all: readonly Reach[]

  /** @param tests beginnings of paths of test files, from the root */
  constructor(root: string, tests: readonly string[], without?: string) {
    const imports = new Map<string, readonly string[]>()
    const left = without === undefined ? undefined : new RegExp(without)
    this.#all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .map((name) => `test/${name}`)
      .filter((path) => path.endsWith('.test.ts') && tests.some((test) => path.startsWith(test)))
      .filter((path) => left?.test(path) !== true)
      .map((test) => ({ test, steps: stepsFrom(root, test, imports) }))
  }

  testsOf(path: string): string[] {
    const near = ({ steps }: Reach): number => steps.get(path) ?? Infinity
    return this.#all
      .filter((reach) => near(reach) < Infinity)
      .sort((one, other) => near(one) - near(other) || one.steps.size - other.steps.size)
      .map(({ test }) => test)
  }
}

function stepsFrom(root: string, test: string, imports: Map<string, readonly string[]>): Map<string, number> {
  const steps = new Map([[test, 0]])
  const waiting = [test]
  for (const file of waiting) {
    const known = imports.get(file) ?? importsOf(root, file)
    imports.set(file, known)
    for (const next of known) {
      if (steps.has(next)) continue
      steps.set(next, (steps.get(file) ?? 0) + 1)
      waiting.push(next)
    }
  }
  return steps
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gms)]
    .map(([, target = '']) => normalize(join(dirname(file), target)))
    .filter((path) => existsSync(join(root, path)))
}

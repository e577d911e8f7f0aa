import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Coverage } from './coverage.ts'
import { applied, type Mutant } from './mutants.ts'
import type { Tests } from './tests.ts'
import type { Types } from './types.ts'

export interface Place extends Mutant {
  /** From the root of the repository. */
  readonly path: string
}

export type Verdict = 'killed' | 'survived' | 'refused by types' | 'undecided'

export interface Judgement {
  readonly verdict: Verdict
  readonly because: string
}

/** A round may take this much longer than its tests took when they were recorded: other work uses the same cores. */
const SLOWER = 6
const LEAST_LIMIT_MS = 240_000
/** A failure that other work on the same cores can bring about too, and a test that is long enough for it. */
const BY_TIME = /time|in vain|wait|too long/i
const LONG_MS = 3_000

export interface Bench {
  readonly root: string
  readonly tests: Tests
  readonly types: Types
  readonly coverage: Coverage
  /** How long the tests that are tried on one mutant may take together. */
  readonly patienceMs: number
}

/** Makes one change, runs the tests that go through it, the quickest first, and takes it back. */
export async function judge(bench: Bench, place: Place): Promise<Judgement> {
  const changed = join(bench.root, place.path)
  const text = readFileSync(changed, 'utf8')
  if (bench.types.refuse(changed, applied(text, place))) return { verdict: 'refused by types', because: '' }
  const all = bench.coverage.testsOf(place.path, place.start)
  const tests = affordable(bench, place, all)
  const seen = `${tests.length} of ${all.length} test files that go through it`
  if (tests.length === 0) return { verdict: 'survived', because: 'no test goes through it' }
  const limitMs = LEAST_LIMIT_MS + SLOWER * total(bench, tests)
  writeFileSync(changed, applied(text, place))
  const outcome = await bench.tests.run({ tests }, limitMs).finally(() => {
    writeFileSync(changed, text)
  })
  if (outcome === 'too-long') return { verdict: 'killed', because: `it had not ended after ${limitMs / 1_000} s` }
  const [failed] = outcome.failed
  if (failed === undefined) return { verdict: 'survived', because: seen }
  const because = `${failed.file}: ${failed.test}: ${failed.because}`
  const isDoubtful = BY_TIME.test(failed.because) || total(bench, [failed.file]) > LONG_MS
  if (isDoubtful && !(await passes(bench, failed.file, limitMs))) return { verdict: 'undecided', because }
  return { verdict: 'killed', because }
}

/** Whether a test file still passes without a change. */
async function passes({ tests }: Bench, file: string, limitMs: number): Promise<boolean> {
  const outcome = await tests.run({ tests: [file] }, limitMs)
  return outcome !== 'too-long' && outcome.failed.length === 0
}

/** The tests of the room itself count half: they are likelier to look at what was changed. */
function affordable(bench: Bench, place: Place, tests: readonly string[]): string[] {
  const room = place.path.split('/')[1]
  const costs = (test: string): number => total(bench, [test]) / (test.startsWith(`test/${room}/`) ? 2 : 1)
  const chosen: string[] = []
  for (const test of [...tests].sort((a, b) => costs(a) - costs(b))) {
    if (chosen.length > 0 && total(bench, [...chosen, test]) > bench.patienceMs) break
    chosen.push(test)
  }
  return chosen
}

function total({ coverage }: Bench, tests: readonly string[]): number {
  return tests.reduce((sum, test) => sum + (coverage.took[test] ?? 0), 0)
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** So much time of a core may one round take, however long other work on the same cores makes it last. */
const LIMIT_MS = 30_000
/** A failure that other work on the same cores can bring about too, and a test that is long enough for it. */
const BY_TIME = /time|in vain|wait|too long/i
const LONG_MS = 3_000

export interface Bench {
  readonly root: string
  readonly tests: Tests
  readonly types: Types
  /** The test files that are tried on a change, in this order, and how many there would be. */
  choose(place: Place): { readonly tests: readonly string[]; readonly all: number }
  /** How long a test file takes, in ms; undefined where that is not known. */
  lasts(test: string): number | undefined
}

/** Test files that were seen to pass without a change. */
const sound = new Set<string>()

/** Makes one change, runs tests until one fails, and takes it back. */
export async function judge(bench: Bench, place: Place): Promise<Judgement> {
  const changed = join(bench.root, place.path)
  const text = readFileSync(changed, 'utf8')
  if (bench.types.refuse(changed, applied(text, place))) return { verdict: 'refused by types', because: '' }
  const { tests, all } = bench.choose(place)
  const seen = `${tests.length} of ${all} test files that go through it`
  if (tests.length === 0) return { verdict: 'survived', because: 'no test goes through it' }
  writeFileSync(changed, applied(text, place))
  const outcome = await bench.tests.run({ tests }, LIMIT_MS).finally(() => {
    writeFileSync(changed, text)
  })
  if (outcome === 'too-long') return { verdict: 'killed', because: `it had not ended after ${LIMIT_MS / 1_000} s` }
  const [failed] = outcome.failed
  if (failed === undefined) return { verdict: 'survived', because: seen }
  const because = `${failed.file}: ${failed.test}: ${failed.because}`
  const isDoubtful = BY_TIME.test(failed.because) || (bench.lasts(failed.file) ?? 0) > LONG_MS
  if (!isDoubtful && sound.has(failed.file)) return { verdict: 'killed', because }
  // An error outside of the tests belongs to none of the files: all of them are tried without the change.
  if (!(await passes(bench, failed.file === '' ? tests : [failed.file]))) return { verdict: 'undecided', because }
  if (failed.file !== '') sound.add(failed.file)
  return { verdict: 'killed', because }
}

/** Whether these test files still pass without a change. */
async function passes(bench: Bench, files: readonly string[]): Promise<boolean> {
  const outcome = await bench.tests.run({ tests: files }, LIMIT_MS)
  return outcome !== 'too-long' && outcome.failed.length === 0
}

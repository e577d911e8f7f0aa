import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository } from '../copy.ts'
import { withChange, type Delicate } from './change.ts'
import { DELICATE } from './lines.ts'
import { Tests } from '../tests.ts'
import { Types } from '../types.ts'

/** So much time of a core may the test file of one line take. */
const LIMIT_MS = 20_000

/**
 * Changes each delicate line in a copy of the repository and runs its test file alone, which must fail, and pass without the change.
 *
 * @param part the beginning of a file's path below src; the others are left out
 * @returns whether each change was noticed
 */
export async function tryDelicate(part: string): Promise<boolean> {
  const lines = DELICATE.filter(({ file }) => file.startsWith(part))
  const root = copyOfRepository()
  const tests = new Tests(root, {})
  const clean = async (): Promise<void> => {
    await tests.close()
    rmSync(root, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clean().finally(() => process.exit(1)))
  }
  try {
    const unsound = await failing(tests, [...new Set(lines.map(({ test }) => test))])
    if (unsound !== undefined) {
      console.log(`fails without a change: ${unsound}`)
      return false
    }
    const types = new Types(root)
    let killed = 0
    for (const line of lines) {
      const { verdict, because } = await tryLine(root, line, tests, types)
      if (verdict === 'killed') killed += 1
      console.log(`${verdict.padEnd(16)} src/${line.file}: ${line.change}\n${''.padEnd(17)}${because}`)
    }
    console.log(`${killed} of ${lines.length} delicate lines turn a unit test red`)
    return killed === lines.length
  } finally {
    await clean()
  }
}

async function tryLine(
  root: string,
  line: Delicate,
  tests: Tests,
  types: Types,
): Promise<{ verdict: string; because: string }> {
  const path = join('src', line.file)
  const text = readFileSync(join(root, path), 'utf8')
  const changed = withChange(text, line)
  if (types.refuse(path, changed)) return { verdict: 'refused by types', because: line.becomes }
  writeFileSync(join(root, path), changed)
  const because = await failing(tests, [line.test]).finally(() => {
    writeFileSync(join(root, path), text)
  })
  return because === undefined ? { verdict: 'lived', because: line.test } : { verdict: 'killed', because }
}

/** What fails first of these test files; undefined when all pass. */
async function failing(tests: Tests, files: readonly string[]): Promise<string | undefined> {
  const outcome = await tests.run({ tests: files }, LIMIT_MS * files.length)
  if (outcome === 'too-long') return `${files.join(', ')}: not ended in time`
  const [failed] = outcome.failed
  return failed && `${failed.file}: ${failed.test}: ${failed.because.slice(0, 160)}`
}

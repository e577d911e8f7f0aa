import { join } from 'node:path'
import { BaseSequencer, createVitest, type TestModule } from 'vitest/node'

/*
 * One vitest for one round: a vitest that stays was seen to take the mutant before for the one that it was asked about. The process
 * is ended from outside when a mutant never comes to an end. Node loads the source as it is, so that positions are those of the file.
 */

export interface TestRequest {
  /** Beginnings of paths of test files, from the root of the copy; whole paths run in this order. */
  readonly tests: readonly string[]
  /** A pattern of those that are left out. */
  readonly without?: string
  /** A folder for what each of them goes through; then all run, whichever fails. */
  readonly cover?: string
}

export interface TestAnswer {
  /** The test files that failed; without `cover` the first alone. */
  readonly failed: readonly Failed[]
}

export interface Failed {
  readonly file: string
  readonly test: string
  /** What was wrong, its first line. */
  readonly because: string
}

class AsGiven extends BaseSequencer {
  override sort(files: Parameters<BaseSequencer['sort']>[0]): ReturnType<BaseSequencer['sort']> {
    return Promise.resolve(files)
  }
}

async function run({ tests, without, cover }: TestRequest): Promise<TestAnswer> {
  if (cover !== undefined) process.env['FENZU_COVERAGE'] = cover
  const vitest = await createVitest({
    watch: false,
    bail: cover === undefined ? 1 : 0,
    reporters: [{ onInit: () => undefined }],
    // One after the other, so that nothing is begun in vain when the first has failed; in one thread, which loads the source once.
    ...(cover === undefined
      ? { pool: 'threads', isolate: false, maxWorkers: 1, testTimeout: 60_000 }
      : { maxWorkers: 2 }),
    retry: 0,
    ...(needPostgres(tests) ? {} : { globalSetup: [] }),
    sequence: { sequencer: AsGiven },
    experimental: { viteModuleRunner: false, nodeLoader: false },
    ...(cover === undefined ? {} : { setupFiles: [join(import.meta.dirname, 'record.ts')] }),
  })
  const all = await vitest.globTestSpecifications()
  const wanted = tests.flatMap((test) => all.filter(({ moduleId }) => moduleId.startsWith(join(process.cwd(), test))))
  const left = without === undefined ? wanted : wanted.filter(({ moduleId }) => !new RegExp(without).test(moduleId))
  if (left.length === 0) throw new RangeError(`there are no tests in ${tests.join(', ')}`)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([...new Set(left)])
  const failed = testModules.flatMap((module) => failureOf(module) ?? [])
  if (failed.length === 0 && unhandledErrors.length > 0) {
    // What came from a worker may have no prototype any more, and then no text of its own.
    const { message } = Object(unhandledErrors[0]) as { message?: unknown }
    const because = typeof message === 'string' ? message : 'something that is no error'
    failed.push({ file: '', test: 'an error outside of the tests', because: because.split('\n', 1)[0] ?? '' })
  }
  return { failed }
}

/** Loading what makes databases takes longer than most tests do. */
function needPostgres(tests: readonly string[]): boolean {
  return tests.some((test) => !test.endsWith('.ts') || /postgres|fleet|store\/copy/.test(test))
}

function failureOf(module: TestModule): Failed | undefined {
  for (const test of module.children.allTests('failed')) {
    const [error] = test.result().errors ?? []
    const because = error?.message.split('\n', 1)[0] ?? ''
    return { file: module.relativeModuleId, test: test.fullName, because }
  }
  if (module.state() !== 'failed') return undefined
  const [error] = module.errors()
  return { file: module.relativeModuleId, test: 'the file itself', because: error?.message.split('\n', 1)[0] ?? '' }
}

process.on('message', (request: TestRequest) => {
  run(request).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: [], broken: String(error) }),
  )
})
process.send?.('ready')

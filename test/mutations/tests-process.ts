import { createVitest } from 'vitest/node'

/*
 * One vitest for one round: a vitest that stays was seen to take the mutant before for the one that it was asked about. The process
 * is ended from outside when a mutant never comes to an end.
 */

export interface TestRequest {
  /** Beginnings of paths of test files, from the root of the copy. */
  readonly tests: readonly string[]
}

export interface TestAnswer {
  readonly ran: number
  /** The first test that failed, if one did. */
  readonly failed: string | null
}

const silent = { onInit: () => undefined }
const vitest = await createVitest({ watch: false, bail: 1, reporters: [silent], maxWorkers: 2, retry: 0 })
const all = await vitest.globTestSpecifications()

async function run({ tests }: TestRequest): Promise<TestAnswer> {
  const wanted = all.filter(({ moduleId }) => tests.some((test) => moduleId.startsWith(`${process.cwd()}/${test}`)))
  if (wanted.length === 0) throw new RangeError(`there are no tests in ${tests.join(', ')}`)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted)
  for (const module of testModules) {
    for (const test of module.children.allTests('failed')) return { ran: wanted.length, failed: test.fullName }
    if (!module.ok()) return { ran: wanted.length, failed: module.relativeModuleId }
  }
  return { ran: wanted.length, failed: unhandledErrors.length > 0 ? 'an error outside of the tests' : null }
}

process.on('message', (request: TestRequest) => {
  run(request).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ ran: 0, failed: null, broken: String(error) }),
  )
})
process.send?.('ready')

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestAnswer, TestRequest } from './tests-process.ts'

export type TestOutcome = TestAnswer | 'too-long'

/** Runs tests in a copy of the repository, in a process that is started again when it had to be ended. */
export class Tests {
  readonly #root: string
  #child: ChildProcess | undefined

  constructor(root: string) {
    this.#root = root
  }

  async run(request: TestRequest, limitMs: number): Promise<TestOutcome> {
    const child = (this.#child ??= await this.#start())
    const answered = once(child, 'message').then(([answer]) => answer as TestAnswer & { broken?: string })
    const exited = once(child, 'exit').then(() => 'too-long' as const)
    child.send(request)
    const outcome = await Promise.race([answered, exited, after(limitMs)])
    if (outcome === 'too-long') await this.close()
    else if (outcome.broken !== undefined) throw new Error(outcome.broken)
    return outcome
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.pid === undefined || child.exitCode !== null) return
    const gone = once(child, 'exit')
    // Its workers are in its group: one that never comes back hears of nothing else.
    process.kill(-child.pid, 'SIGKILL')
    await gone
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(join(this.#root, 'test/mutations/tests-process.ts'), {
      cwd: this.#root,
      detached: true,
      env: { ...process.env, FENZU_XML_DOCUMENTS: '2000' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    await once(child, 'message')
    return child
  }
}

function after(ms: number): Promise<'too-long'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'too-long').unref())
}

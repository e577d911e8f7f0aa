import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestAnswer, TestRequest } from './tests-process.ts'

export type TestOutcome = TestAnswer | 'too-long'

/** Runs tests in a copy of the repository, in a process of their own each time. */
export class Tests {
  readonly #root: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | undefined

  constructor(root: string, env: Readonly<Record<string, string>>) {
    this.#root = root
    this.#env = env
  }

  async run(request: TestRequest, limitMs: number): Promise<TestOutcome> {
    const child = await this.#start()
    const answered = once(child, 'message').then(([answer]) => answer as TestAnswer & { broken?: string })
    child.send(request)
    const outcome = await Promise.race([answered, after(limitMs)])
    await this.close()
    if (outcome !== 'too-long' && outcome.broken !== undefined) throw new Error(outcome.broken)
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
      env: {
        ...process.env,
        ...this.#env,
        FENZU_XML_DOCUMENTS: '2000',
        NODE_COMPILE_CACHE: join(this.#root, '.compiled'),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    await once(child, 'message')
    return child
  }
}

function after(ms: number): Promise<'too-long'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'too-long').unref())
}

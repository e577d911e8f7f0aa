import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
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

  /** @param limitMs so much time of a core may it take; it may last twenty times as long */
  async run(request: TestRequest, limitMs: number): Promise<TestOutcome> {
    const child = await this.#start()
    const answered = once(child, 'message').then(([answer]) => answer as TestAnswer & { broken?: string })
    child.send(request)
    const outcome = await Promise.race([answered, spent(child.pid ?? 0, limitMs)])
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

const LOOK_MS = 2_000
const LASTS_LONGER = 20
/** The clock of Linux' accounting, in ms. */
const TICK_MS = 10

/** Resolves when a process has used so much time of a core; where the system does not tell, or it waits for nothing, later. */
function spent(pid: number, limitMs: number): Promise<'too-long'> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const look = setInterval(() => {
      const isOver = usedMs(pid) > limitMs || performance.now() - startedAt > limitMs * LASTS_LONGER
      if (!isOver) return
      clearInterval(look)
      resolve('too-long')
    }, LOOK_MS)
    look.unref()
  })
}

function usedMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return 0
  }
}

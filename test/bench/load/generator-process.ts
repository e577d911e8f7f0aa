import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Job, Load } from './generator.ts'

/** The hand on the process that makes the load. One job at a time. */
export class LoadGenerator {
  readonly #child: ChildProcess

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'generator.ts'))
  }

  /** Rejects when the server hangs up or the generator dies. */
  play(job: Job): Promise<Load> {
    return new Promise((resolve, reject) => {
      const over = () => {
        this.#child.removeAllListeners('message').removeAllListeners('exit')
      }
      this.#child.once('message', (message: { load?: Load; error?: string }) => {
        over()
        if (message.load !== undefined) resolve(message.load)
        else reject(new Error(message.error))
      })
      this.#child.once('exit', (code) => {
        over()
        reject(new Error(`the load generator ended with ${code}`))
      })
      this.#child.send(job)
    })
  }

  close(): void {
    this.#child.kill()
  }
}

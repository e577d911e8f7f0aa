import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../support/process.ts'
import { cpuMs, memoryMb } from '../proc.ts'
import type { Mode } from '../load/pushes.ts'
import { environmentOf, type Contestant } from './contestants.ts'

const LOOK_EVERY_MS = 5
const PATIENCE_MS = 30_000

/** A contestant that runs, as a process of its own. */
export class ServerProcess {
  readonly contestant: Contestant
  readonly mode: Mode
  readonly port: number
  /** From the start of the process to its first good answer. */
  readonly readyMs: number
  readonly #child: ChildProcess

  private constructor(contestant: Contestant, mode: Mode, port: number, readyMs: number, child: ChildProcess) {
    this.contestant = contestant
    this.mode = mode
    this.port = port
    this.readyMs = readyMs
    this.#child = child
  }

  /** Rejects with what it said when it does not get ready. */
  static async start(
    contestant: Contestant,
    mode: Mode,
    apiBase: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-bench-'))
    const startedAt = performance.now()
    const child = spawn(process.execPath, contestant.words, {
      cwd: folder,
      env: { ...environmentOf(contestant, { mode, port, apiBase, folder }), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)))
    while (!(await answers(port, contestant.readyPath))) {
      const late = performance.now() - startedAt > PATIENCE_MS
      if (!late && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      else {
        child.kill('SIGKILL')
        throw new Error(`${contestant.name} did not get ready: ${said}`)
      }
    }
    return new ServerProcess(contestant, mode, port, performance.now() - startedAt, child)
  }

  get pid(): number {
    if (this.#child.pid === undefined || this.#child.exitCode !== null)
      throw new Error(`${this.contestant.name} has ended`)
    return this.#child.pid
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get memoryMb(): { now: number; peak: number } {
    return memoryMb(this.pid)
  }

  get cpuMs(): number {
    return cpuMs(this.pid)
  }

  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill(signal)
    await ended
  }
}

function answers(port: number, path: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', path: path ?? '/', agent: false }, (response) => {
      response.resume().on('end', () => {
        resolve(path === null || response.statusCode === 200)
      })
    })
    asked.on('error', () => {
      resolve(false)
    })
    asked.setTimeout(1_000, () => {
      asked.destroy(new Error('no answer'))
    })
    asked.end()
  })
}

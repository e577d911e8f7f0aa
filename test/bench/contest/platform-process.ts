import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../support/process.ts'
import { until, type ApiCall, type World } from '../../support/stage.ts'

const CLI = join(import.meta.dirname, '../../../src/cli.ts')

/** The simulated platform as a process of its own: what fenzu calls while it is measured. */
export class PlatformProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  static async start(): Promise<PlatformProcess> {
    const port = await freePort()
    const child = spawn(process.execPath, [CLI, 'sandbox'], {
      cwd: mkdtempSync(join(tmpdir(), 'fenzu-bench-')),
      env: { PATH: process.env['PATH'] ?? '', SANDBOX_PORT: String(port) },
      stdio: 'ignore',
    })
    const platform = new PlatformProcess(`http://127.0.0.1:${port}`, child)
    await until(
      () =>
        platform.world().then(
          () => true,
          () => false,
        ),
      'the simulated platform',
    )
    return platform
  }

  /** The first world again, with so many followers, without quotas. */
  async reset(followers: number): Promise<void> {
    await fetch(`${this.url}/sandbox/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ followers, quota: 'off' }),
    })
  }

  async world(): Promise<World> {
    return (await (await fetch(`${this.url}/sandbox/world`)).json()) as World
  }

  async calls(since = 0): Promise<ApiCall[]> {
    return (await (await fetch(`${this.url}/sandbox/calls?since=${since}`)).json()) as ApiCall[]
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}

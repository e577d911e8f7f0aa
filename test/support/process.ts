import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isPortTaken } from '../../src/domain/retry.ts'
import { until } from './stage.ts'

export const BIN = join(import.meta.dirname, '../../bin/fenzu.js')
const running: ChildProcess[] = []

/** Ends whatever a test has started. */
export function killAll(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

/** Sees to it that `killAll` ends this one too. */
export function track(child: ChildProcess): void {
  running.push(child)
}

/** The bin as its own process, in an empty folder and with nothing in its environment. */
export function run(
  words: readonly string[],
  env: Record<string, string> = {},
  folder = mkdtempSync(join(tmpdir(), 'fenzu-run-')),
  bin = BIN,
) {
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  track(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, folder, output: () => output }
}

/** Below those that systems give to whoever names none, so that nobody else is given it before it is used. */
const [LOWEST_PORT, BEHIND_PORTS] = [10_000, 32_000]

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, BEHIND_PORTS)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error) => {
        if (isPortTaken(error)) resolve(false)
        else reject(error)
      })
      server.listen(port, '127.0.0.1', () => {
        resolve(true)
      })
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

/** `fenzu start` without an account, ready, and the hand to speak as its owner. */
export async function startSandboxRun(folder?: string, more: Record<string, string> = {}, bin?: string) {
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const env = { PORT: String(port), SANDBOX_PORT: String(sandboxPort), FENZU_API_CALLS_PER_SECOND: '1000', ...more }
  const fenzu = run(['start'], env, folder, bin)
  await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok, 'a ready fenzu')
  const say = async (text: string) => {
    const response = await fetch(`http://127.0.0.1:${sandboxPort}/sandbox/say`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ openid: 'oAdmin_Sandbox_0000000000001', text }),
    })
    return (await response.json()) as { shown: string | null }
  }
  return { ...fenzu, env, say, port, sandboxPort }
}

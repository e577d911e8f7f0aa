import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src/domain/clock.ts'
import { runPush } from '../../src/push/run.ts'

const BIN = join(import.meta.dirname, '../../bin/fenzu.js')

export interface Pushed {
  readonly code: number
  readonly out: string
  readonly complaint: string
}

export const newFolder = () => mkdtempSync(join(tmpdir(), 'fenzu-push-'))

/** The command as the bin runs it, in a folder of its own and with nothing but this environment. */
export async function push(
  words: readonly string[],
  environment: Record<string, string> = {},
  folder = newFolder(),
  clock?: Clock,
): Promise<Pushed> {
  const out: string[] = []
  const complaints: string[] = []
  const code = await runPush(words, {
    environment,
    folder,
    print: (line) => out.push(line),
    complain: (line) => complaints.push(line),
    ...(clock === undefined ? {} : { clock }),
  })
  return { code, out: out.join('\n'), complaint: complaints.join('\n') }
}

/** The same as a process of its own. */
export function pushProcess(words: readonly string[], environment: Record<string, string> = {}): Promise<Pushed> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [BIN, 'push', ...words],
      { cwd: newFolder(), env: environment },
      (_error, out, complaint) => {
        resolve({ code: child.exitCode ?? -1, out, complaint })
      },
    )
  })
}

import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const BIN = join(import.meta.dirname, '../../bin/fenzu.js')

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the bin in a folder of its own, with nothing in its environment, until it ends. */
function run(words: readonly string[], folder = mkdtempSync(join(tmpdir(), 'fenzu-cli-'))): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...words], { cwd: folder, env: {} }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

describe('the command line', () => {
  it('explains itself wherever it is asked', async () => {
    const asked = await Promise.all(
      [[], ['--help'], ['-h'], ['help'], ['start', '--help'], ['chat', '-h']].map((w) => run(w)),
    )
    for (const { code, stdout, stderr } of asked) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toBe(asked[0]?.stdout)
    }
    expect(asked[0]?.stdout).toMatch(/^fenzu: a WeChat Official Account bot/)
  })

  it.each(['migrate', 'push', 'doctor'])('leaves it to %s to explain itself', async (name) => {
    const { code, stdout } = await run([name, '--help'])
    expect([code, stdout.startsWith(`fenzu ${name}`)]).toEqual([0, true])
  })

  it.each([
    [
      ['strat'],
      'There is no command "strat": start, sandbox, chat, backup, restore, copy-store, keep, replies, rules, sync, migrate, push and doctor are all there is. See fenzu --help.',
    ],
    [['start', 'now'], 'fenzu start takes no words; its settings come from the environment.'],
    [['sandbox', '-p'], 'fenzu sandbox takes no word but --upstream; its settings come from the environment.'],
    [
      ['chat', '--url', 'nowhere'],
      'There can be no sandbox at "nowhere": an address looks like http://127.0.0.1:8081.',
    ],
  ])('answers %j in one sentence, with exit code 2', async (words, sentence) => {
    expect(await run(words)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` })
  })

  it('does not know an option of chat that there is not', async () => {
    const { code, stderr } = await run(['chat', '--who', 'me'])
    expect(code).toBe(2)
    expect(stderr).toBe('There is no option --who: there are --as, --url.\n')
  })

  it('looks for the sandbox where the .env file of the folder put it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-cli-'))
    writeFileSync(join(folder, '.env'), 'SANDBOX_PORT=1\n')
    const { code, stdout } = await run(['chat'], folder)
    expect(code).toBe(1)
    expect(stdout).toContain('http://127.0.0.1:1')
  })
})

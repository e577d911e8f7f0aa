import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../support/stage.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Makes the Node that is there say that it is an old one. What it starts in turn is not told. */
const AS_AN_OLDER_NODE =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}});" +
  "Object.defineProperty(process,'version',{value:'v20.20.2'})"

/** Whether npm has a Node for this machine, and so brought it along. */
const BROUGHT = ['linux x64', 'linux arm64', 'win32 x64'].includes(`${process.platform} ${process.arch}`)

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function runOnOldNode(bin: string, words: readonly string[], env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'fenzu-old-'))
  const child = spawn(process.execPath, ['--import', AS_AN_OLDER_NODE, bin, ...words], { cwd, env })
  running.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string,
  }))
  return { child, ended, output: () => output }
}

describe('on a Node that is too old', () => {
  it('starts again on the Node that npm brought, or says what is needed', async () => {
    const fenzu = runOnOldNode(join(ROOT, 'bin/fenzu.js'), ['strat'])
    expect((await fenzu.ended).code).toBe(BROUGHT ? 2 : 1)
    expect(fenzu.output()).toMatch(BROUGHT ? /^There is no command "strat"/ : /^fenzu needs Node 24 or newer/)
  })

  it('says in one sentence what is needed where npm brought none, from a folder with any name', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'fenzu-bare-')), 'a b#c%20d')
    mkdirSync(folder)
    for (const name of ['bin', 'src', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
    const old = runOnOldNode(join(folder, 'bin/fenzu.js'), ['--version'])
    expect((await old.ended).code).toBe(1)
    expect(old.output()).toBe('fenzu needs Node 24 or newer; this is v20.20.2. Install it from https://nodejs.org/.\n')
    const now = spawn(process.execPath, [join(folder, 'bin/fenzu.js'), '--version'], { stdio: 'ignore' })
    running.push(now)
    expect((await once(now, 'close'))[0]).toBe(0)
  })

  it('passes a signal on, and the end of the other as its own', async () => {
    const fenzu = runOnOldNode(join(ROOT, 'bin/fenzu.js'), ['start'], { PORT: '0', SANDBOX_PORT: '0' })
    if (!BROUGHT) {
      expect(await fenzu.ended).toEqual({ code: 1, signal: null })
      return
    }
    await until(() => Promise.resolve(fenzu.output().includes('npm run chat')), 'its greeting')
    fenzu.child.kill('SIGTERM')
    expect(await fenzu.ended).toEqual({ code: 0, signal: null })
    expect(fenzu.output()).toContain('fenzu stopped')
  })
})

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { Output } from '../../src/terminal/output.ts'
import { BIN, freePort, killAll, run, startSandboxRun, track } from '../support/process.ts'
import { until } from '../support/stage.ts'
import { untilAnswers, untilReady } from '../support/until-answers.ts'
import { send } from '../support/send.ts'

afterEach(killAll)

const CARRIED_OUT = /^✅ #3 oDF3…CM58：未分组 → VIP\(108\)\n/

async function linesLost(port: number): Promise<number> {
  const metrics = await (await send(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(/^fenzu_output_lines_lost_total (\d+)$/m.exec(metrics)?.[1])
}

describe('a process whose output nobody reads (F55)', () => {
  it('carries out commands when the reader of its output is gone, counts what it lost, and stops cleanly', async () => {
    const fenzu = await startSandboxRun()
    expect(await linesLost(fenzu.port)).toBe(0)
    fenzu.child.stdout.destroy()
    fenzu.child.stderr.destroy()
    expect((await fenzu.say('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108')).shown).toMatch(CARRIED_OUT)
    expect((await fenzu.say('撤销')).shown).toContain('VIP → 未分组(0)')
    expect(await until(async () => (await linesLost(fenzu.port)) > 0, 'lost lines')).toBe(true)
    fenzu.child.kill('SIGTERM')
    expect(await fenzu.ended).toBe(0)
  })

  it('goes on when nobody was there from the start', async () => {
    const [port, sandboxPort] = [await freePort(), await freePort()]
    const fenzu = run(['start'], { PORT: String(port), SANDBOX_PORT: String(sandboxPort) })
    fenzu.child.stdout.destroy()
    await untilReady(port)
    expect(await linesLost(port)).toBeGreaterThan(0)
    fenzu.child.kill('SIGTERM')
    expect(await fenzu.ended).toBe(0)
  })

  it('is true of the sandbox alone', async () => {
    const port = await freePort()
    const sandbox = run(['sandbox'], { SANDBOX_PORT: String(port) })
    sandbox.child.stdout.destroy()
    sandbox.child.stderr.destroy()
    await untilAnswers(`http://127.0.0.1:${port}/sandbox/world`)
    sandbox.child.kill('SIGTERM')
    expect(await sandbox.ended).toBe(0)
  })

  it('ends a conversation, without a stack', async () => {
    const fenzu = await startSandboxRun()
    const chat = run(['chat', '--url', `http://127.0.0.1:${fenzu.sandboxPort}`])
    await until(() => Promise.resolve(chat.output().includes('You are oAdmin')), 'the conversation')
    chat.child.stdout.destroy()
    chat.child.stdin.write('分组\n')
    expect(await chat.ended).toBe(0)
    expect(chat.output()).not.toMatch(/EPIPE|^ +at /m)
  })

  it.each([
    [['--help'], 0],
    [['doctor', '--help'], 0],
    [['strat'], 2],
  ] as const)('ends %s as it would have', async (words, code) => {
    const asked = run(words)
    asked.child.stdout.destroy()
    expect(await asked.ended).toBe(code)
    expect(asked.output()).not.toMatch(/EPIPE|^ +at /m)
  })

  it('loses what a reader that stands still does not take, so that it never fills the memory', () => {
    const taken: string[] = []
    const still = new Writable({
      write: (chunk: Buffer) => {
        taken.push(chunk.toString())
      },
    })
    const output = new Output(still)
    const line = `${'x'.repeat(1_023)}\n`
    for (let number = 0; number < 10_000; number += 1) output.write(line)
    expect(taken).toHaveLength(1)
    expect(still.writableLength).toBeLessThanOrEqual(1_048_576 + 1_024)
    expect(output.lost).toBe(10_000 - still.writableLength / 1_024)
  })

  it('writes again when a named pipe has a reader again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-run-'))
    const pipe = join(folder, 'log')
    execFileSync('mkfifo', [pipe])
    const read = () => {
      const reader = spawn('cat', [pipe])
      track(reader)
      let text = ''
      reader.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      return { reader, text: () => text }
    }
    const [port, sandboxPort] = [await freePort(), await freePort()]
    const env = { PATH: process.env['PATH'] ?? '', PORT: String(port), SANDBOX_PORT: String(sandboxPort) }
    const first = read()
    track(spawn('sh', ['-c', `exec "${process.execPath}" "${BIN}" start > log`], { cwd: folder, env }))
    await until(() => Promise.resolve(first.text().includes('fenzu listens')), 'the first reader')
    first.reader.kill('SIGKILL')
    const push = () => send(`http://127.0.0.1:${port}/wechat`, { method: 'POST' })
    await until(async () => {
      await push()
      return (await linesLost(port)) > 0
    }, 'lost lines')
    const second = read()
    const move = { openid: 'oAdmin_Sandbox_0000000000001', text: '移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108' }
    const body = JSON.stringify(move)
    await send(`http://127.0.0.1:${sandboxPort}/sandbox/say`, { method: 'POST', body })
    await until(() => Promise.resolve(second.text().includes('"command":"移动"')), 'the second reader')
  })
})

describe('a terminal that is closed (F56)', () => {
  it.each(['start', 'sandbox'] as const)('stops fenzu %s cleanly', async (command) => {
    const [port, sandboxPort] = [await freePort(), await freePort()]
    const fenzu = run([command], { PORT: String(port), SANDBOX_PORT: String(sandboxPort) })
    await untilAnswers(`http://127.0.0.1:${sandboxPort}/sandbox/world`)
    fenzu.child.kill('SIGHUP')
    expect(await fenzu.ended).toBe(0)
  })
})

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { killAll, run, startSandboxRun } from '../support/process.ts'

afterEach(killAll)

const MOVE = '移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108'

describe('fenzu backup and restore', () => {
  it('copies the store while the bot runs, and puts it back only when it does not', async () => {
    const fenzu = await startSandboxRun()
    await fenzu.say(MOVE)
    const file = join(fenzu.folder, 'copies', 'one.db')
    const backup = run(['backup', file], {}, fenzu.folder)
    expect(await backup.ended).toBe(0)
    expect(backup.output()).toContain('with 1 commands')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await fenzu.say('新建 甲')).shown).toMatch(/^✅/)

    const early = run(['restore', file], {}, fenzu.folder)
    expect(await early.ended).toBe(1)
    expect(early.output()).toContain('another fenzu is using data/fenzu.db: stop it first')

    fenzu.child.kill('SIGTERM')
    await fenzu.ended
    const restore = run(['restore', file], {}, fenzu.folder)
    expect(await restore.ended).toBe(0)
    const kept = readdirSync(join(fenzu.folder, 'data')).filter((name) => /^fenzu\.db\.before-\d{8}T\d{6}Z$/.test(name))
    expect(kept).toHaveLength(1)
    const again = await startSandboxRun(fenzu.folder)
    expect((await again.say('结果 1')).shown).toContain('VIP(108)')
    expect((await again.say('结果 2')).shown).toContain('没有编号 2')
  })

  it('refuses what is no store, damaged, newer or missing, and touches nothing', async () => {
    const fenzu = await startSandboxRun()
    await fenzu.say(MOVE)
    fenzu.child.kill('SIGTERM')
    await fenzu.ended
    const path = join(fenzu.folder, 'data', 'fenzu.db')
    const before = readFileSync(path)
    const text = join(fenzu.folder, 'text.db')
    writeFileSync(text, 'this is no database at all, only some words that somebody wrote down')
    for (const file of [text, join(fenzu.folder, 'nowhere.db')]) {
      const restore = run(['restore', file], {}, fenzu.folder)
      expect(await restore.ended).toBe(1)
      expect(restore.output()).toContain(file)
    }
    const over = run(['backup', text], {}, fenzu.folder)
    expect(await over.ended).toBe(1)
    expect(over.output()).toContain('exists already')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('says how it is used, and that there is nothing to copy', async () => {
    const words = run(['backup'])
    expect(await words.ended).toBe(2)
    expect(words.output()).toContain('fenzu backup FILE')
    const nothing = run(['backup', 'copy.db'])
    expect(await nothing.ended).toBe(1)
    expect(nothing.output()).toContain('there is no store at data/fenzu.db')
    expect(existsSync(join(nothing.folder, 'copy.db'))).toBe(false)
    const settings = run(['backup', 'copy.db'], { DATABASE_URL: 'mysql://x' })
    expect(await settings.ended).toBe(2)
    expect(settings.output()).toContain('DATABASE_URL')
  })
})

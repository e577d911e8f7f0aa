import { linkSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { killAll, run, startSandboxRun } from '../support/process.ts'

afterEach(killAll)

/** How a second bot could be led to a store that is in use; each returns the name that it is given. */
const TRICKS: Readonly<Record<string, (data: string, folder: string) => string>> = {
  'the same name': (data) => join(data, 'fenzu.db'),
  'a symbolic link': (data, folder) => {
    symlinkSync(join(data, 'fenzu.db'), join(folder, 'link.db'))
    return join(folder, 'link.db')
  },
  'a symbolic link to its folder': (data, folder) => {
    symlinkSync(data, join(folder, 'other'))
    return join(folder, 'other', 'fenzu.db')
  },
  'a hard link': (data, folder) => {
    mkdirSync(join(folder, 'copies'))
    linkSync(join(data, 'fenzu.db'), join(folder, 'copies', 'hard.db'))
    return join(folder, 'copies', 'hard.db')
  },
  'a lock file that was deleted': (data) => {
    rmSync(join(data, 'fenzu.db.lock'))
    return join(data, 'fenzu.db')
  },
}

describe('a store has one bot (F22, F42)', () => {
  it.each(Object.entries(TRICKS))('also under %s', async (_trick, play) => {
    const first = await startSandboxRun()
    const name = play(join(first.folder, 'data'), first.folder)
    const second = run(['start'], { PORT: '0', SANDBOX_PORT: '0', DATABASE_URL: `sqlite:${name}` })
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain(`another fenzu is using ${name}: stop it first`)
    const backup = run(['backup', 'any.db'], {}, first.folder)
    expect(await backup.ended).toBe(0)
    const restore = run(['restore', 'any.db'], { DATABASE_URL: `sqlite:${name}` }, first.folder)
    expect(await restore.ended).toBe(1)
    expect(restore.output()).toContain(`another fenzu is using ${name}`)
    expect((await first.say('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108')).shown).toMatch(/^✅/)
  })

  it('and whoever comes after one that was killed takes it over, under any name', async () => {
    const first = await startSandboxRun()
    await first.say('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM58 108')
    symlinkSync(join(first.folder, 'data', 'fenzu.db'), join(first.folder, 'link.db'))
    first.child.kill('SIGKILL')
    await first.ended
    const next = await startSandboxRun(first.folder, { DATABASE_URL: 'sqlite:link.db' })
    expect((await next.say('结果 1')).shown).toContain('VIP(108)')
  })
})

import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { killAll, run, startSandboxRun } from '../support/process.ts'

afterEach(killAll)

const { appid, owner } = SANDBOX_ACCOUNT
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

/** A start of the whole bot costs more than everything else here: the store is looked at without one. */
async function withStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ path: join(folder, 'data', 'fenzu.db'), appid, clock: systemClock })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function accept(store: Store, key: string, target: string) {
  return store.ledger.accept({
    kind: 'change',
    actor: adminOf(owner),
    dedupeKey: key,
    writtenAt: 1_000,
    acceptedAt: 2_000,
    command: '移动',
    args: { openid: P, group: { text: '108', quoted: false } },
    asked: { command: '移动', target, openid: P },
    openids: [P],
  })
}

describe('fenzu backup and restore', () => {
  it('copies the store while the bot runs, and puts nothing back meanwhile', async () => {
    const fenzu = await startSandboxRun()
    await fenzu.say(`移动 ${P} 108`)
    const file = join(fenzu.folder, 'copies', 'one.db')
    const backup = run(['backup', file], {}, fenzu.folder)
    expect(await backup.ended).toBe(0)
    expect(backup.output()).toContain('with 1 commands')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await fenzu.say('新建 甲')).shown).toMatch(/^✅/)

    const early = run(['restore', file], {}, fenzu.folder)
    expect(await early.ended).toBe(1)
    expect(early.output()).toContain('another fenzu is using data/fenzu.db: stop it first')
  })

  it('puts a copy back, and keeps what was there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-backup-'))
    const file = join(folder, 'copies', 'one.db')
    await withStore(folder, (store) => accept(store, 'first', 'VIP(108)'))
    expect(await run(['backup', file], {}, folder).ended).toBe(0)
    await withStore(folder, (store) => accept(store, 'second', '甲'))

    expect(await run(['restore', file], {}, folder).ended).toBe(0)
    const kept = readdirSync(join(folder, 'data')).filter((name) => /^fenzu\.db\.before-\d{8}T\d{6}Z$/.test(name))
    expect(kept).toHaveLength(1)
    await withStore(folder, async ({ ledger }) => {
      expect((await ledger.find(1))?.asked.target).toBe('VIP(108)')
      expect(await ledger.find(2)).toBeUndefined()
    })
  })

  it('refuses what is no store, damaged, newer or missing, and touches nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fenzu-backup-'))
    await withStore(folder, (store) => accept(store, 'first', 'VIP(108)'))
    const path = join(folder, 'data', 'fenzu.db')
    const before = readFileSync(path)
    const text = join(folder, 'text.db')
    writeFileSync(text, 'this is no database at all, only some words that somebody wrote down')
    for (const file of [text, join(folder, 'nowhere.db')]) {
      const restore = run(['restore', file], {}, folder)
      expect(await restore.ended).toBe(1)
      expect(restore.output()).toContain(file)
    }
    const over = run(['backup', text], {}, folder)
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

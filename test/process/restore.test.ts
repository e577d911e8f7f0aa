import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import type { NewRule } from '../../src/domain/rules/rule.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import { backupStore } from '../../src/store/sqlite/backup.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { killAll, run, startSandboxRun } from '../support/process.ts'
import { send } from '../support/send.ts'

afterEach(killAll)

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const { appid, owner } = SANDBOX_ACCOUNT
const REMOVED = 'oRemoved_0000000000000000001'

function move(key: string, at: number): NewCommand {
  return {
    kind: 'change',
    actor: adminOf(owner),
    dedupeKey: key,
    // The platform's times are whole seconds.
    writtenAt: Math.floor(at / 1000) * 1000,
    acceptedAt: at,
    command: '移动',
    args: { openid: P, group: { text: '108', quoted: false } },
    asked: { command: '移动', target: 'VIP(108)', openid: P },
    openids: [P],
  }
}

function ruleOf(key: string): NewRule {
  const target = { kind: 'group', id: 108, backend: 'groups' } as const
  return { trigger: { kind: 'text', key }, target, policy: 'always', source: 'chat', madeAt: 1 }
}

/** A store whose backup has an accepted move, two whom a rule was to move and somebody who was an admin; the world went on since. */
async function goOn(): Promise<{ folder: string; path: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-restore-'))
  const [path, file] = [join(folder, 'data', 'fenzu.db'), join(folder, 'backup.db')]
  const store = await openSqliteStore({ path, appid, clock: systemClock })
  const now = systemClock.now()
  await store.admins.addFirst(REMOVED, now)
  await store.people.note([{ openid: P, kind: 'text', at: now }])
  await store.ledger.accept(move('waiting', now))
  await store.rules.add(ruleOf('报名'))
  await store.errands.put([P, Q].map((openid) => ({ openid, rule: 1, writtenAt: now })))
  await store.errands.begin([{ openid: Q, from: [102] }])
  backupStore(path, file)
  await store.rules.add(ruleOf('你好'))
  await store.rules.setState([2], 'deleted')
  const ends = [P, Q].map((openid) => ({ openid, rule: 1, writtenAt: now, change: null }))
  await store.errands.end(ends, [], now)
  await store.ledger.end(1, 'done', { kind: 'superseded', openid: P }, now)
  await store.admins.remove(REMOVED, true)
  for (const key of ['second', 'third']) {
    const { row } = await store.ledger.accept(move(key, now))
    await store.ledger.end(row.number, 'done', { kind: 'superseded', openid: P }, now)
  }
  await store.people.import(Array.from({ length: 6 }, (_, at) => ({ openid: `oLater_00000000000000000000${at}` })))
  await store.close()
  return { folder, path, file }
}

describe('a restored backup does not act on the past (F43)', () => {
  it('ends what had not ended, gives no number twice, and lists the admins', async () => {
    const { folder, path, file } = await goOn()
    const restore = run(['restore', file], {}, folder)
    expect(await restore.ended).toBe(0)
    expect(restore.output()).toContain('1 commands had not ended in it and will not run again: 1.')
    expect(restore.output()).toContain('Rules had still to group 2 followers in it and will not')
    expect(restore.output()).toContain('begin behind all that were given before')
    expect(restore.output()).toContain(`\n  ${REMOVED} owner`)

    const fenzu = await startSandboxRun(folder)
    // Unasked, below the first answer: what is unknown now, and who has a role by the backup. Once.
    const first = (await fenzu.say('帮助 分组')).shown
    expect(first).toContain('📬 还有结果没看：结果 1')
    expect(first).toContain('⚠️ 服务器恢复了备份，之后移除的管理员又回来了，请核对：')
    expect(first).toContain('oRem…0001（所有者）')
    expect(first).toContain('管理员 移除 #编号')
    expect((await fenzu.say('帮助 分组')).shown).not.toMatch(/备份|没看/)
    expect((await fenzu.say('结果 1')).shown).toMatch(/^1 移动 → VIP\(108\)\n⚠️ 服务器恢复了备份/)
    // An admin may have moved them since: 规则 补 is there for those who were missed.
    expect((await fenzu.say('规则')).shown).toMatch(/^共 1 条规则\n1 关键词「报名」/)
    expect((await fenzu.say('规则')).shown).not.toContain('等待处理')
    expect((await fenzu.say('规则 新建 关键词 再见 到 VIP')).shown).toContain('✅ 规则 3')
    const calls = await send(`http://127.0.0.1:${fenzu.sandboxPort}/sandbox/calls`)
    expect(await calls.text()).not.toContain('/members/')
    expect((await fenzu.say(`移动 ${P} 108`)).shown).toMatch(/^✅/)
    expect((await fenzu.say('结果 6')).shown).toContain('VIP(108)')
    fenzu.child.kill('SIGTERM')
    await fenzu.ended
    const store = await openSqliteStore({ path, appid, clock: systemClock })
    expect(await store.ledger.find(1)).toMatchObject({ state: 'ended', outcome: 'unknown' })
    await store.people.import([{ openid: 'oNewer_000000000000000000001' }])
    // The owner wrote, and has a number of their own.
    expect((await store.people.find('oNewer_000000000000000000001'))?.number).toBeGreaterThan(7)
    await store.close()
  })

  it('jumps far ahead, and says so, where nobody can tell what was given since', async () => {
    const { folder, path, file } = await goOn()
    rmSync(path)
    const restore = run(['restore', file], {}, folder)
    expect(await restore.ended).toBe(0)
    expect(restore.output()).toContain('new numbers of commands and people begin a million further on')
    const store = await openSqliteStore({ path, appid, clock: systemClock })
    expect((await store.ledger.accept(move('next', 1))).row.number).toBe(1_000_003)
    await store.people.import([{ openid: 'oNewer_000000000000000000001' }])
    expect((await store.people.find('oNewer_000000000000000000001'))?.number).toBe(1_000_002)
    expect(await store.rules.add(ruleOf('再见'))).toMatchObject({ rule: { number: 1_002 } })
    await store.close()
  })
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { examineSqliteStore } from '../../src/store/sqlite/examine.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { makeOldStore } from '../support/old-store.ts'

const APPID = 'wx5a4db0c0ffee0001'
const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

it('makes owners of those who were admins before there were roles, and counts as owners only owners', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-roles-')), 'fenzu.db')
  await makeOldStore(path, APPID, 3)
  const old = new DatabaseSync(path)
  for (const openid of [A, B]) old.prepare('insert into admin values (?, ?, 7)').run(APPID, openid)
  old.close()
  expect(examineSqliteStore(path, APPID).owners).toBe(2)
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  expect(await store.admins.list()).toEqual([
    { openid: A, role: 'owner', since: 7 },
    { openid: B, role: 'owner', since: 7 },
  ])
  expect(await store.admins.setRole(B, 'viewer')).toBe(true)
  expect(await store.ledger.countOf(adminOf('oAdmin_Sandbox_0000000000001'))).toBe(3)
  await store.close()
  expect(examineSqliteStore(path, APPID).owners).toBe(1)
})

it('answers how much somebody changed from an index alone', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-roles-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  const database = new DatabaseSync(path, { readOnly: true })
  const plan = database
    .prepare(
      `explain query plan select count(*) from command where appid = ? and admin = ? and kind = 'change'
       and (outcome is null or outcome in ('done', 'failed', 'unknown'))`,
    )
    .all(APPID, A)
    .map((row) => String(row['detail']))
  database.close()
  await store.close()
  expect(plan.join()).toContain('USING COVERING INDEX command_by_admin_and_end')
})

it('keeps no invitation longer than it is good, and none of somebody who is to be forgotten', async () => {
  const store = await openSqliteStore({ path: ':memory:', appid: APPID, clock: systemClock })
  const invitation = (hash: string, madeBy: string, expiresAt: number) =>
    ({ hash, role: 'admin', madeBy, expiresAt }) as const
  await store.invitations.add(invitation('aa', A, 100), 0)
  await store.invitations.add(invitation('bb', A, 200), 100)
  await store.invitations.add(invitation('cc', B, 200), 100)
  expect((await store.invitations.live(0)).map(({ hash }) => hash).sort()).toEqual(['bb', 'cc'])
  await store.erasures.add({ openid: A, at: 1, otherOwners: true })
  await store.erasures.work('', Infinity)
  expect(await store.invitations.live(0)).toEqual([invitation('cc', B, 200)])
  await store.close()
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import { GroupCommit } from '../../src/store/sql/group-commit.ts'
import type { Schema } from '../../src/store/sql/schema.ts'
import { NodeSqliteDialect } from '../../src/store/sqlite/dialect.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

const SYNC_MS = 10

/** A disk whose syncs take ten milliseconds. */
function onSlowDisk(more: { loopTurns?: boolean } = {}): { commit: GroupCommit; clock: ManualClock } {
  const clock = new ManualClock()
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(new DatabaseSync(':memory:')) })
  onTestFinished(() => db.destroy())
  return { clock, commit: new GroupCommit(db, { ...more, clock, begin: () => clock.advance(SYNC_MS) }) }
}

it('leaves the event loop half of the time, however many writes are wanted one after the other', async () => {
  const { commit, clock } = onSlowDisk()
  const writes: Promise<number>[] = []
  const startedAt = clock.elapsed()
  for (let at = 0; at < 300; at += 1) {
    writes.push(commit.write(() => Promise.resolve(at)))
    await clock.advance(1)
  }
  expect(await turnUntil(clock, Promise.all(writes), 5)).toEqual(writes.map((_, at) => at))
  const tookMs = clock.elapsed() - startedAt
  expect(commit.commits).toBeGreaterThan(5)
  expect(commit.commits * SYNC_MS).toBeLessThan(tookMs * 0.5 + 40)
})

it('lets the few writes of a command go at once, each when it is asked for', async () => {
  const { commit, clock } = onSlowDisk()
  const startedAt = clock.elapsed()
  await commit.write(() => Promise.resolve())
  await commit.write(() => Promise.resolve())
  await commit.write(() => Promise.resolve())
  expect([commit.commits, clock.elapsed() - startedAt]).toEqual([3, 3 * SYNC_MS])
})

it('lets as many go one after the other as are wanted where the event loop turns meanwhile', async () => {
  const { commit, clock } = onSlowDisk({ loopTurns: true })
  const startedAt = clock.elapsed()
  for (let at = 0; at < 30; at += 1) await commit.write(() => Promise.resolve())
  expect([commit.commits, clock.elapsed() - startedAt]).toEqual([30, 30 * SYNC_MS])
})

it('keeps nobody waiting for longer than a moment, however long a sync took', async () => {
  const { commit, clock } = onSlowDisk()
  await commit.write(() => clock.advance(5_000))
  const startedAt = clock.elapsed()
  await turnUntil(
    clock,
    commit.write(() => Promise.resolve()),
    5,
  )
  expect(clock.elapsed() - startedAt).toBeLessThanOrEqual(50 + SYNC_MS + 5)
})

it('asks a store that somebody else holds once for all who wait, and not for each of them', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock: new ManualClock() })
  const other = new DatabaseSync(path)
  onTestFinished(async () => {
    other.close()
    await store.close()
  })
  other.exec('BEGIN IMMEDIATE')
  const startedAt = performance.now()
  const errandOf = (at: number) => ({ openid: `o${String(at).padStart(27, 'F')}`, rule: 1, writtenAt: at })
  const ends = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => store.errands.put([errandOf(at)])))
  // Each try waits a quarter of a second for the lock, and nothing else happens meanwhile.
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  expect(ends.map((end) => end.status === 'rejected' && end.reason instanceof StoreUnavailableError)).not.toContain(
    false,
  )
  other.exec('ROLLBACK')
  await store.errands.put([errandOf(1)])
  expect(await store.errands.count()).toBe(1)
})

import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { GroupCommit } from '../../src/store/sql/group-commit.ts'
import type { Schema } from '../../src/store/sql/schema.ts'
import { NodeSqliteDialect } from '../../src/store/sqlite/dialect.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'

const SYNC_MS = 10

/** A disk whose syncs take ten milliseconds. */
function onSlowDisk(): { commit: GroupCommit; clock: ManualClock } {
  const clock = new ManualClock()
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(new DatabaseSync(':memory:')) })
  onTestFinished(() => db.destroy())
  return { clock, commit: new GroupCommit(db, { clock, begin: () => clock.advance(SYNC_MS) }) }
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

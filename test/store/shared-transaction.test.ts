import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { LeaseLostError, StoreUnavailableError } from '../../src/store/errors.ts'
import { GroupCommit, type GroupCommitOptions, type Write } from '../../src/store/sql/group-commit.ts'
import type { Schema } from '../../src/store/sql/schema.ts'
import { NodeSqliteDialect } from '../../src/store/sqlite/dialect.ts'

let db: Kysely<Schema>

beforeEach(async () => {
  db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(new DatabaseSync(':memory:')) })
  await sql`create table heard (word text not null)`.execute(db)
})

afterEach(() => db.destroy())

function open(options?: GroupCommitOptions): GroupCommit {
  const commit = new GroupCommit(db, options)
  onTestFinished(() => commit.idle())
  return commit
}

const say =
  (word: string | null): Write<string | null> =>
  async (trx) => {
    await sql`insert into heard values (${word})`.execute(trx)
    return word
  }

async function heard(): Promise<string[]> {
  return (await sql<{ word: string }>`select word from heard order by rowid`.execute(db)).rows.map(({ word }) => word)
}

it('writes everything of one turn of the event loop in one transaction, in order, each with its own result', async () => {
  const commit = open()
  expect(await Promise.all(['a', 'b', 'c'].map((word) => commit.write(say(word))))).toEqual(['a', 'b', 'c'])
  expect(await heard()).toEqual(['a', 'b', 'c'])
  expect(commit.commits).toBe(1)
  await commit.write(say('d'))
  expect(commit.commits).toBe(2)
})

it('tells a write only after its transaction is on disk', async () => {
  const commit = open()
  let told = false
  const first = commit.write(say('a')).then(() => (told = true))
  const second = commit.write(async (trx) => {
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toBe(false)
    return say('b')(trx)
  })
  await Promise.all([first, second])
  expect(commit.commits).toBe(1)
})

it('refuses a bad write alone, once the shared transaction has failed', async () => {
  const commit = open()
  const ends = await Promise.allSettled([say('a'), say(null), say('c')].map((write) => commit.write(write)))
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(ends[1]).toMatchObject({ reason: expect.any(StoreUnavailableError) as unknown })
  expect(await heard()).toEqual(['a', 'c'])
  expect(commit.commits).toBe(2)
})

it('keeps nothing of a write that failed half way', async () => {
  const commit = open()
  const half = commit.write(async (trx) => {
    await say('half')(trx)
    throw new Error('no further')
  })
  await expect(half).rejects.toBeInstanceOf(StoreUnavailableError)
  expect(await heard()).toEqual([])
  expect(await commit.write(say('next'))).toBe('next')
})

it('does first in each transaction what it was told to, and writes nothing where that fails', async () => {
  let mayWrite = true
  const commit = open({
    begin: () => (mayWrite ? Promise.resolve() : Promise.reject(new LeaseLostError())),
  })
  await commit.write(say('ours'))
  mayWrite = false
  const ends = await Promise.allSettled([commit.write(say('not')), commit.write(say('ours'))])
  for (const end of ends) expect(end).toMatchObject({ reason: expect.any(LeaseLostError) as unknown })
  expect(await heard()).toEqual(['ours'])
})

it('tries a transaction again that failed in passing, five times at most', async () => {
  let failures = 4
  let tries = 0
  const commit = open({
    begin: () => {
      tries += 1
      return tries <= failures ? Promise.reject(new Error('in passing')) : Promise.resolve()
    },
    isPassing: (error) => error instanceof Error && error.message === 'in passing',
  })
  expect(await commit.write(say('a'))).toBe('a')
  expect(tries).toBe(5)
  failures = 99
  tries = 0
  await expect(commit.write(say('b'))).rejects.toBeInstanceOf(StoreUnavailableError)
  expect(tries).toBe(5)
  expect(await heard()).toEqual(['a'])
})

it('is idle only when everything asked for so far has ended, also what was asked for meanwhile', async () => {
  const commit = open()
  const first = commit.write(say('a')).then(() => commit.write(say('b')))
  await commit.idle()
  expect(await heard()).toContain('a')
  await first
  await commit.idle()
  expect(await heard()).toEqual(['a', 'b'])
})

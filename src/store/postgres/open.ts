import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import type { Clock } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import { LeaseLostError, StoreRefusedError } from '../errors.ts'
import type { ExecutorInbox, Inbox, Lease } from '../fleet.ts'
import type { AccountStore, Stores } from '../store.ts'
import { composeStore } from '../sql/compose.ts'
import { GroupCommit } from '../sql/group-commit.ts'
import type { Schema } from '../sql/schema.ts'
import { POSTGRES } from './engine.ts'
import { Hints } from './hints.ts'
import { createExecutorInbox } from './executor-inbox.ts'
import { createInbox } from './inbox.ts'
import { createLease } from './lease.ts'
import { migratePostgres } from './migrate.ts'
import { createClient, createPool, sqlStateOf, toKyselyPool } from './pool.ts'

/**
 * How long the database lets one of our transactions wait for its next statement: one of a process that was stopped, or whose
 * network was cut, must not hold up whoever takes over.
 */
const IDLE_IN_TRANSACTION_MS = 4_000
/** Serialization failure, deadlock, and two that gave the same number at once. */
const PASSING = new Set(['40001', '40P01', '23505'])

export interface PostgresOptions {
  readonly url: string
  readonly clock: Clock
  /** Hears of connections that broke while nobody used them. */
  failed(error: Error): void
}

/** `of` is the store of one appid as any process may use it. */
export interface PostgresStores extends Stores {
  readonly db: Kysely<Schema>
  /** What whoever leads the account works on: each write is refused with LeaseLostError once the term is over. */
  ofTerm(appid: string, term: number): { readonly store: AccountStore; readonly inbox: ExecutorInbox }
  leaseOf(appid: string): Lease
  inboxOf(appid: string): Inbox
  readonly hints: Hints
}

/** Opens the database and brings its schema up to date. Throws StoreRefusedError with one sentence for the operator. */
export async function openPostgresStores({ url, clock, failed }: PostgresOptions): Promise<PostgresStores> {
  await prepare(url)
  const pool = createPool(url, failed)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: toKyselyPool(pool) as never }) })
  const commits: GroupCommit[] = []
  const compose = (appid: string, begin: (trx: Transaction<Schema>) => Promise<void>) => {
    const commit = new GroupCommit(db, {
      begin,
      loopTurns: true,
      isPassing: (error) => PASSING.has(sqlStateOf(error) ?? ''),
    })
    commits.push(commit)
    const store = composeStore({ db, commit, appid, engine: POSTGRES, clock, scrub: () => Promise.resolve(true) })
    return { store, inbox: createExecutorInbox(db, commit, appid) }
  }
  const hints = new Hints(url)
  return {
    db,
    of: (appid) =>
      compose(appid, async (trx) => {
        await limitIdling.execute(trx)
      }).store,
    leaseOf: (appid) => createLease(db, appid),
    inboxOf: (appid) => createInbox(db, appid),
    hints,
    ofTerm: (appid, term) =>
      compose(appid, async (trx) => {
        // Written out, without parameters: see toKyselyPool.
        const { rows } = await sql<{ held: boolean }>`
          with held as (select 1 from lease where appid = ${sql.lit(appid)} and term = ${sql.lit(term)} for key share)
          select exists (select 1 from held) as held, ${idlingLimited}
        `.execute(trx)
        if (rows[0]?.held !== true) throw new LeaseLostError()
      }),
    get commits() {
      return commits.reduce((sum, commit) => sum + commit.commits, 0)
    },
    async close() {
      await Promise.all(commits.map((commit) => commit.idle()))
      await hints.close()
      await db.destroy()
    },
  }
}

const idlingLimited = sql`set_config('idle_in_transaction_session_timeout', ${sql.lit(String(IDLE_IN_TRANSACTION_MS))}, true)`
const limitIdling = sql`select ${idlingLimited}`

async function prepare(url: string): Promise<void> {
  const client = createClient(url)
  // What breaks this connection is told by the statement under way.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await migratePostgres(client)
  } catch (error) {
    if (error instanceof StoreRefusedError) throw error
    throw new StoreRefusedError(
      'store.cannot-open',
      `the database at ${nameOf(url)} cannot be used: ${toError(error).message || String(error)}`,
      error,
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Where a database is, without who uses it and with which password. */
export function nameOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host === '' ? 'the local socket' : host}${pathname}`
}

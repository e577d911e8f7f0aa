import { sql, type Kysely } from 'kysely'
import { StoreUnavailableError } from '../errors.ts'
import { LEASE_MS, type Lease, type LeaseView } from '../fleet.ts'
import type { Schema } from '../sql/schema.ts'
import { notify } from './hints.ts'

/** How long a takeover waits for a write of the last holder that is under way; then it is tried again. */
const LOCK_MS = 1_500

/**
 * Who executes the commands of one account. Taking over changes the term, which is part of a unique key: so PostgreSQL lets it
 * wait for every write that holds the old term (`for key share`), while a renewal waits for none.
 */
export function createLease(db: Kysely<Schema>, appid: string): Lease {
  const ttl = sql`make_interval(secs => ${LEASE_MS / 1000})`
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw new StoreUnavailableError(error)
    }
  }
  return {
    look: () =>
      asked(async () => {
        const { rows } = await sql<LeaseView>`
          select (select owner from lease where appid = ${appid} and expires_at > clock_timestamp()) as holder,
            coalesce((select revision from account_revision where appid = ${appid}), 0) as revision,
            coalesce((select code_until from lease where appid = ${appid} and expires_at > clock_timestamp()), 0) as "codeUntil",
            coalesce((select max(seq) from inbox where appid = ${appid} and kind = 'gone'), 0) as departed
        `.execute(db)
        return rows[0] ?? { holder: null, revision: 0, codeUntil: 0, departed: 0 }
      }),

    acquire: (owner) =>
      asked(() =>
        db.transaction().execute(async (trx) => {
          await sql`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`.execute(trx)
          const { rows } = await sql<{ term: number }>`
            insert into lease (appid, owner, term, expires_at, code_until)
            values (${appid}, ${owner}, 1, clock_timestamp() + ${ttl}, 0)
            on conflict (appid) do update
            set owner = excluded.owner, term = lease.term + 1, expires_at = clock_timestamp() + ${ttl}, code_until = 0
            where lease.expires_at <= clock_timestamp()
            returning term
          `.execute(trx)
          return rows[0]?.term
        }),
      ),

    renew: (term) =>
      asked(async () => {
        const { rows } = await sql`
          update lease set expires_at = clock_timestamp() + ${ttl} where appid = ${appid} and term = ${term} returning 1
        `.execute(db)
        return rows.length > 0
      }),

    release: (term) =>
      asked(async () => {
        await sql`
          with released as (
            update lease set expires_at = clock_timestamp() where appid = ${appid} and term = ${term} returning 1
          )
          select ${notify(appid, 'any')} from released
        `.execute(db)
      }),

    announceCode: (term, until) =>
      asked(async () => {
        await sql`update lease set code_until = ${until} where appid = ${appid} and term = ${term}`.execute(db)
      }),
  }
}

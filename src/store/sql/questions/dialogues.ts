import type { Kysely } from 'kysely'
import type { DialogueStore } from '../../dialogues.ts'
import type { SyncState, SyncStates } from '../../sync-states.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'

/** Questions that wait for the next message of an admin. */
export function createDialogues(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): DialogueStore {
  return {
    list: (now) =>
      read(
        db
          .selectFrom('dialogue')
          .selectAll()
          .where('appid', '=', appid)
          .where('expires_at', '>', now)
          .execute()
          .then((rows) =>
            rows.map((row) => ({ admin: row.admin, body: JSON.parse(row.body) as unknown, expiresAt: row.expires_at })),
          ),
      ),

    put: ({ admin, body, expiresAt }) =>
      commit.write(async (trx) => {
        const row = { body: JSON.stringify(body), expires_at: expiresAt }
        await trx
          .insertInto('dialogue')
          .values({ appid, admin, ...row })
          .onConflict((conflict) => conflict.columns(['appid', 'admin']).doUpdateSet(row))
          .execute()
      }),

    clear: (admin) =>
      commit.write(async (trx) => {
        await trx.deleteFrom('dialogue').where('appid', '=', appid).where('admin', '=', admin).execute()
      }),
  }
}

/** How far the import of followers is. */
export function createSyncStates(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): SyncStates {
  return {
    read: () =>
      read(
        db
          .selectFrom('sync_state')
          .select('state')
          .where('appid', '=', appid)
          .executeTakeFirst()
          .then((row) => (row === undefined ? undefined : (JSON.parse(row.state) as SyncState))),
      ),

    write: (state) =>
      commit.write(async (trx) => {
        const text = JSON.stringify(state)
        await trx
          .insertInto('sync_state')
          .values({ appid, state: text })
          .onConflict((conflict) => conflict.column('appid').doUpdateSet({ state: text }))
          .execute()
      }),
  }
}

import type { Kysely } from 'kysely'
import type { ManagedTags } from '../managed-tags.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

export function createManagedTags(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): ManagedTags {
  return {
    list: () =>
      read(
        db
          .selectFrom('managed_tag')
          .select('tagid')
          .where('appid', '=', appid)
          .orderBy('tagid')
          .execute()
          .then((rows) => rows.map(({ tagid }) => tagid)),
      ),

    add: (tagid, at) =>
      commit.write(async (trx) => {
        await trx
          .insertInto('managed_tag')
          .values({ appid, tagid, since: at })
          .onConflict((conflict) => conflict.columns(['appid', 'tagid']).doNothing())
          .execute()
      }),

    remove: (tagid) =>
      commit.write(async (trx) => {
        const removed = await trx
          .deleteFrom('managed_tag')
          .where('appid', '=', appid)
          .where('tagid', '=', tagid)
          .executeTakeFirst()
        return removed.numDeletedRows > 0n
      }),
  }
}

import type { Kysely } from 'kysely'
import type { Language } from '../../domain/answer.ts'
import type { Role } from '../../domain/role.ts'
import type { Admins } from '../admins.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

export function createAdmins(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Admins {
  return {
    list: () =>
      read(
        db
          .selectFrom('admin')
          .select(['openid', 'role', 'since'])
          .where('appid', '=', appid)
          .orderBy('since')
          .execute()
          .then((rows) => rows.map((row) => ({ ...row, role: row.role as Role }))),
      ),

    addFirst: (openid, at) =>
      commit.write(async (trx) => {
        const owner = await trx
          .selectFrom('admin')
          .select('openid')
          .where('appid', '=', appid)
          .where('role', '=', 'owner')
          .limit(1)
          .executeTakeFirst()
        if (owner !== undefined) return false
        await trx
          .insertInto('admin')
          .values({ appid, openid, since: at, role: 'owner' })
          .onConflict((conflict) => conflict.columns(['appid', 'openid']).doUpdateSet({ since: at, role: 'owner' }))
          .execute()
        return true
      }),

    setRole: (openid, role) =>
      commit.write(async (trx) => {
        const changed = await trx
          .updateTable('admin')
          .set({ role })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .executeTakeFirst()
        return changed.numUpdatedRows > 0n
      }),

    remove: (openid, otherOwners) =>
      commit.write(async (trx) => {
        const anotherOwner = trx
          .selectFrom('admin as other')
          .select('other.openid')
          .where('other.appid', '=', appid)
          .where('other.openid', '!=', openid)
          .where('other.role', '=', 'owner')
        const removed = await trx
          .deleteFrom('admin')
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .$if(!otherOwners, (query) =>
            query.where((eb) => eb.or([eb('role', '!=', 'owner'), eb.exists(anotherOwner)])),
          )
          .executeTakeFirst()
        return removed.numDeletedRows > 0n
      }),

    languages: () =>
      read(
        db
          .selectFrom('admin_setting')
          .select(['openid', 'language'])
          .where('appid', '=', appid)
          .execute()
          .then((rows) => new Map(rows.map((row) => [row.openid, row.language as Language]))),
      ),

    setLanguage: (openid, language) =>
      commit.write(async (trx) => {
        await trx
          .insertInto('admin_setting')
          .values({ appid, openid, language })
          .onConflict((conflict) => conflict.columns(['appid', 'openid']).doUpdateSet({ language }))
          .execute()
      }),
  }
}

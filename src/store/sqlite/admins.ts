import type { Kysely } from 'kysely'
import type { Language } from '../../domain/answer.ts'
import type { Admins } from '../ledger.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

export function createSqliteAdmins(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Admins {
  return {
    list: () =>
      read(db.selectFrom('admin').select(['openid', 'since']).where('appid', '=', appid).orderBy('since').execute()),

    addFirst: (openid, at) =>
      commit.write(async (trx) => {
        const someone = await trx
          .selectFrom('admin')
          .select('openid')
          .where('appid', '=', appid)
          .limit(1)
          .executeTakeFirst()
        if (someone !== undefined) return false
        await trx.insertInto('admin').values({ appid, openid, since: at }).execute()
        return true
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

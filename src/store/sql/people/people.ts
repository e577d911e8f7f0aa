import type { Kysely } from 'kysely'
import { comparableName } from '../../../domain/group.ts'
import type { People } from '../../people.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import { inPieces } from '../steps.ts'
import { createPeopleLookups } from './lookups.ts'
import { importSome, noteSome, toPerson, updateOne } from './rows.ts'

/** The people of one appid as SQL statements. */
export function createPeople(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): People {
  return {
    note: (contacts) => commit.write((trx) => inPieces(contacts, (some) => noteSome(trx, appid, some))),

    import: (imported) =>
      commit.write(async (trx) => {
        let fresh = 0
        await inPieces(imported, async (some) => {
          fresh += await importSome(trx, appid, some)
        })
        return fresh
      }),

    update: (told) =>
      commit.write((trx) =>
        inPieces(told, async (some) => {
          for (const one of some) await updateOne(trx, appid, one)
        }),
      ),

    setAlias: (openid, alias) =>
      commit.write(async (trx) => {
        await importSome(trx, appid, [{ openid }])
        const row = await trx
          .updateTable('person')
          .set({ alias, alias_key: alias === null ? null : comparableName(alias) })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .returningAll()
          .executeTakeFirstOrThrow()
        return toPerson(row)
      }),

    ...createPeopleLookups(db, read, appid),
  }
}

import type { Kysely } from 'kysely'
import { comparableName } from '../../../domain/group.ts'
import type { People } from '../../people.ts'
import type { Engine } from '../engine.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import { inPieces } from '../steps.ts'
import { createPeopleLookups } from './lookups.ts'
import { importSome, noteSome, toPerson, updateOne } from './rows.ts'

/** The end of a transaction can't be cut into pieces: it holds the event loop for as long as what was changed takes to be written. */
const MOST_IN_A_TRANSACTION = 250

/** The people of one appid as SQL statements. */
export function createPeople(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): People {
  /** In pieces where they would hold up the event loop; where others write meanwhile, in one order over all of them. */
  const together = engine.isShared
    ? <T>(all: readonly T[], work: (all: readonly T[]) => Promise<void>): Promise<void> => work(all)
    : inPieces
  return {
    note: (contacts) => commit.write((trx) => together(contacts, (some) => noteSome(trx, appid, engine, some))),

    async import(imported) {
      let fresh = 0
      for (let at = 0; at < imported.length; at += MOST_IN_A_TRANSACTION) {
        const page = imported.slice(at, at + MOST_IN_A_TRANSACTION)
        fresh += await commit.write(async (trx) => {
          let ofPage = 0
          await together(page, async (some) => {
            ofPage += await importSome(trx, appid, engine, some)
          })
          return ofPage
        })
      }
      return fresh
    },

    update: (told) =>
      commit.write((trx) =>
        inPieces(told, async (some) => {
          for (const one of some) await updateOne(trx, appid, one)
        }),
      ),

    setAlias: (openid, alias) =>
      commit.write(async (trx) => {
        await importSome(trx, appid, engine, [{ openid }])
        const row = await trx
          .updateTable('person')
          .set({ alias, alias_key: alias === null ? null : comparableName(alias) })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .returningAll()
          .executeTakeFirstOrThrow()
        return toPerson(row)
      }),

    ...createPeopleLookups(db, read, appid, engine),
  }
}

import type { Kysely } from 'kysely'
import type { Ledger } from '../ledger.ts'
import type { Engine } from './engine.ts'
import type { GroupCommit } from './group-commit.ts'
import { createLookups } from './lookups.ts'
import { toRow } from './rows.ts'
import type { Schema } from './schema.ts'
import { addMoveEnds } from './timed/move-ends.ts'
import { createUpkeep } from './upkeep.ts'

/** The ledger of one appid. */
export function createLedger(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): Ledger {
  return {
    accept: (command) =>
      commit.write(async (trx) => {
        const inserted = await engine.ledger.accept(trx, appid, command)
        if (inserted !== undefined) return { row: toRow(inserted), fresh: true }
        const known = await trx
          .selectFrom('command')
          .selectAll()
          .where('appid', '=', appid)
          .where('dedupe_key', '=', command.dedupeKey)
          .executeTakeFirstOrThrow()
        return { row: toRow(known), fresh: false }
      }),

    markSent: (number, plan, items, at, ends = []) =>
      commit.write(async (trx) => {
        await engine.ledger.markSent(trx, appid, { number, plan, items, at })
        await addMoveEnds(trx, appid, number, ends)
      }),

    markItems: (number, ends) => commit.write((trx) => engine.ledger.markItems(trx, appid, number, ends)),

    end: (number, outcome, answer, at, steps, stands = []) =>
      commit.write((trx) => engine.ledger.end(trx, appid, { number, outcome, answer, at, steps, stands })),

    markTold: (number, telling, at) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('command')
          .set({ telling, told_at: at })
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where((eb) => eb.or([eb('telling', 'is', null), eb('telling', 'in', ['late-started', 'late-refused'])]))
          .execute()
      }),

    startLateAnswer: (number, at) =>
      commit.write(async (trx) => {
        const claimed = await trx
          .updateTable('command')
          .set({ telling: 'late-started', told_at: at })
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('telling', 'is', null)
          .executeTakeFirst()
        return claimed.numUpdatedRows > 0n
      }),

    ...createLookups(db, read, appid),
    ...createUpkeep(commit, appid),
  }
}

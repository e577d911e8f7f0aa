import { sql, type Transaction } from 'kysely'
import type { Ledger } from '../ledger.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'
import { untilDone } from './steps.ts'

/** How long one round of pruning goes on: whatever else waits for the store waits so long. */
const PRUNING_MS = 30

/** What takes rows out of the ledger again. */
export function createUpkeep(commit: GroupCommit, appid: string): Pick<Ledger, 'prune'> {
  return {
    prune: (before, limit) =>
      commit.write(async (trx) => {
        const old = await trx
          .selectFrom('command')
          .select('number')
          .where('appid', '=', appid)
          .where('ended_at', '<', before)
          .where('number', '<', (eb) =>
            eb
              .selectFrom('command')
              .select((e) => e.fn.max('number').as('n'))
              .where('appid', '=', appid),
          )
          // Of a move for a time the end tells who asked for it.
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('move_end')
                  .select('move_end.number')
                  .where('move_end.appid', '=', appid)
                  .whereRef('move_end.number', '=', 'command.number'),
              ),
            ),
          )
          .orderBy('ended_at')
          .limit(limit)
          .execute()
        const startedAt = performance.now()
        let deleted = 0
        for (const { number } of old) {
          if (deleted > 0 && performance.now() - startedAt > PRUNING_MS) break
          await deleteItems(trx, appid, number)
          await trx.deleteFrom('mention').where('appid', '=', appid).where('number', '=', number).execute()
          await trx.deleteFrom('command').where('appid', '=', appid).where('number', '=', number).execute()
          deleted += 1
        }
        return deleted
      }),
  }
}

/** A command may be about thousands of people. */
function deleteItems(trx: Transaction<Schema>, appid: string, number: number): Promise<void> {
  return untilDone(async (rows) => {
    const deleted = await sql`
      delete from item where appid = ${appid} and number = ${number} and openid in (
        select openid from item where appid = ${appid} and number = ${number} limit ${rows}
      )
    `.execute(trx)
    return Number(deleted.numAffectedRows ?? 0n)
  })
}

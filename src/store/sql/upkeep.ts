import { sql, type Transaction } from 'kysely'
import type { Ledger } from '../ledger.ts'
import type { Engine } from './engine.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'
import { untilDone } from './steps.ts'

/** How long one round of pruning goes on: whatever else waits for the store waits so long. */
const PRUNING_MS = 30

/** What takes rows, or people, out of the ledger again. */
export function createUpkeep(commit: GroupCommit, appid: string, engine: Engine): Pick<Ledger, 'forget' | 'prune'> {
  return {
    forget: (openid, pseudonym) =>
      commit.write(async (trx) => {
        const numbers = trx.selectFrom('item').select('number').where('appid', '=', appid).where('openid', '=', openid)
        const replaced = (column: 'args' | 'asked' | 'plan' | 'answer') =>
          sql<string>`replace(${sql.ref(column)}, ${openid}, ${pseudonym})`
        await trx
          .updateTable('command')
          .set({
            // What admins wrote about them goes with them.
            args: engine.withoutKeys(replaced('args'), ['reason', 'alias']),
            asked: replaced('asked'),
            plan: replaced('plan'),
            answer: engine.withNulls(replaced('answer'), ['remark', 'alias']),
          })
          .where('appid', '=', appid)
          .where('state', '=', 'ended')
          .where('number', 'in', numbers)
          .execute()
        await trx
          .updateTable('item')
          .set({ openid: pseudonym, fault: sql<string>`replace(fault, ${openid}, ${pseudonym})` })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .where((eb) =>
            eb.exists(
              eb
                .selectFrom('command')
                .select('command.number')
                .where('command.appid', '=', appid)
                .whereRef('command.number', '=', 'item.number')
                .where('command.state', '=', 'ended'),
            ),
          )
          .execute()
        const person = await trx
          .deleteFrom('person')
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .returningAll()
          .executeTakeFirst()
        const traces = [openid, ...(person === undefined ? [] : [`#${person.number}`, person.alias, person.remark])]
        await trx
          .deleteFrom('dialogue')
          .where('appid', '=', appid)
          .where((eb) =>
            eb.or(
              traces
                .filter((trace) => trace !== null)
                .map((trace) => eb(eb.fn<number>(engine.position, ['body', eb.val(trace)]), '>', 0)),
            ),
          )
          .execute()
        await forgetAdmin(trx, appid, openid, pseudonym)
        await trx.deleteFrom('invitation').where('appid', '=', appid).where('made_by', '=', openid).execute()
        await trx
          .deleteFrom('confirmation')
          .where('appid', '=', appid)
          .where((eb) => eb(eb.fn<number>(engine.position, ['plan', eb.val(openid)]), '>', 0))
          .execute()
        return [person?.alias, person?.remark].filter((name) => typeof name === 'string')
      }),

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
          .orderBy('ended_at')
          .limit(limit)
          .execute()
        const startedAt = performance.now()
        let deleted = 0
        for (const { number } of old) {
          if (deleted > 0 && performance.now() - startedAt > PRUNING_MS) break
          await deleteItems(trx, appid, number)
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

/** Whoever gave commands leaves the record of them under a pseudonym, and nothing of what waited for their next message. */
async function forgetAdmin(trx: Transaction<Schema>, appid: string, openid: string, pseudonym: string): Promise<void> {
  const own = trx.selectFrom('command').select('number').where('appid', '=', appid).where('admin', '=', openid)
  if ((await own.limit(1).executeTakeFirst()) === undefined) return
  const replaced = (column: 'admin' | 'dedupe_key' | 'args' | 'asked' | 'plan' | 'answer') =>
    sql<string>`replace(${sql.ref(column)}, ${openid}, ${pseudonym})`
  await trx
    .updateTable('command')
    .set({
      admin: replaced('admin'),
      dedupe_key: replaced('dedupe_key'),
      args: replaced('args'),
      asked: replaced('asked'),
      plan: replaced('plan'),
      answer: replaced('answer'),
    })
    .where('appid', '=', appid)
    .where('admin', '=', openid)
    .where('state', '=', 'ended')
    .execute()
  for (const table of ['confirmation', 'dialogue'] as const) {
    await trx.deleteFrom(table).where('appid', '=', appid).where('admin', '=', openid).execute()
  }
  await trx.deleteFrom('admin_setting').where('appid', '=', appid).where('openid', '=', openid).execute()
}

import { sql, type Kysely } from 'kysely'
import type { Ledger } from '../ledger.ts'
import type { GroupCommit } from './group-commit.ts'
import { toColumns, toRow, toRowOrNone } from './rows.ts'
import type { Schema } from './schema.ts'
import { createUpkeep } from './upkeep.ts'

/** The ledger of one appid on SQLite. */
export function createSqliteLedger(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Ledger {
  const commands = () => db.selectFrom('command').selectAll().where('appid', '=', appid)

  return {
    accept: (command) =>
      commit.write(async (trx) => {
        const inserted = await trx
          .insertInto('command')
          .values({
            ...toColumns(command),
            appid,
            number: sql<number>`(select coalesce(max(number), 0) + 1 from command where appid = ${appid})`,
          })
          .onConflict((conflict) => conflict.columns(['appid', 'dedupe_key']).doNothing())
          .returningAll()
          .executeTakeFirst()
        if (inserted === undefined) {
          const known = await trx
            .selectFrom('command')
            .selectAll()
            .where('appid', '=', appid)
            .where('dedupe_key', '=', command.dedupeKey)
            .executeTakeFirstOrThrow()
          return { row: toRow(known), fresh: false }
        }
        for (const openid of command.openids) {
          await trx
            .insertInto('item')
            .values({
              appid,
              number: inserted.number,
              openid,
              written_at: command.writtenAt,
              from_group: null,
              to_group: null,
            })
            .execute()
        }
        return { row: toRow(inserted), fresh: true }
      }),

    markSent: (number, plan, items, at) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('command')
          .set((eb) => ({ state: 'sent', plan: JSON.stringify(plan), sent_at: at, attempts: eb('attempts', '+', 1) }))
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('state', '!=', 'ended')
          .execute()
        for (const item of items) {
          await trx
            .updateTable('item')
            .set({ from_group: item.from, to_group: item.to })
            .where('appid', '=', appid)
            .where('number', '=', number)
            .where('openid', '=', item.openid)
            .execute()
        }
      }),

    end: (number, outcome, answer, at, undone = null) =>
      commit.write(async (trx) => {
        const row = trx.updateTable('command').where('appid', '=', appid)
        await row
          .set({ state: 'ended', outcome, answer: JSON.stringify(answer), ended_at: at })
          .where('number', '=', number)
          .where('state', '!=', 'ended')
          .execute()
        if (undone !== null) await row.set({ undone_by: number }).where('number', '=', undone).execute()
      }),

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

    find: (number) => read(commands().where('number', '=', number).executeTakeFirst().then(toRowOrNone)),
    findByDedupeKey: (key) => read(commands().where('dedupe_key', '=', key).executeTakeFirst().then(toRowOrNone)),
    latestChangeOf: (admin) =>
      read(
        commands()
          .where('admin', '=', admin)
          .where('kind', '=', 'change')
          .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', 'in', ['done', 'unknown'])]))
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst()
          .then(toRowOrNone),
      ),
    latestOf: (admin, limit) =>
      read(
        commands()
          .where('admin', '=', admin)
          .orderBy('number', 'desc')
          .limit(limit)
          .execute()
          .then((rows) => rows.map(toRow)),
      ),
    latestNumber: () =>
      read(
        db
          .selectFrom('command')
          .select((eb) => eb.fn.max('number').as('latest'))
          .where('appid', '=', appid)
          .executeTakeFirst()
          .then((row) => row?.latest ?? null),
      ),
    unfinished: () =>
      read(
        commands()
          .where('state', 'in', ['accepted', 'sent'])
          .orderBy('number')
          .execute()
          .then((rows) => rows.map(toRow)),
      ),
    untold: (since) =>
      read(
        commands()
          .where('telling', 'is', null)
          .where('ended_at', '>', since)
          .orderBy('number')
          .execute()
          .then((rows) => rows.map(toRow)),
      ),

    hasNewerChange: (openid, writtenAt, number) =>
      read(
        db
          .selectFrom('item')
          .innerJoin('command', (join) =>
            join.onRef('command.appid', '=', 'item.appid').onRef('command.number', '=', 'item.number'),
          )
          .select('item.number')
          .where('item.appid', '=', appid)
          .where('item.openid', '=', openid)
          .where('item.number', '<', number)
          .where('item.written_at', '>', writtenAt)
          .where((eb) => eb.or([eb('command.outcome', 'is', null), eb('command.outcome', 'in', ['done', 'unknown'])]))
          .limit(1)
          .executeTakeFirst()
          .then((row) => row !== undefined),
      ),

    lastKnownGroup: (openid) =>
      read(
        db
          .selectFrom('item')
          .innerJoin('command', (join) =>
            join.onRef('command.appid', '=', 'item.appid').onRef('command.number', '=', 'item.number'),
          )
          .select('item.to_group')
          .where('item.appid', '=', appid)
          .where('item.openid', '=', openid)
          .where('command.outcome', '=', 'done')
          .orderBy('item.number', 'desc')
          .limit(1)
          .executeTakeFirst()
          .then((row) => row?.to_group ?? null),
      ),

    ...createUpkeep(commit, appid),
  }
}

import { sql, type Kysely, type Selectable } from 'kysely'
import type { Answer, Asked } from '../../domain/answer.ts'
import type { CommandOutcome, CommandRow, Ledger, NewCommand, Telling } from '../ledger.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

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

    end: (number, outcome, answer, at) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('command')
          .set({ state: 'ended', outcome, answer: JSON.stringify(answer), ended_at: at })
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('state', '!=', 'ended')
          .execute()
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

    forget: (openid, pseudonym) =>
      commit.write(async (trx) => {
        const numbers = trx.selectFrom('item').select('number').where('appid', '=', appid).where('openid', '=', openid)
        const replaced = (column: 'args' | 'asked' | 'plan' | 'answer') =>
          sql<string>`replace(${sql.ref(column)}, ${openid}, ${pseudonym})`
        await trx
          .updateTable('command')
          .set({
            args: replaced('args'),
            asked: replaced('asked'),
            plan: replaced('plan'),
            answer: replaced('answer'),
          })
          .where('appid', '=', appid)
          .where('state', '=', 'ended')
          .where('number', 'in', numbers)
          .execute()
        await trx
          .updateTable('item')
          .set({ openid: pseudonym })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .where('number', 'in', (eb) =>
            eb.selectFrom('command').select('number').where('appid', '=', appid).where('state', '=', 'ended'),
          )
          .execute()
        await trx
          .deleteFrom('confirmation')
          .where('appid', '=', appid)
          .where((eb) => eb(eb.fn<number>('instr', ['plan', eb.val(openid)]), '>', 0))
          .execute()
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
        const numbers = old.map((row) => row.number)
        if (numbers.length === 0) return 0
        await trx.deleteFrom('item').where('appid', '=', appid).where('number', 'in', numbers).execute()
        await trx.deleteFrom('command').where('appid', '=', appid).where('number', 'in', numbers).execute()
        return numbers.length
      }),
  }
}

function toColumns(command: NewCommand) {
  return {
    kind: command.kind,
    admin: command.admin,
    dedupe_key: command.dedupeKey,
    written_at: command.writtenAt,
    accepted_at: command.acceptedAt,
    command: command.command,
    args: JSON.stringify(command.args),
    asked: JSON.stringify(command.asked),
    state: 'accepted' as const,
  }
}

function toRowOrNone(row: Selectable<Schema['command']> | undefined): CommandRow | undefined {
  return row === undefined ? undefined : toRow(row)
}

function toRow(row: Selectable<Schema['command']>): CommandRow {
  return {
    number: row.number,
    kind: row.kind,
    admin: row.admin,
    writtenAt: row.written_at,
    acceptedAt: row.accepted_at,
    command: row.command,
    args: JSON.parse(row.args) as unknown,
    asked: JSON.parse(row.asked) as Asked,
    state: row.state,
    plan: row.plan === null ? null : (JSON.parse(row.plan) as unknown),
    outcome: row.outcome as CommandOutcome | null,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as Answer),
    telling: row.telling as Telling | null,
  }
}

import { sql, type Kysely, type Selectable, type Transaction } from 'kysely'
import type { MoveEnd, MoveEnds, NewMoveEnd } from '../../move-ends.ts'
import type { Engine } from '../engine.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import { hasAny } from '../any-row.ts'
import { inPieces } from '../steps.ts'

export function createMoveEnds(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): MoveEnds {
  const ends = () => db.selectFrom('move_end').where('appid', '=', appid)
  return {
    firstDue: () =>
      read(
        sql<{ due_at: number }>`select due_at from move_end where appid = ${appid} order by due_at limit 1`
          .execute(db)
          .then(({ rows: [first] }) => first?.due_at ?? null),
      ),

    due: (at, limit) =>
      read(
        ends()
          .select((eb) => ['number', 'attempts', eb.fn.min('due_at').as('first')])
          .where('due_at', '<=', at)
          .groupBy(['number', 'attempts'])
          .orderBy('first')
          .limit(limit)
          .execute()
          .then((rows) => rows.map(({ number, attempts }) => ({ number, attempts }))),
      ),

    ofMove: (number) => read(ends().selectAll().where('number', '=', number).execute().then(toMoveEnds)),

    of: (openid) =>
      read(
        ends()
          .selectAll()
          .where('openid', '=', openid)
          .orderBy('number', 'desc')
          .limit(1)
          .execute()
          .then((rows) => toMoveEnds(rows)[0]),
      ),

    ofMany: (openids) => read(ends().selectAll().where(engine.among('openid', openids)).execute().then(toMoveEnds)),

    postpone: ({ number, attempts }, dueAt) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('move_end')
          .set({ due_at: dueAt, attempts: attempts + 1 })
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('attempts', '=', attempts)
          .execute()
      }),

    shift: (byMs) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('move_end')
          .set((eb) => ({ due_at: eb('due_at', '+', byMs) }))
          .where('appid', '=', appid)
          .execute()
      }),

    clamp: (now) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('move_end')
          .set({ due_at: sql<number>`${now} + span_ms` })
          .where('appid', '=', appid)
          .where('due_at', '>', now)
          .where('due_at', '>', sql<number>`${now} + span_ms`)
          .execute()
      }),
  }
}

/** What a move for a time will need to end, in the transaction in which its plan is written. */
export async function addMoveEnds(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  ends: readonly NewMoveEnd[],
): Promise<void> {
  await inPieces(ends, async (some) => {
    for (const { openid, dueAt, spanMs, until, to, back, backend } of some) {
      const values = {
        due_at: dueAt,
        span_ms: spanMs,
        until_at: until,
        to_groups: JSON.stringify(to),
        back_groups: JSON.stringify(back),
        backend,
      }
      await trx
        .insertInto('move_end')
        .values({ appid, number, openid, attempts: 0, ...values })
        .onConflict((conflict) => conflict.columns(['appid', 'number', 'openid']).doUpdateSet(values))
        .execute()
    }
  })
}

/**
 * A command has ended, in the same transaction: for those for whom it stands whatever waited before is void, and its own ends
 * wait for nobody else.
 */
export async function settleMoveEnds(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  stands: readonly string[],
): Promise<void> {
  if (await hasAny(trx, 'move_end', appid)) await settleWaiting(trx, appid, number, stands)
}

/** The same where it is known that something waits. */
export async function settleWaiting(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  stands: readonly string[],
): Promise<void> {
  await inPieces(stands, async (some) => {
    for (const openid of some) {
      await trx
        .deleteFrom('move_end')
        .where('appid', '=', appid)
        .where('openid', '=', openid)
        .where('number', '<', number)
        .execute()
    }
  })
  const own = await trx
    .selectFrom('move_end')
    .select('openid')
    .where('appid', '=', appid)
    .where('number', '=', number)
    .execute()
  const kept = new Set(stands)
  const failed = own.filter(({ openid }) => !kept.has(openid))
  await inPieces(failed, async (some) => {
    for (const { openid } of some) {
      await trx
        .deleteFrom('move_end')
        .where('appid', '=', appid)
        .where('number', '=', number)
        .where('openid', '=', openid)
        .execute()
    }
  })
}

function toMoveEnds(rows: readonly Selectable<Schema['move_end']>[]): MoveEnd[] {
  return rows.map((row) => ({
    number: row.number,
    openid: row.openid,
    dueAt: row.due_at,
    spanMs: row.span_ms,
    until: row.until_at,
    to: JSON.parse(row.to_groups) as number[],
    back: JSON.parse(row.back_groups) as number[],
    backend: row.backend,
    attempts: row.attempts,
  }))
}

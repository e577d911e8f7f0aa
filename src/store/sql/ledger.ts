import type { Kysely, Transaction } from 'kysely'
import { writeActor } from '../../domain/actor.ts'
import type { ItemChange, Ledger } from '../ledger.ts'
import type { Engine } from './engine.ts'
import { eraseAgain, noteMentions } from './forgetting/mentions.ts'
import type { GroupCommit } from './group-commit.ts'
import { createLookups } from './lookups.ts'
import { settleCommand } from './rules/standing.ts'
import { endColumns, toColumns, toItem, toRow } from './rows.ts'
import type { Schema } from './schema.ts'
import { inPieces } from './steps.ts'
import { addMoveEnds, settleMoveEnds } from './timed/move-ends.ts'
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
        const inserted = await trx
          .insertInto('command')
          .values({
            ...toColumns(command),
            appid,
            number: await engine.nextNumber(trx, appid),
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
        await engine.numberGiven(trx, appid, inserted.number)
        await inPieces(command.openids, async (some) => {
          for (const openid of some) {
            await trx
              .insertInto('item')
              .values(toItem(appid, inserted.number, openid, command.writtenAt))
              .execute()
          }
        })
        if (command.confirms === true) {
          await trx
            .deleteFrom('confirmation')
            .where('appid', '=', appid)
            .where('admin', '=', writeActor(command.actor))
            .execute()
        }
        await eraseAgain(trx, appid, command.openids)
        return { row: toRow(inserted), fresh: true }
      }),

    markSent: (number, plan, items, at, ends = []) =>
      commit.write(async (trx) => {
        await trx
          .updateTable('command')
          .set((eb) => ({ state: 'sent', plan: JSON.stringify(plan), sent_at: at, attempts: eb('attempts', '+', 1) }))
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('state', '!=', 'ended')
          .execute()
        if (!(await setPlanned(trx, appid, number, items))) {
          await nameAll(trx, appid, number, items)
          await setPlanned(trx, appid, number, items)
        }
        await addMoveEnds(trx, appid, number, ends)
      }),

    markItems: (number, ends) =>
      commit.write(async (trx) => {
        await inPieces(ends, async (some) => {
          for (const end of some) {
            await trx
              .updateTable('item')
              .set(endColumns(end))
              .where('appid', '=', appid)
              .where('number', '=', number)
              .where('openid', '=', end.openid)
              .execute()
          }
        })
      }),

    end: (number, outcome, answer, at, steps, stands = []) =>
      commit.write(async (trx) => {
        const row = trx.updateTable('command').where('appid', '=', appid)
        const ended = await row
          .set({ state: 'ended', outcome, answer: JSON.stringify(answer), ended_at: at })
          .where('number', '=', number)
          .where('state', '!=', 'ended')
          .returning('plan')
          .executeTakeFirst()
        await noteMentions(trx, appid, number, answer)
        if (steps !== undefined) {
          const { undone, restored } = steps
          await row.set({ undone_by: number }).where('number', '=', undone).execute()
          if (restored !== null) {
            const isTakenBack = row.where('number', '=', restored).where('undone_by', '=', undone)
            await isTakenBack.set({ undone_by: null }).execute()
          }
        }
        // What has ended before was counted then.
        if (outcome === 'done' && ended !== undefined) await settleCommand(trx, appid, number, ended.plan ?? '', at)
        await settleMoveEnds(trx, appid, number, stands)
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

    ...createLookups(db, read, appid),
    ...createUpkeep(commit, appid),
  }
}

/** From where to where each is to go. False when the command has named nobody yet. */
async function setPlanned(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  items: readonly ItemChange[],
): Promise<boolean> {
  let named = items.length === 0
  await inPieces(items, async (some) => {
    for (const item of some) {
      const { numUpdatedRows } = await trx
        .updateTable('item')
        .set({
          from_groups: item.from === null ? null : JSON.stringify(item.from),
          to_groups: JSON.stringify(item.to),
        })
        .where('appid', '=', appid)
        .where('number', '=', number)
        .where('openid', '=', item.openid)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) named = true
    }
  })
  return named
}

/** Whom a command is about that named nobody when it was accepted is known with its plan. */
async function nameAll(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  items: readonly { readonly openid: string }[],
): Promise<void> {
  const { written_at: writtenAt } = await trx
    .selectFrom('command')
    .select('written_at')
    .where('appid', '=', appid)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const openids = items.map(({ openid }) => openid)
  await inPieces(openids, async (some) => {
    for (const openid of some) {
      await trx
        .insertInto('item')
        .values(toItem(appid, number, openid, writtenAt))
        .onConflict((conflict) => conflict.columns(['appid', 'number', 'openid']).doNothing())
        .execute()
    }
  })
  await eraseAgain(trx, appid, openids)
}

import type { Transaction } from 'kysely'
import { writeActor } from '../../domain/actor.ts'
import type { ItemChange, NewCommand, Steps } from '../ledger.ts'
import type { LedgerWrites, Numbering } from './engine.ts'
import { eraseAgain, noteMentions } from './forgetting/mentions.ts'
import { endColumns, toColumns, toItem } from './rows.ts'
import { settleCommand } from './rules/standing.ts'
import type { Schema } from './schema.ts'
import { inPieces } from './steps.ts'
import { settleMoveEnds } from './timed/move-ends.ts'

/** One statement after the other, long work in pieces. */
export function oneByOne(numbers: Numbering): LedgerWrites {
  return {
    async accept(trx, appid, command) {
      const inserted = await trx
        .insertInto('command')
        .values({
          ...toColumns(command),
          appid,
          number: await numbers.nextNumber(trx, appid),
        })
        .onConflict((conflict) => conflict.columns(['appid', 'dedupe_key']).doNothing())
        .returningAll()
        .executeTakeFirst()
      if (inserted === undefined) return undefined
      await numbers.numberGiven(trx, appid, inserted.number)
      await inPieces(command.openids, async (some) => {
        for (const openid of some) {
          await trx
            .insertInto('item')
            .values(toItem(appid, inserted.number, openid, command.writtenAt))
            .execute()
        }
      })
      await useUp(trx, appid, command)
      await eraseAgain(trx, appid, command.openids)
      return inserted
    },

    async markSent(trx, appid, { number, plan, items, at }) {
      await trx
        .updateTable('command')
        .set((eb) => ({ state: 'sent', plan: JSON.stringify(plan), sent_at: at, attempts: eb('attempts', '+', 1) }))
        .where('appid', '=', appid)
        .where('number', '=', number)
        .where('state', '!=', 'ended')
        .execute()
      if (await setPlanned(trx, appid, number, items)) return
      await nameAll(trx, appid, number, items)
      await setPlanned(trx, appid, number, items)
    },

    async markItems(trx, appid, number, ends) {
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
    },

    async end(trx, appid, { number, outcome, answer, at, steps, stands }) {
      const ended = await trx
        .updateTable('command')
        .set({ state: 'ended', outcome, answer: JSON.stringify(answer), ended_at: at })
        .where('appid', '=', appid)
        .where('number', '=', number)
        .where('state', '!=', 'ended')
        .returning('plan')
        .executeTakeFirst()
      await noteMentions(trx, appid, number, answer)
      await takeSteps(trx, appid, number, steps)
      // What has ended before was counted then.
      if (outcome === 'done' && ended !== undefined) await settleCommand(trx, appid, number, ended.plan ?? '', at)
      await settleMoveEnds(trx, appid, number, stands)
    },
  }
}

/** The plan that waits for the command's actor, if the command carries it out. */
export async function useUp(trx: Transaction<Schema>, appid: string, { actor, confirms }: NewCommand): Promise<void> {
  if (confirms !== true) return
  await trx.deleteFrom('confirmation').where('appid', '=', appid).where('admin', '=', writeActor(actor)).execute()
}

/** What a command did to others. */
export async function takeSteps(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  steps: Steps | undefined,
): Promise<void> {
  if (steps === undefined) return
  const { undone, restored } = steps
  const row = trx.updateTable('command').where('appid', '=', appid)
  await row.set({ undone_by: number }).where('number', '=', undone).execute()
  if (restored === null) return
  const isTakenBack = row.where('number', '=', restored).where('undone_by', '=', undone)
  await isTakenBack.set({ undone_by: null }).execute()
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

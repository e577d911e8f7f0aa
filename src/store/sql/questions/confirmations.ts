import type { Kysely } from 'kysely'
import { readActor, writeActor } from '../../../domain/actor.ts'
import type { ConfirmablePlan } from '../../../domain/answer.ts'
import type { Confirmations } from '../../confirmations.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'

export function createConfirmations(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Confirmations {
  return {
    put: ({ actor, digits, plan, digest, askedBy, expiresAt, triesLeft }) =>
      commit.write(async (trx) => {
        const values = {
          digits,
          plan: JSON.stringify(plan),
          digest,
          asked_by: askedBy,
          expires_at: expiresAt,
          tries_left: triesLeft,
        }
        await trx
          .insertInto('confirmation')
          .values({ appid, admin: writeActor(actor), ...values })
          .onConflict((conflict) => conflict.columns(['appid', 'admin']).doUpdateSet(values))
          .execute()
      }),

    get: (actor, now) =>
      read(
        db
          .selectFrom('confirmation')
          .selectAll()
          .where('appid', '=', appid)
          .where('admin', '=', writeActor(actor))
          .where('expires_at', '>', now)
          .executeTakeFirst()
          .then((row) =>
            row === undefined
              ? undefined
              : {
                  actor: readActor(row.admin),
                  digits: row.digits,
                  plan: JSON.parse(row.plan) as ConfirmablePlan,
                  digest: row.digest,
                  askedBy: row.asked_by,
                  expiresAt: row.expires_at,
                  triesLeft: row.tries_left,
                },
          ),
      ),

    countWrongTry: (actor) =>
      commit.write(async (trx) => {
        const row = await trx
          .updateTable('confirmation')
          .set((eb) => ({ tries_left: eb('tries_left', '-', 1) }))
          .where('appid', '=', appid)
          .where('admin', '=', writeActor(actor))
          .returning('tries_left')
          .executeTakeFirst()
        const left = row?.tries_left ?? 0
        if (left <= 0)
          await trx
            .deleteFrom('confirmation')
            .where('appid', '=', appid)
            .where('admin', '=', writeActor(actor))
            .execute()
        return Math.max(left, 0)
      }),

    clear: (actor, now) =>
      commit.write(async (trx) => {
        const removed = await trx
          .deleteFrom('confirmation')
          .where('appid', '=', appid)
          .where('admin', '=', writeActor(actor))
          .returning('expires_at')
          .executeTakeFirst()
        return removed !== undefined && removed.expires_at > now
      }),
  }
}

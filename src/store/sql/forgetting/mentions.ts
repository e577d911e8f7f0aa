import type { Transaction } from 'kysely'
import { openidsIn } from '../../../domain/follower.ts'
import type { Schema } from '../schema.ts'
import { hasAny } from '../any-row.ts'
import { inPieces } from '../steps.ts'
import { addErasure } from './departures.ts'
import { markOf } from './marks.ts'

/* What the ledger does as it writes, so that everybody whom it names can be found when they leave. */

/** Notes whom an answer names beside those that its command is about: so they can be found when they leave. */
export async function noteMentions(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  answer: unknown,
): Promise<void> {
  for (const openid of openidsIn(answer)) {
    const item = await trx
      .selectFrom('item')
      .select('number')
      .where('appid', '=', appid)
      .where('number', '=', number)
      .where('openid', '=', openid)
      .executeTakeFirst()
    if (item === undefined) await noteMention(trx, appid, number, openid)
  }
}

/** Notes one of them. */
export async function noteMention(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  openid: string,
): Promise<void> {
  await trx
    .insertInto('mention')
    .values({ appid, openid, number })
    .onConflict((conflict) => conflict.columns(['appid', 'openid', 'number']).doNothing())
    .execute()
  // They may have left while the command ran.
  await eraseIfGone(trx, appid, openid)
}

/** A command names somebody who has left and did not come back: they are to be erased from it too, once it has ended. */
export async function eraseAgain(trx: Transaction<Schema>, appid: string, openids: readonly string[]): Promise<void> {
  if (!(await hasAny(trx, 'mark', appid))) return
  await inPieces(openids, async (some) => {
    for (const openid of some) await eraseIfGone(trx, appid, openid)
  })
}

/**
 * The same of one of them, of whom there may be a mark. `heardAt`, in ms, is when they last let hear of themselves: whoever
 * does so after they left follows again, also where that is not written down yet.
 */
export async function eraseIfGone(
  trx: Transaction<Schema>,
  appid: string,
  openid: string,
  heardAt = -Infinity,
): Promise<void> {
  const left = await trx
    .selectFrom('mark')
    .select('left_at')
    .where('appid', '=', appid)
    .where('mark', '=', markOf(appid, openid))
    .executeTakeFirst()
  if (left === undefined || heardAt / 1000 > left.left_at) return
  const back = await trx
    .selectFrom('person')
    .select('followed_at')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  const followedAt = back?.followed_at ?? null
  if (followedAt !== null && followedAt >= left.left_at) return
  await addErasure(trx, appid, openid, left.left_at)
}

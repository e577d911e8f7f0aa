import type { Transaction } from 'kysely'
import type { Departure, Traces } from '../../forgetting/erasures.ts'
import { newPseudonym } from '../../forgetting/pseudonym.ts'
import { markOf } from './marks.ts'
import { dropQuestions } from './questions.ts'
import { settleDeparture } from '../rules/standing.ts'
import type { Schema } from '../schema.ts'

/*
 * What becomes of somebody's rows in the very transaction that writes down that they left: whoever follows again afterwards
 * finds nothing of themselves. The ledger follows in steps.
 */

/** undefined when they followed again since. */
export async function writeDown(
  trx: Transaction<Schema>,
  appid: string,
  { openid, at, otherOwners }: Departure,
): Promise<Traces | undefined> {
  const mark = markOf(appid, openid)
  const person = await trx
    .selectFrom('person')
    .select(['followed_at', 'number', 'alias', 'remark', 'groups'])
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  const known = await trx
    .selectFrom('mark')
    .select('left_at')
    .where('appid', '=', appid)
    .where('mark', '=', mark)
    .executeTakeFirst()
  const followedAt = person?.followed_at ?? null
  const wasHandled = known !== undefined && known.left_at >= at
  if (followedAt !== null && (followedAt > at || (followedAt === at && wasHandled))) return undefined
  await addErasure(trx, appid, openid, at)
  if (!wasHandled) {
    await trx
      .insertInto('mark')
      .values({ appid, mark, left_at: at })
      .onConflict((conflict) => conflict.columns(['appid', 'mark']).doUpdateSet({ left_at: at }))
      .execute()
  }
  await trx.deleteFrom('person').where('appid', '=', appid).where('openid', '=', openid).execute()
  await trx.deleteFrom('move_end').where('appid', '=', appid).where('openid', '=', openid).execute()
  await settleDeparture(trx, appid, {
    openid,
    groups: person?.groups ?? null,
    at: at * 1000,
    isNew: !wasHandled,
  })
  const names = [person?.alias, person?.remark].filter((name) => typeof name === 'string')
  const traces = { openid, number: person?.number ?? null, names }
  await dropQuestions(trx, appid, traces)
  return { ...traces, wasAdmin: await dropAdmin(trx, appid, openid, otherOwners) }
}

/** Somebody is to be erased from all commands there are now. */
export async function addErasure(
  trx: Transaction<Schema>,
  appid: string,
  openid: string,
  leftAt: number,
): Promise<void> {
  const latest = await trx
    .selectFrom('command')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('appid', '=', appid)
    .executeTakeFirst()
  const row = { left_at: leftAt, up_to: latest?.number ?? 0 }
  await trx
    .insertInto('erasure')
    .values({ appid, openid, pseudonym: newPseudonym(), ...row })
    .onConflict((conflict) => conflict.columns(['appid', 'openid']).doUpdateSet(row))
    .execute()
}

/** The last owner stays: without any, whoever reads the next start's output could become it. */
async function dropAdmin(
  trx: Transaction<Schema>,
  appid: string,
  openid: string,
  otherOwners: boolean,
): Promise<boolean> {
  const admins = await trx.selectFrom('admin').select(['openid', 'role']).where('appid', '=', appid).execute()
  const role = admins.find((admin) => admin.openid === openid)?.role
  if (role === undefined) return false
  const isLast = !otherOwners && !admins.some((admin) => admin.openid !== openid && admin.role === 'owner')
  if (role === 'owner' && isLast) return false
  await trx.deleteFrom('admin').where('appid', '=', appid).where('openid', '=', openid).execute()
  return true
}

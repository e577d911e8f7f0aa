import type { Transaction } from 'kysely'
import { personOf, readActor } from '../../../domain/actor.ts'
import { namesPerson, type Named } from '../../../domain/traces.ts'
import type { Schema } from '../schema.ts'

/*
 * Questions, and plans that wait for a yes, which name somebody who leaves. Of each there is one for an admin at most. Those
 * asked before are over in the transaction that writes down the departure; so what is found later was asked afterwards, about
 * somebody whom an admin named after they had left, and stays as long as it may be answered.
 */

interface Asked {
  readonly table: 'dialogue' | 'confirmation'
  readonly admin: string
  readonly isOwn: boolean
  readonly names: boolean
  readonly expiresAt: number
}

/** Those that name the person, or wait for them. */
export async function dropQuestions(trx: Transaction<Schema>, appid: string, who: Named): Promise<void> {
  for (const asked of await questionsOf(trx, appid, who)) {
    if (asked.isOwn || asked.names) await drop(trx, appid, asked)
  }
}

/** The same, but of those that name them only what expired before `now`, in ms; returns whether others are left. */
export async function dropOverdueQuestions(
  trx: Transaction<Schema>,
  appid: string,
  openid: string,
  now: number,
): Promise<boolean> {
  let areLeft = false
  for (const asked of await questionsOf(trx, appid, { openid, number: null, names: [] })) {
    if (asked.isOwn || (asked.names && asked.expiresAt <= now)) await drop(trx, appid, asked)
    else if (asked.names) areLeft = true
  }
  return areLeft
}

async function questionsOf(trx: Transaction<Schema>, appid: string, who: Named): Promise<Asked[]> {
  const dialogues = await trx.selectFrom('dialogue').selectAll().where('appid', '=', appid).execute()
  const plans = await trx
    .selectFrom('confirmation')
    .select(['admin', 'plan', 'expires_at'])
    .where('appid', '=', appid)
    .execute()
  return [
    ...dialogues.map(({ admin, body, expires_at: expiresAt }) => ({
      table: 'dialogue' as const,
      admin,
      isOwn: admin === who.openid,
      names: namesPerson(body, who),
      expiresAt,
    })),
    // What a group is called stands in plans too, so names prove nothing there.
    ...plans.map(({ admin, plan, expires_at: expiresAt }) => ({
      table: 'confirmation' as const,
      admin,
      isOwn: personOf(readActor(admin)) === who.openid,
      names: plan.includes(who.openid),
      expiresAt,
    })),
  ]
}

async function drop(trx: Transaction<Schema>, appid: string, { table, admin }: Asked): Promise<void> {
  await trx.deleteFrom(table).where('appid', '=', appid).where('admin', '=', admin).execute()
}

import type { Kysely, Selectable } from 'kysely'
import { isEnough, type Role } from '../../domain/role.ts'
import type { Invitation, Invitations } from '../invitations.ts'
import type { Engine } from './engine.ts'
import type { GroupCommit } from './group-commit.ts'
import { toColumns, toItem } from './rows.ts'
import type { Schema } from './schema.ts'

export function createInvitations(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): Invitations {
  const deleteExpired = (trx: Kysely<Schema>, now: number) =>
    trx.deleteFrom('invitation').where('appid', '=', appid).where('expires_at', '<=', now).execute()

  return {
    add: ({ hash, role, madeBy, expiresAt }, now) =>
      commit.write(async (trx) => {
        await deleteExpired(trx, now)
        await trx
          .insertInto('invitation')
          .values({ appid, hash, role, made_by: madeBy, expires_at: expiresAt })
          .onConflict((conflict) => conflict.columns(['appid', 'hash']).doNothing())
          .execute()
      }),

    async live(now) {
      await commit.write((trx) => deleteExpired(trx, now))
      const rows = await read(db.selectFrom('invitation').selectAll().where('appid', '=', appid).execute())
      return rows.map(toInvitation)
    },

    redeem: (hash, openid, at, describe) =>
      commit.write(async (trx) => {
        const row = await trx
          .deleteFrom('invitation')
          .where('appid', '=', appid)
          .where('hash', '=', hash)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return undefined
        const known = await trx
          .selectFrom('admin')
          .select('role')
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .executeTakeFirst()
        const given = row.role as Role
        const role = known !== undefined && isEnough(known.role as Role, given) ? (known.role as Role) : given
        await trx
          .insertInto('admin')
          .values({ appid, openid, role, since: at })
          .onConflict((conflict) => conflict.columns(['appid', 'openid']).doUpdateSet({ role }))
          .execute()
        const { command, answer } = describe(toInvitation(row))
        const { number } = await trx
          .insertInto('command')
          .values({
            ...toColumns(command),
            appid,
            number: await engine.nextNumber(trx, appid),
            state: 'ended',
            outcome: 'done',
            answer: JSON.stringify(answer),
            ended_at: at,
            telling: 'passive',
            told_at: at,
          })
          .returning('number')
          .executeTakeFirstOrThrow()
        await engine.numberGiven(trx, appid, number)
        const items = command.openids.map((one) => toItem(appid, number, one, command.writtenAt))
        await trx.insertInto('item').values(items).execute()
        return role
      }),
  }
}

function toInvitation(row: Selectable<Schema['invitation']>): Invitation {
  return { hash: row.hash, role: row.role as Role, madeBy: row.made_by, expiresAt: row.expires_at }
}

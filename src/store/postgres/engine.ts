import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Engine } from '../sql/engine.ts'
import { markIn } from '../sql/forgetting/marks.ts'
import { given } from './given.ts'
import { POSTGRES_LEDGER } from './ledger-writes.ts'
import { storable } from './storable.ts'

/** How long it is remembered that somebody left: longer than any process gathers contacts before it writes them. */
export const LEAVERS_KEPT_MS = 600_000

/**
 * Several processes write at once. Numbers come from a row that is locked until the transaction ends: a sequence would let a
 * later number commit first, and `max + 1` would be given twice.
 */
export const POSTGRES: Engine = {
  isShared: true,
  each: given,
  // Planned in a third of the time that a list to join with takes.
  among: (column, texts) => sql`${sql.ref(column)} = any(cast(${texts.map(storable)} as text[]))`,
  position: 'strpos',
  async nextNumber(trx, appid) {
    const { last } = await trx
      .insertInto('command_counter')
      .values({ appid, last: 0 })
      .onConflict((conflict) =>
        conflict.column('appid').doUpdateSet((eb) => ({ last: eb.ref('command_counter.last') })),
      )
      .returning('last')
      .executeTakeFirstOrThrow()
    return last + 1
  },
  async numberGiven(trx, appid, number) {
    await trx.updateTable('command_counter').set({ last: number }).where('appid', '=', appid).execute()
  },
  async holdPeople(trx, appid) {
    await trx
      .insertInto('person_counter')
      .values({ appid, last: 0 })
      .onConflict((conflict) => conflict.column('appid').doUpdateSet((eb) => ({ last: eb.ref('person_counter.last') })))
      .execute()
  },
  async leavers(trx, appid, openids) {
    const byHash = new Map(openids.map((openid) => [tombstoneOf(appid, openid), openid]))
    const rows = await trx
      .selectFrom('tombstone')
      .select(['hash', 'at'])
      .where('appid', '=', appid)
      .where(POSTGRES.among('hash', [...byHash.keys()]))
      .execute()
    // Until whoever executes has worked it off there is only the tombstone, and after ten minutes only the mark.
    const byMark = new Map([...byHash].map(([digest, openid]) => [markIn(digest), openid]))
    const marked = await sql<{ mark: number; left_at: number }>`
      select mark, left_at from mark where appid = ${appid} and mark = any(cast(${[...byMark.keys()]} as bigint[]))
    `.execute(trx)
    return new Map([
      ...marked.rows.map(({ mark, left_at: leftAt }) => [byMark.get(mark) ?? '', leftAt] as const),
      ...rows.map(({ hash: digest, at }) => [byHash.get(digest) ?? '', at / 1000] as const),
    ])
  },
  ledger: POSTGRES_LEDGER,
}

/** What stands for somebody who left, until nobody can have gathered anything of them any more. */
export function tombstoneOf(appid: string, openid: string): string {
  return hash('sha256', `${appid} ${openid}`)
}

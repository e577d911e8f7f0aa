import { sql, type Kysely } from 'kysely'
import { personOf, readActor } from '../../../domain/actor.ts'
import type { KnownOpenids } from '../../forgetting/known-openids.ts'
import type { Schema } from '../schema.ts'

/** Rows one step reads: a few milliseconds. */
const STEP_ROWS = 2_000

/**
 * Adds every openid that the disk names, in steps between which everything else has its turn. The first step of each table
 * comes before the first wait: what is small is complete at once.
 */
export async function addKnown(db: Kysely<Schema>, appid: string, known: KnownOpenids): Promise<void> {
  await addSmallTables(db, appid, known)
  await addInSteps(known, async (after) => {
    const { rows } = await sql<{ openid: string }>`
      select openid from person where appid = ${appid} and openid > ${after} order by openid limit ${STEP_ROWS}
    `.execute(db)
    return rows
  })
  for (const table of ['item', 'mention', 'move_end', 'errand', 'brought'] as const) {
    await addInSteps(known, async (after) => {
      const { rows } = await sql<{ openid: string }>`
        select distinct openid from ${sql.table(table)}
        where appid = ${appid} and openid > ${after} order by openid limit ${STEP_ROWS}
      `.execute(db)
      return rows
    })
  }
  // Few gave commands, so from one to the next in the index.
  for (let after: string | undefined = ''; after !== undefined;) {
    const next: { admin: string } | undefined = await db
      .selectFrom('command')
      .select('admin')
      .where('appid', '=', appid)
      .where('admin', '>', after)
      .orderBy('admin')
      .limit(1)
      .executeTakeFirst()
    const openid = next === undefined ? undefined : personOf(readActor(next.admin))
    if (openid !== undefined) known.add(openid)
    after = next?.admin
  }
  known.complete(appid)
}

/** Of admins and of what waits for them; nobody has many. */
async function addSmallTables(db: Kysely<Schema>, appid: string, known: KnownOpenids): Promise<void> {
  for (const table of ['admin', 'admin_setting', 'invitation', 'dialogue', 'confirmation', 'sync_state'] as const) {
    const rows = await db.selectFrom(table).selectAll().where('appid', '=', appid).execute()
    known.addFrom(JSON.stringify(rows))
  }
  await addInSteps(known, (after) =>
    db
      .selectFrom('erasure')
      .select('openid')
      .where('appid', '=', appid)
      .where('openid', '>', after)
      .orderBy('openid')
      .limit(STEP_ROWS)
      .execute(),
  )
}

async function addInSteps(
  known: KnownOpenids,
  read: (after: string) => Promise<readonly { openid: string }[]>,
): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const rows: readonly { openid: string }[] = await read(after)
    for (const { openid } of rows) known.add(openid)
    after = rows.length === STEP_ROWS ? rows.at(-1)?.openid : undefined
    if (after !== undefined) await new Promise((resolve) => setImmediate(resolve))
  }
}

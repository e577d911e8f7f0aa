import { sql, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Whether a table has anything of an account. It is asked several times with each command and mostly answered with no, so the
 * query is not built anew each time.
 */
export async function hasAny(
  db: Kysely<Schema>,
  table: 'mark' | 'move_end' | 'erasure',
  appid: string,
): Promise<boolean> {
  const { rows } = await sql`select 1 as one from ${sql.table(table)} where appid = ${appid} limit 1`.execute(db)
  return rows.length > 0
}

import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Erasures } from '../../forgetting/erasures.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'

/** What stays of an openid: 48 bits of a digest, of which nobody can make the openid again. */
export function markOf(appid: string, openid: string): number {
  return markIn(hash('sha256', `${appid} ${openid}`))
}

/** The same of the whole digest, in hex. */
export function markIn(digest: string): number {
  return Number.parseInt(digest.slice(0, 12), 16)
}

/** The marks of those who left. */
export function createMarks(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Pick<Erasures, 'markOf' | 'marks' | 'pruneMarks'> {
  return {
    markOf: (openid) => markOf(appid, openid),

    marks: (since, limit) =>
      read(
        db
          .selectFrom('mark')
          .select(['mark', 'left_at as at'])
          .where('appid', '=', appid)
          .where('left_at', '>', since)
          .orderBy('left_at', 'desc')
          .limit(limit)
          .execute()
          .then((rows) => rows.reverse()),
      ),

    pruneMarks: (before, limit) =>
      commit.write(async (trx) => {
        const old = await trx
          .selectFrom('mark')
          .select('mark')
          .where('appid', '=', appid)
          .where('left_at', '<', before)
          .orderBy('left_at')
          .limit(limit)
          .execute()
        for (const { mark } of old) {
          await trx.deleteFrom('mark').where('appid', '=', appid).where('mark', '=', mark).execute()
        }
        return old.length
      }),
  }
}

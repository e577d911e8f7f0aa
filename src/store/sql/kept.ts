import type { Kysely } from 'kysely'
import type { MenuButton } from '../../domain/replies/console.ts'
import type { KeptCopy } from '../../domain/replies/kept.ts'
import type { KeptReplies } from '../kept.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

export function createKeptReplies(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): KeptReplies {
  const write = (part: 'copy' | 'menu', value: unknown, at: number): Promise<void> =>
    commit.write(async (trx) => {
      const body = JSON.stringify(value)
      await trx
        .insertInto('kept_part')
        .values({ appid, part, body, at })
        .onConflict((conflict) => conflict.columns(['appid', 'part']).doUpdateSet({ body, at }))
        .execute()
    })
  const find = async (part: 'copy' | 'menu'): Promise<unknown> => {
    const query = db.selectFrom('kept_part').select('body').where('appid', '=', appid).where('part', '=', part)
    const row = await read(query.executeTakeFirst())
    return row === undefined ? undefined : (JSON.parse(row.body) as unknown)
  }
  return {
    read: async () => (await find('copy')) as KeptCopy | undefined,
    write: (copy) => write('copy', copy, copy.takenAt),
    publishedMenu: async () => (await find('menu')) as readonly MenuButton[] | undefined,
    markPublished: (buttons, at) => write('menu', buttons, at),

    async findMedia(hash) {
      const query = db.selectFrom('kept_media').selectAll().where('appid', '=', appid).where('hash', '=', hash)
      const row = await read(query.executeTakeFirst())
      return row === undefined ? undefined : { hash, mediaId: row.media_id, at: row.at }
    },

    addMedia: ({ hash, mediaId, at }) =>
      commit.write(async (trx) => {
        await trx
          .insertInto('kept_media')
          .values({ appid, hash, media_id: mediaId, at })
          .onConflict((conflict) => conflict.columns(['appid', 'hash']).doUpdateSet({ media_id: mediaId, at }))
          .execute()
      }),
  }
}

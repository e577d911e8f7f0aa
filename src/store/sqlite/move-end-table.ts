import type { Kysely } from 'kysely'

/** What moves for a time need: part of the migrations, and like them never edited once it was released. */
export async function makeMoveEndTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('move_end')
    .addColumn('appid', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('openid', 'text', (c) => c.notNull())
    .addColumn('due_at', 'integer', (c) => c.notNull())
    .addColumn('span_ms', 'integer', (c) => c.notNull())
    .addColumn('until_at', 'integer', (c) => c.notNull())
    .addColumn('to_groups', 'text', (c) => c.notNull())
    .addColumn('back_groups', 'text', (c) => c.notNull())
    .addColumn('backend', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('move_end_pk', ['appid', 'number', 'openid'])
    .execute()
  await db.schema.createIndex('move_end_by_person').on('move_end').columns(['appid', 'openid', 'number']).execute()
  await db.schema.createIndex('move_end_by_due').on('move_end').columns(['appid', 'due_at']).execute()
}

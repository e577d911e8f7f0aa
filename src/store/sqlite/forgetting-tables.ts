import { sql, type Kysely } from 'kysely'

/** What forgetting needs: part of the migrations, and like them never edited once it was released. */
export async function makeForgettingTables(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('person').addColumn('followed_at', 'integer').execute()
  await db.schema
    .createTable('erasure')
    .addColumn('appid', 'text', (c) => c.notNull())
    .addColumn('openid', 'text', (c) => c.notNull())
    .addColumn('pseudonym', 'text', (c) => c.notNull())
    .addColumn('left_at', 'integer', (c) => c.notNull())
    .addColumn('up_to', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('erasure_pk', ['appid', 'openid'])
    .execute()
  await db.schema
    .createTable('mark')
    .addColumn('appid', 'text', (c) => c.notNull())
    .addColumn('mark', 'integer', (c) => c.notNull())
    .addColumn('left_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('mark_pk', ['appid', 'mark'])
    .execute()
  await db.schema.createIndex('mark_by_time').on('mark').columns(['appid', 'left_at']).execute()
  await db.schema
    .createTable('mention')
    .addColumn('appid', 'text', (c) => c.notNull())
    .addColumn('openid', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('mention_pk', ['appid', 'openid', 'number'])
    .execute()
  await db.schema.createIndex('mention_by_number').on('mention').columns(['appid', 'number']).execute()
  // Lists of people that came late are the one answer that names others than its command is about.
  await sql`
    insert or ignore into mention (appid, openid, number)
    select command.appid, named.value, command.number from command, json_tree(command.answer) as named
    where command.kind = 'read' and command.answer is not null
    and named.type = 'text' and length(named.value) = 28 and substr(named.value, 1, 1) = 'o'
  `.execute(db)
}

import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { makeForgettingTables } from './forgetting-tables.ts'
import { makeMoveEndTable } from './move-end-table.ts'
import { makeRuleTables } from './rule-tables.ts'

/**
 * Forward only, each run once, all pending ones in one transaction. A migration that has been released is never edited.
 * The names sort in the order in which they run.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('command')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('number', 'integer', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('admin', 'text', (c) => c.notNull())
        .addColumn('dedupe_key', 'text', (c) => c.notNull())
        .addColumn('written_at', 'integer', (c) => c.notNull())
        .addColumn('accepted_at', 'integer', (c) => c.notNull())
        .addColumn('command', 'text', (c) => c.notNull())
        .addColumn('args', 'text', (c) => c.notNull())
        .addColumn('asked', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('plan', 'text')
        .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('sent_at', 'integer')
        .addColumn('ended_at', 'integer')
        .addColumn('outcome', 'text')
        .addColumn('answer', 'text')
        .addColumn('telling', 'text')
        .addColumn('told_at', 'integer')
        .addPrimaryKeyConstraint('command_pk', ['appid', 'number'])
        .addUniqueConstraint('command_once', ['appid', 'dedupe_key'])
        .execute()
      await db.schema.createIndex('command_by_state').on('command').columns(['appid', 'state', 'number']).execute()
      await db.schema.createIndex('command_by_admin').on('command').columns(['appid', 'admin', 'number']).execute()
      await db.schema
        .createIndex('command_by_telling')
        .on('command')
        .columns(['appid', 'telling', 'ended_at'])
        .execute()
      await db.schema.createIndex('command_by_end').on('command').columns(['appid', 'ended_at']).execute()
      await db.schema
        .createTable('item')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('number', 'integer', (c) => c.notNull())
        .addColumn('openid', 'text', (c) => c.notNull())
        .addColumn('written_at', 'integer', (c) => c.notNull())
        .addColumn('from_group', 'integer')
        .addColumn('to_group', 'integer')
        .addPrimaryKeyConstraint('item_pk', ['appid', 'number', 'openid'])
        .execute()
      await db.schema.createIndex('item_by_openid').on('item').columns(['appid', 'openid', 'number']).execute()
      await db.schema
        .createTable('confirmation')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('admin', 'text', (c) => c.notNull())
        .addColumn('digits', 'text', (c) => c.notNull())
        .addColumn('plan', 'text', (c) => c.notNull())
        .addColumn('expires_at', 'integer', (c) => c.notNull())
        .addColumn('tries_left', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('confirmation_pk', ['appid', 'admin'])
        .execute()
      await db.schema
        .createTable('admin')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('openid', 'text', (c) => c.notNull())
        .addColumn('since', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('admin_pk', ['appid', 'openid'])
        .execute()
      await db.schema
        .createTable('admin_setting')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('openid', 'text', (c) => c.notNull())
        .addColumn('language', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('admin_setting_pk', ['appid', 'openid'])
        .execute()
      await db.schema
        .createTable('probe')
        .addColumn('appid', 'text', (c) => c.primaryKey())
        .addColumn('at', 'integer', (c) => c.notNull())
        .execute()
    },
  },
  '0002-undo': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('command').addColumn('undone_by', 'integer').execute()
    },
  },
  '0003-digest': {
    async up(db: Kysely<unknown>) {
      // A plan that waits lives five minutes: one without a digest is not worth keeping.
      await db.deleteFrom('confirmation' as never).execute()
      await db.schema
        .alterTable('confirmation')
        .addColumn('digest', 'text', (c) => c.notNull().defaultTo(''))
        .execute()
      await db.schema
        .alterTable('confirmation')
        .addColumn('asked_by', 'integer', (c) => c.notNull().defaultTo(0))
        .execute()
    },
  },
  '0004-several-people': {
    async up(db: Kysely<unknown>) {
      for (const column of ['from_groups', 'to_groups', 'outcome', 'fault']) {
        await db.schema.alterTable('item').addColumn(column, 'text').execute()
      }
      await sql`update item set from_groups = '[' || from_group || ']' where from_group is not null`.execute(db)
      await sql`update item set to_groups = '[' || to_group || ']' where to_group is not null`.execute(db)
      await db.schema.alterTable('item').dropColumn('from_group').execute()
      await db.schema.alterTable('item').dropColumn('to_group').execute()
      await db.schema
        .createTable('managed_tag')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('tagid', 'integer', (c) => c.notNull())
        .addColumn('since', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('managed_tag_pk', ['appid', 'tagid'])
        .execute()
    },
  },
  '0005-roles': {
    async up(db: Kysely<unknown>) {
      // Whoever was an admin before there were roles could do everything.
      await db.schema
        .alterTable('admin')
        .addColumn('role', 'text', (c) => c.notNull().defaultTo('owner'))
        .execute()
      await db.schema
        .createTable('invitation')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addColumn('made_by', 'text', (c) => c.notNull())
        .addColumn('expires_at', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('invitation_pk', ['appid', 'hash'])
        .execute()
      await db.schema
        .createIndex('command_by_admin_and_end')
        .on('command')
        .columns(['appid', 'admin', 'kind', 'outcome'])
        .execute()
    },
  },
  '0006-people': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('person')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('openid', 'text', (c) => c.notNull())
        .addColumn('number', 'integer', (c) => c.notNull())
        .addColumn('alias', 'text')
        .addColumn('alias_key', 'text')
        .addColumn('remark', 'text')
        .addColumn('remark_key', 'text')
        .addColumn('groups', 'text')
        .addColumn('contact_kind', 'text')
        .addColumn('contact_at', 'integer')
        .addPrimaryKeyConstraint('person_pk', ['appid', 'openid'])
        .addUniqueConstraint('person_by_number', ['appid', 'number'])
        .execute()
      for (const columns of [['alias_key'], ['remark_key'], ['groups', 'number'], ['contact_at', 'number']]) {
        const [first = ''] = columns
        // Most people have none of these: they cost nothing here then.
        await db.schema
          .createIndex(`person_by_${first}`)
          .on('person')
          .columns(['appid', ...columns])
          .where(sql.ref(first), 'is not', null)
          .execute()
      }
      await db.schema
        .createTable('person_counter')
        .addColumn('appid', 'text', (c) => c.primaryKey())
        .addColumn('last', 'integer', (c) => c.notNull())
        .execute()
      await db.schema
        .createTable('dialogue')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('admin', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addColumn('expires_at', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('dialogue_pk', ['appid', 'admin'])
        .execute()
      await db.schema
        .createTable('sync_state')
        .addColumn('appid', 'text', (c) => c.primaryKey())
        .addColumn('state', 'text', (c) => c.notNull())
        .execute()
      await db.schema.createIndex('command_by_acceptance').on('command').columns(['appid', 'accepted_at']).execute()
    },
  },
  '0007-order-of-people': {
    async up(db: Kysely<unknown>) {
      // Whoever asks for one kind of contact, or pages through names, finds the next in an index of just that order.
      for (const name of ['person_by_contact_at', 'person_by_alias_key', 'person_by_remark_key'])
        await db.schema.dropIndex(name).execute()
      const indexes = {
        person_by_contact: ['contact_kind', 'contact_at', 'number'],
        person_by_alias: ['alias_key', 'number'],
        person_by_remark: ['remark_key', 'number'],
      }
      for (const [name, columns] of Object.entries(indexes)) {
        const [first = ''] = columns
        await db.schema
          .createIndex(name)
          .on('person')
          .columns(['appid', ...columns])
          .where(sql.ref(first), 'is not', null)
          .execute()
      }
    },
  },
  '0008-kept-replies': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('kept_part')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('part', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addColumn('at', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('kept_part_pk', ['appid', 'part'])
        .execute()
      await db.schema
        .createTable('kept_media')
        .addColumn('appid', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('media_id', 'text', (c) => c.notNull())
        .addColumn('at', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('kept_media_pk', ['appid', 'hash'])
        .execute()
    },
  },
  '0009-forgetting': { up: makeForgettingTables },
  '0010-move-ends': { up: makeMoveEndTable },
  '0011-rules': { up: makeRuleTables },
}

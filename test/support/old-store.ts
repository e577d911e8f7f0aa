import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { NodeSqliteDialect } from '../../src/store/sqlite/dialect.ts'
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts'

/**
 * A store as the first version made it, with so many commands that have ended, each over one follower; `migrations` beyond
 * the first were run on it by later versions.
 */
export async function makeOldStore(path: string, appid: string, commands: number, migrations = 1): Promise<void> {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) })
  await migrate(db, 1)
  const command = database.prepare(
    `insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state, outcome, answer, ended_at)
     values (?, ?, 'change', 'oAdmin_Sandbox_0000000000001', ?, 1, 1, '移动', '{}', '{"command":"移动","target":"108","openid":null}', 'ended', 'done', '{"kind":"interrupted"}', 2)`,
  )
  const item = database.prepare(
    'insert into item (appid, number, openid, written_at, from_group, to_group) values (?, ?, ?, 1, 0, 108)',
  )
  database.exec('begin')
  for (let number = 1; number <= commands; number += 1) {
    command.run(appid, number, `key ${number}`)
    item.run(appid, number, `o${String(number).padStart(27, '0')}`)
  }
  database.exec('commit')
  if (migrations > 1) await migrate(db, migrations)
  await db.destroy()
}

async function migrate(db: Kysely<unknown>, migrations: number): Promise<void> {
  const first = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, migrations))
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(first) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new Error('the old store could not be made', { cause: error })
}

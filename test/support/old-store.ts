import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { NodeSqliteDialect } from '../../src/store/sqlite/dialect.ts'
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts'

/** A store as the first version made it, with so many commands that have ended, each over one follower. */
export async function makeOldStore(path: string, appid: string, commands: number): Promise<void> {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  const [[name, first] = []] = Object.entries(MIGRATIONS)
  if (name === undefined || first === undefined) throw new Error('there are no migrations')
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) })
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ [name]: first }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new Error('the old store could not be made', { cause: error })
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
  await db.destroy()
}

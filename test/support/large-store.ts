import { DatabaseSync } from 'node:sqlite'

/*
 * A store as a large account has it after years, written beside the store's own code in a few statements: a million commands
 * one by one would take an hour of syncs.
 */

export interface LargeStore {
  readonly people: number
  readonly commands: number
  readonly groups: number
}

export const APPID = 'wx5a4db0c0ffee0001'
const ADMINS = 20
/** When the first command was accepted; the others came a second apart. */
export const FIRST_MOMENT = 1_700_000_000_000

/** The openid of follower `number`; they do not come in the order of their numbers, as real ones do not. */
export function largeOpenid(number: number): string {
  return `o${String((number * 7_919) % 1_000_003).padStart(7, '0')}${String(number).padStart(20, '0')}`
}

export function largeAdmin(number: number): string {
  return `oAdmin${String(number % ADMINS).padStart(22, '0')}`
}

/** Fills a store that has its schema and is not in use. */
export function fillStore(file: string, { people, commands, groups }: LargeStore): void {
  const db = new DatabaseSync(file)
  try {
    db.function('openid_of', { deterministic: true }, (number) => largeOpenid(Number(number)))
    db.function('admin_of', { deterministic: true }, (number) => largeAdmin(Number(number)))
    db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; BEGIN')
    const indexes = setIndexesAside(db)
    fillPeople(db, people, groups)
    fillCommands(db, commands, people, groups)
    for (const index of indexes) db.exec(index)
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

/** As SQLite sees them: what ANALYZE has counted, which decides about the plans of statements. */
export function analyze(file: string): void {
  const db = new DatabaseSync(file)
  db.exec('ANALYZE')
  db.close()
}

/** Made again afterwards they cost a fifth. */
function setIndexesAside(db: DatabaseSync): string[] {
  const indexes = db.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").all()
  for (const { name } of indexes) db.exec(`drop index "${String(name)}"`)
  return indexes.map(({ sql }) => String(sql))
}

/** One in fifty has an alias, one in twenty a remark, half have been active; group 0 holds half of them. */
function fillPeople(db: DatabaseSync, people: number, groups: number): void {
  db.prepare(
    `insert into person (appid, openid, number, alias, alias_key, remark, remark_key, groups, contact_kind, contact_at)
     select '${APPID}', openid_of(n), n, iif(n % 50 = 0, 'name' || n, null), iif(n % 50 = 0, 'name' || n, null),
       iif(n % 20 = 0, 'remark' || (n % 997), null), iif(n % 20 = 0, 'remark' || (n % 997), null),
       iif(n % 2 = 0, '[]', '[' || (100 + n % ?) || ']'), iif(n % 2 = 0, iif(n % 3 = 0, 'follow', 'text'), null),
       iif(n % 2 = 0, ${FIRST_MOMENT} + n, null)
     from (${UP_TO})`,
  ).run(groups, people)
  db.prepare('insert into person_counter (appid, last) values (?, ?)').run(APPID, people)
}

function fillCommands(db: DatabaseSync, commands: number, people: number, groups: number): void {
  const [openid, to] = ['openid_of(1 + n % ?2)', '(100 + n % ?3)']
  db.prepare(
    `insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state,
      plan, attempts, sent_at, ended_at, outcome, answer, telling, told_at)
     select '${APPID}', n, 'change', admin_of(n), 'key-' || n, at, at, '移动',
       json_object('openid', ${openid}, 'group', '' || ${to}),
       json_object('command', '移动', 'target', 'group(' || ${to} || ')', 'openid', ${openid}), 'ended',
       json_object('kind', 'move', 'openid', ${openid}), 1, at, at,
       iif(n % 40 = 0, 'failed', iif(n % 30 = 0, 'refused', 'done')),
       json_object('kind', 'superseded', 'openid', ${openid}), 'passive', at
     from (select n, ${FIRST_MOMENT} + n * 1000 as at from (${UP_TO.replace('?', '?1')}))`,
  ).run(commands, people, groups)
  db.prepare(
    `insert into item (appid, number, openid, written_at, from_groups, to_groups)
     select '${APPID}', n, ${openid}, ${FIRST_MOMENT} + n * 1000, '[]', '[' || ${to} || ']' from (${UP_TO.replace('?', '?1')})`,
  ).run(commands, people, groups)
}

const UP_TO = 'with recursive up(n) as (select 1 union all select n + 1 from up where n < ?) select n from up'

import type { Kysely, Selectable, Transaction } from 'kysely'
import { comparableName } from '../../domain/group.ts'
import type { Contact, ContactKind, Imported, People, Person } from '../people.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

/** Rows one statement carries. */
const ROWS_A_STATEMENT = 250

type Row = Selectable<Schema['person']>

/** The people of one appid on SQLite. */
export function createSqlitePeople(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): People {
  const people = () => db.selectFrom('person').selectAll().where('appid', '=', appid)
  const many = (query: Promise<Row[]>): Promise<Person[]> => read(query.then((rows) => rows.map(toPerson)))

  return {
    note: (contacts) =>
      commit.write(async (trx) => {
        for (const some of inSteps(contacts)) await noteSome(trx, appid, some)
      }),

    import: (imported) =>
      commit.write(async (trx) => {
        let fresh = 0
        for (const some of inSteps(imported)) fresh += await importSome(trx, appid, some)
        return fresh
      }),

    find: async (openid) => (await many(people().where('openid', '=', openid).execute()))[0],

    async findMany(openids) {
      const found: Person[] = []
      for (const some of inSteps(openids)) found.push(...(await many(people().where('openid', 'in', some).execute())))
      return found
    },

    numbered: (from, to, limit) =>
      many(people().where('number', '>=', from).where('number', '<=', to).orderBy('number').limit(limit).execute()),

    greatestNumber: () =>
      read(
        db
          .selectFrom('person')
          .select((eb) => eb.fn.max('number').as('greatest'))
          .where('appid', '=', appid)
          .executeTakeFirst()
          .then((row) => row?.greatest ?? 0),
      ),

    async called(name, limit) {
      const key = comparableName(name)
      const byAlias = await many(people().where('alias_key', '=', key).orderBy('number').limit(limit).execute())
      if (byAlias.length > 0) return byAlias
      return many(people().where('remark_key', '=', key).orderBy('number').limit(limit).execute())
    },

    search(fragment, limit) {
      const key = comparableName(fragment)
      return many(
        people()
          .where((eb) =>
            eb.or([
              eb(eb.fn<number>('instr', ['alias_key', eb.val(key)]), '>', 0),
              eb(eb.fn<number>('instr', ['remark_key', eb.val(key)]), '>', 0),
              eb('openid', 'like', `%${fragment.replaceAll(/[%_]/g, '')}`).and(eb.val(fragment.length), '>=', 3),
            ]),
          )
          .orderBy('number')
          .limit(limit)
          .execute(),
      )
    },

    recent: (kinds, limit) =>
      many(
        people()
          .where('contact_at', 'is not', null)
          .$if(kinds !== null, (query) => query.where('contact_kind', 'in', kinds ?? []))
          .orderBy('contact_at', 'desc')
          .orderBy('number', 'desc')
          .limit(limit)
          .execute(),
      ),

    async members(groups, limit, offset) {
      const within = JSON.stringify(groups)
      const all = await read(
        db
          .selectFrom('person')
          .select((eb) => eb.fn.countAll<number>().as('all'))
          .where('appid', '=', appid)
          .where('groups', '=', within)
          .executeTakeFirstOrThrow(),
      )
      const rows = people().where('groups', '=', within).orderBy('number').limit(limit).offset(offset)
      return { all: all.all, people: await many(rows.execute()) }
    },

    count: () =>
      read(
        db
          .selectFrom('person')
          .select((eb) => eb.fn.countAll<number>().as('all'))
          .where('appid', '=', appid)
          .executeTakeFirstOrThrow()
          .then(({ all }) => all),
      ),

    names: () =>
      read(
        db
          .selectFrom('person')
          .select(['alias', 'remark'])
          .where('appid', '=', appid)
          .where((eb) => eb.or([eb('alias_key', 'is not', null), eb('remark_key', 'is not', null)]))
          .execute()
          .then((rows) => rows.flatMap(({ alias, remark }) => [alias, remark].filter((name) => name !== null))),
      ),

    setAlias: (openid, alias) =>
      commit.write(async (trx) => {
        await importSome(trx, appid, [{ openid }])
        const row = await trx
          .updateTable('person')
          .set({ alias, alias_key: alias === null ? null : comparableName(alias) })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .returningAll()
          .executeTakeFirstOrThrow()
        return toPerson(row)
      }),
  }
}

function toPerson(row: Row): Person {
  return {
    openid: row.openid,
    number: row.number,
    alias: row.alias,
    remark: row.remark,
    groups: row.groups === null ? null : (JSON.parse(row.groups) as number[]),
    contact:
      row.contact_at === null || row.contact_kind === null
        ? null
        : { kind: row.contact_kind as ContactKind, at: row.contact_at },
  }
}

/** The rows that these people have, and rows with the next numbers for the others. */
async function rowsOf(trx: Transaction<Schema>, appid: string, openids: readonly string[]): Promise<Map<string, Row>> {
  const known = await trx
    .selectFrom('person')
    .selectAll()
    .where('appid', '=', appid)
    .where('openid', 'in', openids)
    .execute()
  const rows = new Map(known.map((row) => [row.openid, row]))
  const fresh = [...new Set(openids)].filter((openid) => !rows.has(openid))
  if (fresh.length === 0) return rows
  const counter = await trx
    .insertInto('person_counter')
    .values({ appid, last: fresh.length })
    .onConflict((conflict) =>
      conflict.column('appid').doUpdateSet((eb) => ({ last: eb('person_counter.last', '+', fresh.length) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  for (const [at, openid] of fresh.entries()) {
    const number = counter.last - fresh.length + 1 + at
    rows.set(openid, { ...NOBODY, appid, openid, number })
  }
  return rows
}

const NOBODY = {
  alias: null,
  alias_key: null,
  remark: null,
  remark_key: null,
  groups: null,
  contact_kind: null,
  contact_at: null,
} as const

async function noteSome(trx: Transaction<Schema>, appid: string, contacts: readonly Contact[]): Promise<void> {
  const rows = await rowsOf(
    trx,
    appid,
    contacts.map(({ openid }) => openid),
  )
  for (const { openid, kind, at } of contacts) {
    const row = rows.get(openid)
    if (row !== undefined) rows.set(openid, { ...row, contact_kind: kind, contact_at: at })
  }
  await trx
    .insertInto('person')
    .values([...rows.values()])
    .onConflict((conflict) =>
      conflict.columns(['appid', 'openid']).doUpdateSet((eb) => ({
        contact_kind: eb.ref('excluded.contact_kind'),
        contact_at: eb.ref('excluded.contact_at'),
      })),
    )
    .execute()
}

async function importSome(trx: Transaction<Schema>, appid: string, people: readonly Imported[]): Promise<number> {
  const rows = await rowsOf(
    trx,
    appid,
    people.map(({ openid }) => openid),
  )
  const before = await trx
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .where('appid', '=', appid)
    .where('openid', 'in', [...rows.keys()])
    .executeTakeFirstOrThrow()
  for (const { openid, remark, groups } of people) {
    const row = rows.get(openid)
    if (row === undefined) continue
    rows.set(openid, {
      ...row,
      ...(remark === undefined ? {} : { remark, remark_key: remark === null ? null : comparableName(remark) }),
      ...(groups === undefined ? {} : { groups: JSON.stringify(groups) }),
    })
  }
  await trx
    .insertInto('person')
    .values([...rows.values()])
    .onConflict((conflict) =>
      conflict.columns(['appid', 'openid']).doUpdateSet((eb) => ({
        remark: eb.ref('excluded.remark'),
        remark_key: eb.ref('excluded.remark_key'),
        groups: eb.ref('excluded.groups'),
      })),
    )
    .execute()
  return rows.size - before.all
}

function* inSteps<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += ROWS_A_STATEMENT) yield all.slice(at, at + ROWS_A_STATEMENT)
}

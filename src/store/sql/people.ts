import { sql, type Kysely, type Selectable, type Transaction } from 'kysely'
import { comparableName } from '../../domain/group.ts'
import type { Contact, ContactKind, Imported, People, Person } from '../people.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Schema } from './schema.ts'

/** Rows one statement carries. */
const ROWS_A_STATEMENT = 2_000

type Row = Selectable<Schema['person']>

/** The people of one appid on SQLite. */
export function createPeople(
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

    update: (told) =>
      commit.write(async (trx) => {
        for (const some of inSteps(told)) await updateSome(trx, appid, some)
      }),

    find: async (openid) => (await many(people().where('openid', '=', openid).execute()))[0],

    findMany: (openids) =>
      many(
        people()
          .where('openid', 'in', sql<string>`(select value from json_each(${JSON.stringify(openids)}))`)
          .execute(),
      ),

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

/** The numbers that these people have, the next ones for whoever has none; `fresh` is how many had none. */
async function numbersOf(
  trx: Transaction<Schema>,
  appid: string,
  openids: readonly string[],
): Promise<{ numbers: Map<string, number>; fresh: number }> {
  const known = await sql<{ openid: string; number: number }>`
    select openid, number from person
    where appid = ${appid} and openid in (select value from json_each(${JSON.stringify(openids)}))
  `.execute(trx)
  const numbers = new Map(known.rows.map(({ openid, number }) => [openid, number]))
  const fresh = [...new Set(openids)].filter((openid) => !numbers.has(openid))
  if (fresh.length === 0) return { numbers, fresh: 0 }
  const counter = await trx
    .insertInto('person_counter')
    .values({ appid, last: fresh.length })
    .onConflict((conflict) =>
      conflict.column('appid').doUpdateSet((eb) => ({ last: eb('person_counter.last', '+', fresh.length) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  for (const [at, openid] of fresh.entries()) numbers.set(openid, counter.last - fresh.length + 1 + at)
  return { numbers, fresh: fresh.length }
}

/** All of one statement travel in one JSON text: a statement for each number of rows would have to be parsed, and kept. */
async function noteSome(trx: Transaction<Schema>, appid: string, contacts: readonly Contact[]): Promise<void> {
  const { numbers } = await numbersOf(
    trx,
    appid,
    contacts.map(({ openid }) => openid),
  )
  const rows = contacts.map(({ openid, kind, at }) => [openid, numbers.get(openid), kind, at])
  await sql`
    insert into person (appid, openid, number, contact_kind, contact_at)
    select ${appid}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${JSON.stringify(rows)}) where true
    on conflict (appid, openid) do update
    set contact_kind = excluded.contact_kind, contact_at = excluded.contact_at
  `.execute(trx)
}

async function importSome(trx: Transaction<Schema>, appid: string, people: readonly Imported[]): Promise<number> {
  const { numbers, fresh } = await numbersOf(
    trx,
    appid,
    people.map(({ openid }) => openid),
  )
  const rows = [...numbers]
  await sql`
    insert into person (appid, openid, number)
    select ${appid}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows)}) where true
    on conflict (appid, openid) do nothing
  `.execute(trx)
  await updateSome(trx, appid, people)
  return fresh
}

async function updateSome(trx: Transaction<Schema>, appid: string, people: readonly Imported[]): Promise<void> {
  const remarks = people.flatMap(({ openid, remark }) =>
    remark === undefined ? [] : [[openid, remark, remark === null ? null : comparableName(remark)]],
  )
  await sql`
    update person set remark = given.value ->> 1, remark_key = given.value ->> 2
    from json_each(${JSON.stringify(remarks)}) as given
    where person.appid = ${appid} and person.openid = given.value ->> 0
  `.execute(trx)
  const places = people.flatMap(({ openid, groups }) =>
    groups === undefined ? [] : [[openid, JSON.stringify(groups)]],
  )
  await sql`
    update person set groups = given.value ->> 1
    from json_each(${JSON.stringify(places)}) as given
    where person.appid = ${appid} and person.openid = given.value ->> 0
  `.execute(trx)
}

function* inSteps<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += ROWS_A_STATEMENT) yield all.slice(at, at + ROWS_A_STATEMENT)
}

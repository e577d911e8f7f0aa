import { sql, type Selectable, type Transaction } from 'kysely'
import { comparableName } from '../../../domain/group.ts'
import type { Contact, ContactKind, Imported, Person } from '../../people.ts'
import type { Schema } from '../schema.ts'

export type PersonRow = Selectable<Schema['person']>

export function toPerson(row: PersonRow): Person {
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

/** All of one statement travel in one JSON text: a statement for each number of rows would have to be parsed, and kept. */
export async function noteSome(trx: Transaction<Schema>, appid: string, contacts: readonly Contact[]): Promise<void> {
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

/** Returns how many of them were new. */
export async function importSome(
  trx: Transaction<Schema>,
  appid: string,
  people: readonly Imported[],
): Promise<number> {
  const { numbers, fresh } = await numbersOf(
    trx,
    appid,
    people.map(({ openid }) => openid),
  )
  await sql`
    insert into person (appid, openid, number)
    select ${appid}, value ->> 0, value ->> 1 from json_each(${JSON.stringify([...numbers])}) where true
    on conflict (appid, openid) do nothing
  `.execute(trx)
  for (const one of people) await updateOne(trx, appid, one)
  return fresh
}

/** One by one and by their key: joined with a list of them, SQLite walks through everybody to find these. */
export async function updateOne(
  trx: Transaction<Schema>,
  appid: string,
  { openid, remark, groups }: Imported,
): Promise<void> {
  if (remark === undefined && groups === undefined) return
  await trx
    .updateTable('person')
    .set({
      ...(remark === undefined ? {} : { remark, remark_key: remark === null ? null : comparableName(remark) }),
      ...(groups === undefined ? {} : { groups: JSON.stringify(groups) }),
    })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .execute()
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

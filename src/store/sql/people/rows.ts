import { sql, type Selectable, type Transaction } from 'kysely'
import { toWireSeconds } from '../../../domain/clock.ts'
import { comparableName } from '../../../domain/group.ts'
import type { Contact, ContactKind, ImportedPerson, Person } from '../../people.ts'
import type { Engine } from '../engine.ts'
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
export async function noteSome(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  contacts: readonly Contact[],
): Promise<void> {
  const left = await engine.leavers(
    trx,
    appid,
    contacts.map(({ openid }) => openid),
  )
  const here = contacts.filter(({ openid, at, followedAt = -Infinity }) => {
    const leftAt = left.get(openid) ?? -Infinity
    return toWireSeconds(at) > leftAt || followedAt >= leftAt
  })
  const { numbers } = await numbersOf(
    trx,
    appid,
    engine,
    here.map(({ openid }) => openid),
  )
  const rows = here
    .map(({ openid, kind, at, followedAt }) => [openid, numbers.get(openid), kind, at, followedAt] as const)
    .sort(byOpenid)
  await sql`
    insert into person (appid, openid, number, contact_kind, contact_at, followed_at)
    select ${appid}, given.value ->> 0, cast(given.value ->> 1 as bigint), given.value ->> 2,
      cast(given.value ->> 3 as bigint), cast(given.value ->> 4 as bigint)
    from ${engine.each(rows)} where true
    on conflict (appid, openid) do update
    set contact_kind = excluded.contact_kind, contact_at = excluded.contact_at,
      followed_at = coalesce(excluded.followed_at, person.followed_at)
    where person.contact_at is null or person.contact_at <= excluded.contact_at
  `.execute(trx)
}

/** Returns how many of them were new. */
export async function importSome(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  people: readonly ImportedPerson[],
): Promise<number> {
  const { numbers, fresh } = await numbersOf(
    trx,
    appid,
    engine,
    people.map(({ openid }) => openid),
  )
  const rows = [...numbers].sort(byOpenid)
  await sql`
    insert into person (appid, openid, number)
    select ${appid}, given.value ->> 0, cast(given.value ->> 1 as bigint) from ${engine.each(rows)} where true
    on conflict (appid, openid) do nothing
  `.execute(trx)
  for (const one of people) await updateOne(trx, appid, one)
  return fresh
}

/** One by one and by their key: joined with a list of them, SQLite walks through everybody to find these. */
export async function updateOne(
  trx: Transaction<Schema>,
  appid: string,
  { openid, remark, groups, followedAt = null }: ImportedPerson,
): Promise<void> {
  if (remark === undefined && groups === undefined && followedAt === null) return
  await trx
    .updateTable('person')
    .set({
      ...(remark === undefined ? {} : { remark, remark_key: remark === null ? null : comparableName(remark) }),
      ...(groups === undefined ? {} : { groups: JSON.stringify(groups) }),
      ...(followedAt === null
        ? {}
        : {
            contact_kind: sql<string>`coalesce(contact_kind, 'imported')`,
            contact_at: sql<number>`coalesce(contact_at, ${followedAt})`,
          }),
    })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .execute()
}

/** The numbers that these people have, the next ones for whoever has none; `fresh` is how many had none. */
async function numbersOf(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  openids: readonly string[],
): Promise<{ numbers: Map<string, number>; fresh: number }> {
  const ask = async (): Promise<Map<string, number>> => {
    const { rows } = await sql<{ openid: string; number: number }>`
      select openid, number from person where appid = ${appid} and ${engine.among('openid', openids)}
    `.execute(trx)
    return new Map(rows.map(({ openid, number }) => [openid, number]))
  }
  let numbers = await ask()
  const different = new Set(openids)
  if (numbers.size === different.size) return { numbers, fresh: 0 }
  if (engine.isShared) {
    await engine.holdPeople(trx, appid)
    numbers = await ask()
  }
  const fresh = [...different].filter((openid) => !numbers.has(openid))
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

/** One order for every process that writes, so that no two wait for each other in a circle. */
function byOpenid([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number {
  return one < other ? -1 : 1
}

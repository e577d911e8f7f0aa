import { sql, type Kysely, type Transaction } from 'kysely'
import type { Errand, Errands, NewErrand } from '../../rules/errands.ts'
import type { Engine } from '../engine.ts'
import { markOf } from '../forgetting/marks.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import { broughtBy } from './counts.ts'
import { endSome, isOfRule } from './ledger-rows.ts'

/** What rules have still to do, of one appid. */
export function createErrands(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): Errands {
  const errands = () => db.selectFrom('errand').select(COLUMNS).where('appid', '=', appid)
  return {
    put: (all) =>
      commit.write(async (trx) => {
        for (const one of inOrder(all)) await putOne(trx, appid, one)
      }),

    waiting: (limit) =>
      read(
        errands()
          .where('begun_from', 'is', null)
          .orderBy('written_at')
          .limit(limit)
          .execute()
          .then((rows) => rows.map(toErrand)),
      ),

    begun: () =>
      read(
        errands()
          .where('begun_from', 'is not', null)
          .execute()
          .then((rows) => rows.map(toErrand)),
      ),

    count: () =>
      read(
        db
          .selectFrom('errand')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('appid', '=', appid)
          .executeTakeFirstOrThrow()
          .then(({ n }) => n),
      ),

    async changedSince(all) {
      const found = new Map<string, 'done' | 'under-way'>()
      for (const one of all) {
        const state = await read(changeSince(db, appid, one))
        if (state !== undefined) found.set(one.openid, state)
      }
      return found
    },

    begin: (begun) =>
      commit.write(async (trx) => {
        for (const { openid, from } of begun) {
          await trx
            .updateTable('errand')
            .set({ begun_from: JSON.stringify(from) })
            .where('appid', '=', appid)
            .where('openid', '=', openid)
            .execute()
        }
      }),

    putBack: (openids) =>
      commit.write(async (trx) => {
        for (const openid of [...openids].sort()) {
          await trx
            .updateTable('errand')
            .set({ begun_from: null })
            .where('appid', '=', appid)
            .where('openid', '=', openid)
            .execute()
        }
      }),

    end: (ends, rules, at) => commit.write((trx) => endSome(trx, appid, engine, ends, rules, at)),

    rowsOf: (rule, since, limit) =>
      read(
        db
          .selectFrom('command')
          .select('number')
          .where('appid', '=', appid)
          .where('admin', '=', `rule:${rule}`)
          .where('accepted_at', '>=', since)
          .where('undone_by', 'is', null)
          .orderBy('number', 'desc')
          .limit(limit)
          .execute()
          .then((rows) => rows.map(({ number }) => number)),
      ),

    async changesOf(rule, numbers) {
      const all = []
      for (const number of [...numbers].sort((one, other) => one - other)) {
        const query = db
          .selectFrom('item')
          .select(['openid', 'from_groups', 'to_groups'])
          .select((eb) =>
            eb
              .selectFrom('brought')
              .select('brought.rule')
              .whereRef('brought.appid', '=', 'item.appid')
              .whereRef('brought.openid', '=', 'item.openid')
              .where('brought.rule', '=', rule)
              .limit(1)
              .as('brought_by'),
          )
          .where('appid', '=', appid)
          .where('number', '=', number)
        for (const { openid, from_groups: from, to_groups: to, brought_by: by } of await read(query.execute()))
          all.push({ number, openid, from: idsIn(from), to: idsIn(to), stands: by !== null })
      }
      return all
    },

    markUndone: (numbers, by) =>
      commit.write(async (trx) => {
        for (const number of numbers) {
          await trx
            .updateTable('command')
            .set({ undone_by: by })
            .where('appid', '=', appid)
            .where('number', '=', number)
            .execute()
        }
      }),

    brought: () => read(broughtBy(db, appid)),
  }
}

const COLUMNS = ['openid', 'rule', 'written_at', 'begun_from'] as const

/** One order for every process that writes, so that no two wait for each other in a circle. */
function inOrder(all: readonly NewErrand[]): NewErrand[] {
  return [...all].sort((one, other) => (one.openid < other.openid ? -1 : 1))
}

async function putOne(trx: Transaction<Schema>, appid: string, { openid, rule, writtenAt }: NewErrand): Promise<void> {
  await sql`
    insert into errand (appid, openid, rule, written_at)
    select ${appid}, ${openid}, cast(${rule} as bigint), cast(${writtenAt} as bigint)
    where not exists (
      select 1 from brought where appid = ${appid} and openid = ${openid} and rule = ${rule} and written_at >= ${writtenAt}
    ) and not exists (
      select 1 from mark where appid = ${appid} and mark = ${markOf(appid, openid)} and left_at > ${Math.floor(writtenAt / 1000)}
    )
    on conflict (appid, openid) do update set
      rule = case when errand.begun_from is null then excluded.rule else errand.rule end,
      written_at = case when errand.begun_from is null then excluded.written_at else errand.written_at end,
      next_rule = case when errand.begun_from is null then null else excluded.rule end,
      next_written_at = case when errand.begun_from is null then null else excluded.written_at end
    where excluded.written_at >= coalesce(errand.next_written_at, errand.written_at)
      and not (errand.rule = excluded.rule and errand.written_at = excluded.written_at)
  `.execute(trx)
}

/**
 * What an admin said of somebody in the second of the push or later, also that they shall be where they are: of a label errand
 * that label, else their groups.
 */
async function changeSince(
  db: Kysely<Schema>,
  appid: string,
  { openid, writtenAt, label }: { openid: string; writtenAt: number; label: number | null },
): Promise<'done' | 'under-way' | undefined> {
  const tag = JSON.stringify([label])
  const rows = await db
    .selectFrom('item')
    .innerJoin('command', (join) =>
      join.onRef('command.appid', '=', 'item.appid').onRef('command.number', '=', 'item.number'),
    )
    .select(['command.outcome'])
    .where('item.appid', '=', appid)
    .where('item.openid', '=', openid)
    .where('item.written_at', '>=', writtenAt)
    .where('command.kind', '=', 'change')
    .where(({ not }) => not(isOfRule))
    .where((eb) => {
      const touched =
        label === null
          ? eb('command.command', 'not in', ['打标签', '去标签'])
          : eb.or([eb('item.to_groups', '=', tag), eb('item.from_groups', '=', tag)])
      return eb.or([
        eb('command.outcome', 'is', null),
        eb.and([eb('command.outcome', 'in', ['done', 'unknown']), eb('item.to_groups', 'is not', null), touched]),
        eb.and([eb('item.outcome', '=', 'unchanged'), touched]),
      ])
    })
    .execute()
  if (rows.some(({ outcome }) => outcome !== null)) return 'done'
  return rows.length > 0 ? 'under-way' : undefined
}

function toErrand(row: { openid: string; rule: number; written_at: number; begun_from: string | null }): Errand {
  const { openid, rule, written_at: writtenAt, begun_from: from } = row
  return { openid, rule, writtenAt, begunFrom: from === null ? null : idsIn(from) }
}

function idsIn(json: string | null): number[] {
  return json === null ? [] : (JSON.parse(json) as number[])
}

import { sql, type RawBuilder, type Transaction } from 'kysely'
import { openidsIn } from '../../domain/follower.ts'
import type { ItemChange } from '../ledger.ts'
import type { AcceptedRow, Cell, LedgerWrites } from '../sql/engine.ts'
import { markOf } from '../sql/forgetting/marks.ts'
import { eraseAgain, eraseIfGone, noteMention } from '../sql/forgetting/mentions.ts'
import { takeSteps, useUp } from '../sql/ledger-writes.ts'
import { endColumns, toColumns } from '../sql/rows.ts'
import { addCounts, Gathered, toCountRows } from '../sql/rules/counts.ts'
import { countGroups, idsIn, planFacts } from '../sql/rules/standing.ts'
import type { Schema } from '../sql/schema.ts'
import { settleWaiting } from '../sql/timed/move-ends.ts'
import { given } from './given.ts'

/** One person of a command, as their row is sent back: openid, groups before and after, outcome. */
type ItemCells = readonly [openid: string, from: string | null, to: string | null, outcome: string | null]

interface Ended {
  /** null when it had ended before. */
  readonly plan: string | null
  readonly wasOpen: boolean
  readonly anyEnds: boolean
  readonly items: readonly ItemCells[] | null
}

/** As few statements as it takes: each costs more to be read, planned and brought over than to be carried out. */
export const POSTGRES_LEDGER: LedgerWrites = {
  async accept(trx, appid, command) {
    const columns = toColumns(command)
    const marks = new Map(command.openids.map((openid) => [markOf(appid, openid), openid]))
    const { rows } = await sql<AcceptedRow & { readonly marked: readonly number[] | null }>`
      with counted as (
        insert into command_counter (appid, last) values (${appid}, 1)
        on conflict (appid) do update set last = command_counter.last + 1 returning last
      ), fresh as (
        insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state)
        select ${appid}, counted.last, ${columns.kind}, ${columns.admin}, ${columns.dedupe_key},
          ${bigint(columns.written_at)}, ${bigint(columns.accepted_at)}, ${columns.command}, ${columns.args},
          ${columns.asked}, ${columns.state}
        from counted on conflict (appid, dedupe_key) do nothing returning *
      ), named as (
        insert into item (appid, number, openid, written_at)
        select ${appid}, fresh.number, given.value ->> 0, fresh.written_at
        from fresh, ${given(command.openids.map((openid) => [openid]))}
      )
      select fresh.*, (
        select json_agg(mark) from mark where appid = ${appid} and mark = any(cast(${[...marks.keys()]} as bigint[]))
      ) as marked
      from fresh
    `.execute(trx)
    const [inserted] = rows
    if (inserted === undefined) {
      // Nobody else has been given a number since: the counter is locked until this transaction ends.
      await sql`update command_counter set last = last - 1 where appid = ${appid}`.execute(trx)
      return undefined
    }
    const { marked, ...row } = inserted
    await useUp(trx, appid, command)
    for (const mark of marked ?? []) await eraseIfGone(trx, appid, marks.get(mark) ?? '')
    return row
  },

  async markSent(trx, appid, { number, plan, items, at }) {
    const { rows } = await sql<{ planned: number }>`
      with sent as (
        update command set state = 'sent', plan = ${JSON.stringify(plan)}, sent_at = ${bigint(at)}, attempts = attempts + 1
        where appid = ${appid} and number = ${bigint(number)} and state <> 'ended'
      ), planned as (
        update item set from_groups = given.value ->> 1, to_groups = given.value ->> 2 from ${given(items.map(toPlanned))}
        where appid = ${appid} and number = ${bigint(number)} and openid = given.value ->> 0 returning 1
      )
      select count(*) as planned from planned
    `.execute(trx)
    if (items.length === 0 || rows[0]?.planned !== 0) return
    // It had named nobody when it was accepted.
    await sql`
      insert into item (appid, number, openid, written_at, from_groups, to_groups)
      select command.appid, command.number, given.value ->> 0, command.written_at, given.value ->> 1, given.value ->> 2
      from command, ${given(items.map(toPlanned))}
      where command.appid = ${appid} and command.number = ${bigint(number)}
      on conflict (appid, number, openid) do update set from_groups = excluded.from_groups, to_groups = excluded.to_groups
    `.execute(trx)
    await eraseAgain(
      trx,
      appid,
      items.map(({ openid }) => openid),
    )
  },

  async markItems(trx, appid, number, ends) {
    const rows = ends.map((end): Cell[] => {
      const { outcome, to_groups: label = null, fault = null } = { ...endColumns(end) }
      return [end.openid, outcome, label, fault]
    })
    await sql`
      update item set outcome = given.value ->> 1,
        to_groups = case given.value ->> 1 when 'unchanged' then given.value ->> 2 else to_groups end,
        fault = case given.value ->> 1 when 'unchanged' then fault else given.value ->> 3 end
      from ${given(rows)}
      where appid = ${appid} and number = ${bigint(number)} and openid = given.value ->> 0
    `.execute(trx)
  },

  async end(trx, appid, { number, outcome, answer, at, steps, stands }) {
    const { rows } = await sql<Ended>`
      with ended as (
        update command set state = 'ended', outcome = ${outcome}, answer = ${JSON.stringify(answer)}, ended_at = ${bigint(at)}
        where appid = ${appid} and number = ${bigint(number)} and state <> 'ended' returning plan
      )
      select (select plan from ended) as plan, exists (select 1 from ended) as "wasOpen",
        exists (select 1 from move_end where appid = ${appid}) as "anyEnds",
        (
          select json_agg(json_build_array(openid, from_groups, to_groups, outcome)) from item
          where appid = ${appid} and number = ${bigint(number)}
        ) as items
    `.execute(trx)
    const { plan, wasOpen, anyEnds, items } = { ...NOTHING, ...rows[0] }
    const people = items ?? []
    const isAbout = new Set(people.map(([openid]) => openid))
    for (const openid of openidsIn(answer)) if (!isAbout.has(openid)) await noteMention(trx, appid, number, openid)
    await takeSteps(trx, appid, number, steps)
    // What has ended before was counted then.
    if (outcome === 'done' && wasOpen) await settle(trx, appid, people, plan ?? '', at)
    if (anyEnds) await settleWaiting(trx, appid, number, stands)
  },
}

const NOTHING: Ended = { plan: null, wasOpen: false, anyEnds: false, items: null }

/** What a command that is done has changed: kept with whoever has a number, and counted. */
async function settle(
  trx: Transaction<Schema>,
  appid: string,
  people: readonly ItemCells[],
  plan: string,
  at: number,
): Promise<void> {
  const moved = people.filter(([, , to, outcome]) => to !== null && (outcome === null || outcome === 'done'))
  if (moved.length === 0) return
  const { isLabel, backend } = planFacts(plan)
  const gathered = new Gathered()
  const left = moved.flatMap(([openid, from, to]): Cell[][] =>
    countGroups(backend, { openid, from: idsIn(from), to: idsIn(to) ?? [] }, gathered).map((id) => [openid, id]),
  )
  const counts = toCountRows(appid, gathered.all, at)
  const { rows } = await sql<{ rule: number }>`
    with placed as (
      update person set groups = given.value ->> 1 from ${given(isLabel ? [] : moved.map(([openid, , to]) => [openid, to]))}
      where appid = ${appid} and openid = given.value ->> 0
    ), counted as (
      insert into daily_count (appid, day, subject, came, went)
      select ${appid}, cast(given.value ->> 0 as bigint), given.value ->> 1, cast(given.value ->> 2 as bigint),
        cast(given.value ->> 3 as bigint)
      from ${given(counts.map(({ day, subject, came, went }) => [day, subject, came, went]))}
      on conflict (appid, day, subject) do update
      set came = daily_count.came + excluded.came, went = daily_count.went + excluded.went
    ), lost as (
      delete from brought using ${given(left)}
      where appid = ${appid} and openid = given.value ->> 0 and to_group = cast(given.value ->> 1 as bigint)
      returning rule
    )
    select rule from lost
  `.execute(trx)
  const rules = new Gathered()
  for (const { rule } of rows) rules.left({ kind: 'rule', number: rule })
  await addCounts(trx, appid, rules.all, at)
}

function toPlanned({ openid, from, to }: ItemChange): Cell[] {
  return [openid, from === null ? null : JSON.stringify(from), JSON.stringify(to)]
}

/** Where PostgreSQL can't know the type of a number by itself. */
function bigint(value: number): RawBuilder<number> {
  return sql<number>`cast(${value} as bigint)`
}

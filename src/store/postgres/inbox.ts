import { sql, type Kysely, type RawBuilder } from 'kysely'
import { StoreUnavailableError } from '../errors.ts'
import type { ReplyContent } from '../../domain/reply.ts'
import {
  DEPARTURES_KEPT_MS,
  type ExecutorInbox,
  type FinalAnswer,
  type Inbox,
  type InboxAnswer,
  type InboxRow,
  type DeliveryReport,
} from '../fleet.ts'
import type { GroupCommit } from '../sql/group-commit.ts'
import type { Schema } from '../sql/schema.ts'
import { LEAVERS_KEPT_MS, POSTGRES, tombstoneOf } from './engine.ts'
import { HINTS } from './hints.ts'

/** As long as a signature can be fresh; no delivery comes later than a minute after the first. */
const KEPT_MS = 900_000

type Read = <T>(query: Promise<T>) => Promise<T>

/** The inbox of one account as every process may use it. */
export function createInbox(db: Kysely<Schema>, appid: string): Inbox {
  const read: Read = (query) =>
    query.catch((error: unknown) => {
      throw new StoreUnavailableError(error)
    })
  return {
    async put({ dedupeKey, kind, from, text, fromMenu, writtenAt, proof }) {
      const [signature, body] = [proof?.signature ?? null, proof?.body ?? null]
      // One statement: whoever puts the same message in meanwhile waits at the counter, and then finds it.
      const { rows } = await read(
        sql<{ deliveries: number | null }>`
          with replayed as (
            select 1 from inbox where appid = ${appid} and signature = ${signature} and body_hash <> ${body}
          ), known as (
            update inbox set deliveries = deliveries + 1
            where appid = ${appid} and dedupe_key = ${dedupeKey} and not exists (select 1 from replayed)
            returning deliveries
          ), numbered as (
            insert into inbox_counter (appid, last)
            select ${appid}, 1 where not exists (select 1 from known) and not exists (select 1 from replayed)
            on conflict (appid) do update set last = inbox_counter.last + 1
            returning last
          ), fresh as (
            insert into inbox (appid, dedupe_key, seq, kind, sender, body, from_menu, written_at, arrived_at, deliveries, signature, body_hash)
            select ${appid}, ${dedupeKey}, numbered.last, ${kind}, ${from}, ${text}, cast(${Number(fromMenu)} as bigint), cast(${writtenAt} as bigint), clock_timestamp(), 1, ${signature}, ${body}
            from numbered
            on conflict (appid, dedupe_key) do update set deliveries = inbox.deliveries + 1
            returning deliveries
          )
          select deliveries, pg_notify(${HINTS}, ${appid}) from (select * from known union all select * from fresh) as found
        `.execute(db),
      )
      const [row] = rows
      return row === undefined ? { kind: 'replayed' } : { kind: 'put', deliveries: row.deliveries ?? 1 }
    },

    async leave(openid, dedupeKey, at) {
      await read(
        sql`
          with buried as (
            insert into tombstone (appid, hash, at) values (${appid}, ${tombstoneOf(appid, openid)}, ${at * 1000})
            on conflict (appid, hash) do update set at = greatest(tombstone.at, excluded.at)
          ), ${queued(appid, dedupeKey, 'gone', openid, '', at * 1000)}
          select pg_notify(${HINTS}, ${appid})
        `.execute(db),
      )
    },

    async departures(after) {
      const { rows } = await read(
        sql<{ seq: number; openid: string; at: number }>`
          select seq, sender as openid, written_at / 1000 as at from inbox
          where appid = ${appid} and kind = 'gone' and seq > ${after} order by seq
        `.execute(db),
      )
      return rows
    },

    async follow(openid, message, contents) {
      const body = JSON.stringify(contents)
      await read(
        sql`
          with ${queued(appid, `others ${message}`, 'others', openid, body, 0)}
          select pg_notify(${HINTS}, ${appid})
        `.execute(db),
      )
    },

    async answers(dedupeKeys) {
      const { rows } = await read(
        sql<{ dedupe_key: string; interim: string | null; final: string | null }>`
          select dedupe_key, interim, final from inbox
          where appid = ${appid} and dedupe_key in ${POSTGRES.among(dedupeKeys)} and (interim is not null or final is not null)
        `.execute(db),
      )
      return rows.map(({ dedupe_key, interim, final }): InboxAnswer => ({
        dedupeKey: dedupe_key,
        interim,
        final: final === null ? null : (JSON.parse(final) as FinalAnswer),
      }))
    },

    async report(dedupeKey, taken) {
      await read(
        sql`
          with reported as (
            update inbox set taken = ${taken}, acknowledged = 0
            where appid = ${appid} and dedupe_key = ${dedupeKey} and (taken is null or taken <> 'final')
            returning 1
          )
          select pg_notify(${HINTS}, ${appid}) from reported
        `.execute(db),
      )
    },
  }
}

/** The same as whoever executes may use it: each write is part of a transaction that holds the term. */
export function createExecutorInbox(db: Kysely<Schema>, commit: GroupCommit, appid: string): ExecutorInbox {
  const read: Read = (query) =>
    query.catch((error: unknown) => {
      throw new StoreUnavailableError(error)
    })
  const write = (statement: RawBuilder<unknown>): Promise<void> =>
    commit.write(async (trx) => {
      await statement.execute(trx)
    })
  return {
    async next(after, limit) {
      const { rows } = await read(
        sql<RawRow>`
          select dedupe_key, seq, kind, sender, body, from_menu, written_at,
            cast(extract(epoch from clock_timestamp() - arrived_at) * 1000 as bigint) as age_ms
          from inbox where appid = ${appid} and seq > ${after} and final is null order by seq limit ${limit}
        `.execute(db),
      )
      return rows.map(toRow)
    },

    putInterim: (dedupeKey, text) =>
      write(sql`
        with told as (
          update inbox set interim = ${text} where appid = ${appid} and dedupe_key = ${dedupeKey} and final is null returning 1
        )
        select pg_notify(${HINTS}, ${appid}) from told
      `),

    // What was said is needed no longer once it is answered.
    putFinal: (dedupeKey, final) =>
      write(sql`
        with told as (
          update inbox set final = ${JSON.stringify(final)}, body = ''
          where appid = ${appid} and dedupe_key = ${dedupeKey} returning 1
        )
        select pg_notify(${HINTS}, ${appid}) from told
      `),

    async reports() {
      const { rows } = await read(
        sql<{ dedupe_key: string; taken: DeliveryReport['taken'] }>`
          select dedupe_key, taken from inbox where appid = ${appid} and acknowledged = 0
        `.execute(db),
      )
      return rows.map(({ dedupe_key, taken }) => ({ dedupeKey: dedupe_key, taken }))
    },

    acknowledge: (reports) =>
      commit.write(async (trx) => {
        for (const { dedupeKey, taken } of reports)
          await sql`
            update inbox set acknowledged = 1 where appid = ${appid} and dedupe_key = ${dedupeKey} and taken = ${taken}
          `.execute(trx)
      }),

    sweep: () =>
      commit.write(async (trx) => {
        await sql`
          delete from inbox where appid = ${appid} and final is not null
            and arrived_at < clock_timestamp() - make_interval(secs => ${KEPT_MS / 1000})
        `.execute(trx)
        await sql`
          delete from inbox where appid = ${appid} and kind = 'gone' and final is not null
            and arrived_at < clock_timestamp() - make_interval(secs => ${DEPARTURES_KEPT_MS / 1000})
        `.execute(trx)
        await sql`
          delete from tombstone where appid = ${appid}
            and at < extract(epoch from clock_timestamp()) * 1000 - ${LEAVERS_KEPT_MS}
        `.execute(trx)
      }),
  }
}

/** What is put in once, whoever puts it in again, for whoever executes: common table expressions. */
function queued(
  appid: string,
  dedupeKey: string,
  kind: 'gone' | 'others',
  openid: string,
  body: string,
  writtenAt: number,
): RawBuilder<unknown> {
  return sql`
    numbered as (
      insert into inbox_counter (appid, last)
      select ${appid}, 1 where not exists (select 1 from inbox where appid = ${appid} and dedupe_key = ${dedupeKey})
      on conflict (appid) do update set last = inbox_counter.last + 1 returning last
    ), fresh as (
      insert into inbox (appid, dedupe_key, seq, kind, sender, body, from_menu, written_at, arrived_at, deliveries)
      select ${appid}, ${dedupeKey}, numbered.last, ${kind}, ${openid}, ${body}, 0, cast(${writtenAt} as bigint), clock_timestamp(), 1
      from numbered on conflict (appid, dedupe_key) do nothing
    )
  `
}

interface RawRow {
  readonly dedupe_key: string
  readonly seq: number
  readonly kind: InboxRow['kind']
  readonly sender: string
  readonly body: string
  readonly from_menu: number
  readonly written_at: number
  readonly age_ms: number
}

function toRow(row: RawRow): InboxRow {
  return {
    dedupeKey: row.dedupe_key,
    seq: row.seq,
    kind: row.kind,
    from: row.sender,
    text: row.body,
    fromMenu: row.from_menu === 1,
    writtenAt: row.written_at,
    ageMs: row.age_ms,
    contents: row.kind === 'others' ? (JSON.parse(row.body) as ReplyContent[]) : [],
  }
}

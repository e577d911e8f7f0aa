import { sql, type Kysely, type RawBuilder } from 'kysely'
import { StoreUnavailableError } from '../errors.ts'
import type { FinalAnswer, Inbox, InboxAnswer } from '../fleet.ts'
import type { Schema } from '../sql/schema.ts'
import { POSTGRES, tombstoneOf } from './engine.ts'
import { notify } from './hints.ts'

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
          select deliveries, ${notify(appid, 'message')} from (select * from known union all select * from fresh) as found
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
          select ${notify(appid, 'any')}
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
          select ${notify(appid, 'message')}
        `.execute(db),
      )
    },

    async answers(dedupeKeys) {
      const { rows } = await read(
        sql<{ dedupe_key: string; interim: string | null; final: string | null }>`
          select dedupe_key, interim, final from inbox
          where appid = ${appid} and ${POSTGRES.among('dedupe_key', dedupeKeys)} and (interim is not null or final is not null)
        `.execute(db),
      )
      return rows.map(({ dedupe_key, interim, final }): InboxAnswer => ({
        dedupeKey: dedupe_key,
        interim,
        final: final === null ? null : (JSON.parse(final) as FinalAnswer),
      }))
    },

    async report(dedupeKey, taken) {
      const reported = sql`
        update inbox set taken = ${taken}, acknowledged = 0
        where appid = ${appid} and dedupe_key = ${dedupeKey} and (taken is null or taken <> 'final')
      `
      // Once the interim answer was taken the final one is pushed. Nobody waits for any other: it is read with what comes next.
      const statement =
        taken === 'interim'
          ? sql`with reported as (${reported} returning 1) select ${notify(appid, 'message')} from reported`
          : reported
      await read(statement.execute(db))
    },
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

import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { ReplyContent } from '../../domain/reply.ts'
import { StoreUnavailableError } from '../errors.ts'
import { DEPARTURES_KEPT_MS, type DeliveryReport, type ExecutorInbox, type InboxRow } from '../fleet.ts'
import type { GroupCommit } from '../sql/group-commit.ts'
import type { Schema } from '../sql/schema.ts'
import { LEAVERS_KEPT_MS } from './engine.ts'
import { given } from './given.ts'
import { notify } from './hints.ts'

/** As long as a signature can be fresh; no delivery comes later than a minute after the first. */
const KEPT_MS = 900_000

/** The inbox of one account as whoever executes may use it: each write is part of a transaction that holds the term. */
export function createExecutorInbox(db: Kysely<Schema>, commit: GroupCommit, appid: string): ExecutorInbox {
  const read = <T>(query: Promise<T>): Promise<T> =>
    query.catch((error: unknown) => {
      throw new StoreUnavailableError(error)
    })
  const write = (statement: RawBuilder<unknown>): Promise<void> =>
    commit.write(async (trx) => {
      await statement.execute(trx)
    })
  return {
    async look(after, limit) {
      const { rows } = await read(
        sql<RawRow | RawReport>`
          (
            select null as taken, dedupe_key, seq, kind, sender, body, from_menu, written_at,
              cast(extract(epoch from clock_timestamp() - arrived_at) * 1000 as bigint) as age_ms,
              exists (
                select 1 from command where command.appid = inbox.appid and command.dedupe_key = inbox.dedupe_key
              ) as is_accepted
            from inbox where appid = ${appid} and seq > ${after} and final is null order by seq limit ${limit}
          ) union all (
            select taken, dedupe_key, null, null, null, null, null, null, null, null
            from inbox where appid = ${appid} and acknowledged = 0
          )
        `.execute(db),
      )
      return {
        messages: rows.filter((row) => row.taken === null).map(toRow),
        reports: rows.filter((row) => row.taken !== null).map(toReport),
      }
    },

    putInterim: (dedupeKey, text) =>
      write(sql`
        with told as (
          update inbox set interim = ${text} where appid = ${appid} and dedupe_key = ${dedupeKey} and final is null returning 1
        )
        select ${notify(appid, 'answer')} from told
      `),

    // What was said is needed no longer once it is answered.
    putFinal: (dedupeKey, final) =>
      write(sql`
        with told as (
          update inbox set final = ${JSON.stringify(final)}, body = ''
          where appid = ${appid} and dedupe_key = ${dedupeKey} returning 1
        )
        select ${notify(appid, 'answer')} from told
      `),

    async reports() {
      const { rows } = await read(
        sql<RawReport>`select dedupe_key, taken from inbox where appid = ${appid} and acknowledged = 0`.execute(db),
      )
      return rows.map(toReport)
    },

    acknowledge: (reports) =>
      write(sql`
        update inbox set acknowledged = 1 from ${given(reports.map(({ dedupeKey, taken }) => [dedupeKey, taken]))}
        where appid = ${appid} and acknowledged = 0 and dedupe_key = given.value ->> 0 and taken = given.value ->> 1
      `),

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

interface RawReport {
  readonly dedupe_key: string
  readonly taken: DeliveryReport['taken']
}

interface RawRow {
  readonly taken: null
  readonly dedupe_key: string
  readonly seq: number
  readonly kind: InboxRow['kind']
  readonly sender: string
  readonly body: string
  readonly from_menu: number
  readonly written_at: number
  readonly age_ms: number
  readonly is_accepted: boolean
}

function toReport({ dedupe_key, taken }: RawReport): DeliveryReport {
  return { dedupeKey: dedupe_key, taken }
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
    isAccepted: row.is_accepted,
    contents: row.kind === 'others' ? (JSON.parse(row.body) as ReplyContent[]) : [],
  }
}

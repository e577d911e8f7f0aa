import { sql, type Kysely } from 'kysely'
import { writeActor, type Actor } from '../../domain/actor.ts'
import type { Answer } from '../../domain/answer.ts'
import type { ItemEnd, Ledger } from '../ledger.ts'
import { toRowOrNone, toRows } from './rows.ts'
import { isOfRule } from './rules/ledger-rows.ts'
import type { Schema } from './schema.ts'

type LedgerQueries = Omit<
  Ledger,
  'accept' | 'markSent' | 'markItems' | 'end' | 'markTold' | 'startLateAnswer' | 'prune'
>

/** The + keeps SQLite from walking through all numbers to save sorting a few. */
const sortedByNumber = sql`+number`

/** All that is asked of the ledger. Each question has an index that answers it. */
export function createLookups(
  db: Kysely<Schema>,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): LedgerQueries {
  const commands = () => db.selectFrom('command').selectAll().where('appid', '=', appid)
  /** Changes of one actor that were made, may have been or still may be, newest first. */
  const effectsOf = (actor: Actor) =>
    commands()
      .where('admin', '=', writeActor(actor))
      .where('kind', '=', 'change')
      .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', 'in', ['done', 'unknown'])]))
      .orderBy('number', 'desc')

  return {
    find: (number) => read(commands().where('number', '=', number).executeTakeFirst().then(toRowOrNone)),
    findByDedupeKey: (key) => read(commands().where('dedupe_key', '=', key).executeTakeFirst().then(toRowOrNone)),
    latestChangeOf: (actor) => read(effectsOf(actor).limit(1).executeTakeFirst().then(toRowOrNone)),
    changesOf: (actor, below, limit) =>
      read(
        effectsOf(actor)
          .$if(below !== null, (query) => query.where('number', '<', below ?? 0))
          .limit(limit)
          .execute()
          .then(toRows),
      ),
    latestOf: (actor, limit) =>
      read(
        commands().where('admin', '=', writeActor(actor)).orderBy('number', 'desc').limit(limit).execute().then(toRows),
      ),
    latestNumber: () =>
      read(
        db
          .selectFrom('command')
          .select((eb) => eb.fn.max('number').as('latest'))
          .where('appid', '=', appid)
          .executeTakeFirst()
          .then((row) => row?.latest ?? null),
      ),
    countOf: (actor) =>
      read(
        db
          .selectFrom('command')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('appid', '=', appid)
          .where('admin', '=', writeActor(actor))
          .where('kind', '=', 'change')
          .where((eb) =>
            eb.or([eb('outcome', 'is', null), eb('outcome', 'in', ['done', 'failed', 'unknown', 'withdrawn'])]),
          )
          .executeTakeFirstOrThrow()
          .then(({ n }) => n),
      ),
    history: ({ openid, actor }, limit, offset) =>
      read(
        commands()
          .where('kind', '=', 'change')
          .where((eb) =>
            eb.or([eb('outcome', 'is', null), eb('outcome', 'in', ['done', 'failed', 'unknown', 'withdrawn'])]),
          )
          .$if(actor !== undefined, (query) => query.where('admin', '=', actor === undefined ? '' : writeActor(actor)))
          .$if(openid !== undefined, (query) =>
            query.where('number', 'in', (eb) =>
              eb
                .selectFrom('item')
                .select('number')
                .where('appid', '=', appid)
                .where('openid', '=', openid ?? ''),
            ),
          )
          .orderBy('number', 'desc')
          .limit(limit)
          .offset(offset)
          .execute()
          .then(toRows),
      ),
    unread: (since) =>
      read(
        commands()
          .where('telling', 'in', ['late-started', 'late-refused'])
          .where('ended_at', '>', since)
          .orderBy(sortedByNumber)
          .execute()
          .then(toRows),
      ),
    countSince: (at) =>
      read(
        db
          .selectFrom('command')
          .select((eb) => [
            eb.fn.countAll<number>().as('all'),
            eb.fn.count<number>('number').filterWhere('outcome', 'in', ['failed', 'unknown']).as('failed'),
          ])
          .where('appid', '=', appid)
          .where('accepted_at', '>=', at)
          .where('kind', '=', 'change')
          .executeTakeFirstOrThrow(),
      ),
    // One by one: of both together SQLite walks through all commands once it has counted how many have ended.
    unfinished: () =>
      read(
        commands()
          .where('state', '=', 'accepted')
          .unionAll(commands().where('state', '=', 'sent'))
          .orderBy('number')
          .execute()
          .then(toRows),
      ),
    untold: (since) =>
      read(
        commands()
          .where('telling', 'is', null)
          .where('ended_at', '>', since)
          .orderBy(sortedByNumber)
          .execute()
          .then(toRows),
      ),

    hasNewerChange: (openid, writtenAt, number) =>
      read(
        // No rule stands above an admin. Asked for everybody whom a command moves: written out, it need not be built each time.
        sql`
          select 1 as one from item
          inner join command on command.appid = item.appid and command.number = item.number
          where item.appid = ${appid} and item.openid = ${openid} and item.number < ${number} and item.written_at > ${writtenAt}
            and command.kind = 'change' and not ${isOfRule}
            and (command.outcome is null or command.outcome in ('done', 'unknown') or item.outcome = 'unchanged')
          limit 1
        `
          .execute(db)
          .then(({ rows }) => rows.length > 0),
      ),

    lastKnownGroups: (openid) =>
      read(
        db
          .selectFrom('item')
          .innerJoin('command', (join) =>
            join.onRef('command.appid', '=', 'item.appid').onRef('command.number', '=', 'item.number'),
          )
          .select('item.to_groups')
          .where('item.appid', '=', appid)
          .where('item.openid', '=', openid)
          .where('item.to_groups', 'is not', null)
          .where('command.kind', '=', 'change')
          .where((eb) =>
            eb.or([
              eb('item.outcome', '=', 'done'),
              eb.and([eb('item.outcome', 'is', null), eb('command.outcome', '=', 'done')]),
            ]),
          )
          .orderBy('item.number', 'desc')
          .limit(1)
          .executeTakeFirst()
          .then((row) =>
            row === undefined || row.to_groups === null ? null : (JSON.parse(row.to_groups) as number[]),
          ),
      ),

    endedItems: (number) =>
      read(
        db
          .selectFrom('item')
          .select(['openid', 'outcome', 'fault'])
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('outcome', 'in', ['done', 'failed', 'unknown'])
          .execute()
          .then((rows) =>
            rows.map((row) => ({
              openid: row.openid,
              outcome: row.outcome as ItemEnd['outcome'],
              fault: row.fault === null ? null : (JSON.parse(row.fault) as Answer),
            })),
          ),
      ),

    followersOf: (number) =>
      read(
        db
          .selectFrom('item')
          .select('openid')
          .where('appid', '=', appid)
          .where('number', '=', number)
          .execute()
          .then((rows) => rows.map(({ openid }) => openid)),
      ),

    progress: (number) =>
      read(
        db
          .selectFrom('item')
          .select((eb) => [eb.fn.count<number>('outcome').as('ended'), eb.fn.countAll<number>().as('all')])
          .where('appid', '=', appid)
          .where('number', '=', number)
          .where('to_groups', 'is not', null)
          .executeTakeFirstOrThrow()
          .then(({ ended, all }) => ({ ended, all })),
      ),
  }
}

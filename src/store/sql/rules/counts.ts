import { sql, type Kysely, type Transaction } from 'kysely'
import { nextShanghaiMidnight, startOfShanghaiDay } from '../../../domain/clock.ts'
import type { Count, Counted, DailyCounts } from '../../rules/counts.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'

const DAY_MS = 86_400_000
/** Beside the days: what a rule brought and lost since it was made. */
const EVER = -1

/** Numbers of days, and no openid. */
export function createDailyCounts(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): DailyCounts {
  return {
    add: (counts, at) => commit.write((trx) => addCounts(trx, appid, counts, at)),

    since: (since) =>
      read(
        db
          .selectFrom('daily_count')
          .select([
            'subject',
            sql<number>`cast(sum(came) as bigint)`.as('came'),
            sql<number>`cast(sum(went) as bigint)`.as('went'),
          ])
          .where('appid', '=', appid)
          .where('day', '>=', dayOf(since))
          .groupBy('subject')
          .execute()
          .then((rows) =>
            rows.flatMap(({ subject, came, went }) => {
              const of = readSubject(subject)
              return of === undefined ? [] : [{ of, came, left: went }]
            }),
          ),
      ),

    begunAt: () =>
      read(
        db
          .selectFrom('daily_count')
          .select('day')
          .where('appid', '=', appid)
          .where('day', '>=', 0)
          .orderBy('day')
          .limit(1)
          .executeTakeFirst()
          .then((row) => (row === undefined ? undefined : startOf(row.day))),
      ),
  }
}

/** Counts that are gathered within one transaction. */
export class Gathered {
  readonly #counts = new Map<string, { of: Counted; came: number; left: number }>()

  came(of: Counted): void {
    this.#of(of).came += 1
  }

  left(of: Counted): void {
    this.#of(of).left += 1
  }

  get all(): readonly Count[] {
    return [...this.#counts.values()]
  }

  #of(of: Counted): { came: number; left: number } {
    const key = writeSubject(of)
    const known = this.#counts.get(key) ?? { of, came: 0, left: 0 }
    this.#counts.set(key, known)
    return known
  }
}

/** A move counts for the group that is left and the one that is joined. */
const WRITTEN_TOGETHER = 2

/** In one order, so that two processes that count at once do not wait for each other in a circle. */
export function toCountRows(appid: string, counts: readonly Count[], at: number) {
  return counts
    .filter(({ came, left }) => came !== 0 || left !== 0)
    .flatMap(({ of, came, left }) => {
      const row = { appid, subject: writeSubject(of), came, went: left }
      const today = { ...row, day: dayOf(at) }
      return of.kind === 'rule' ? [{ ...row, day: EVER }, today] : [today]
    })
    .sort((one, other) => one.day - other.day || (one.subject < other.subject ? -1 : 1))
}

/** Adds to what was counted on the day of that moment. */
export async function addCounts(
  trx: Transaction<Schema>,
  appid: string,
  counts: readonly Count[],
  at: number,
): Promise<void> {
  const rows = toCountRows(appid, counts, at)
  for (let from = 0; from < rows.length; from += WRITTEN_TOGETHER) {
    await trx
      .insertInto('daily_count')
      .values(rows.slice(from, from + WRITTEN_TOGETHER))
      .onConflict((conflict) =>
        conflict.columns(['appid', 'day', 'subject']).doUpdateSet((eb) => ({
          came: eb('daily_count.came', '+', eb.ref('excluded.came')),
          went: eb('daily_count.went', '+', eb.ref('excluded.went')),
        })),
      )
      .execute()
  }
}

/** How many each rule brought who are still there. */
export async function broughtBy(db: Kysely<Schema>, appid: string): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('daily_count')
    .select(['subject', 'came', 'went'])
    .where('appid', '=', appid)
    .where('day', '=', EVER)
    .execute()
  return new Map(
    rows.flatMap(({ subject, came, went }): [number, number][] => {
      const of = readSubject(subject)
      return of?.kind === 'rule' ? [[of.number, came - went]] : []
    }),
  )
}

/** The day in Asia/Shanghai, counted from 1970. */
function dayOf(at: number): number {
  return Math.round((nextShanghaiMidnight(at) - startOfShanghaiDay(0)) / DAY_MS) - 1
}

function startOf(day: number): number {
  return startOfShanghaiDay(0) + day * DAY_MS
}

function writeSubject(of: Counted): string {
  switch (of.kind) {
    case 'followers':
      return 'followers'
    case 'group':
      return `${of.backend}:${of.id}`
    case 'rule':
      return `rule:${of.number}`
    case 'skipped':
      return `${of.why}:${of.number}`
  }
}

function readSubject(subject: string): Counted | undefined {
  const [kind = '', number = ''] = subject.split(':')
  if (kind === 'followers') return { kind }
  if (kind === 'rule') return { kind, number: Number(number) }
  if (kind === 'full' || kind === 'gone') return { kind: 'skipped', number: Number(number), why: kind }
  return kind === 'groups' || kind === 'tags' ? { kind: 'group', backend: kind, id: Number(number) } : undefined
}

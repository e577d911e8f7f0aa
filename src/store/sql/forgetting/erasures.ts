import { performance } from 'node:perf_hooks'
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../../../domain/clock.ts'
import type { Erasures, ErasureStep } from '../../forgetting/erasures.ts'
import type { KnownOpenids } from '../../forgetting/known-openids.ts'
import { hasAny } from '../any-row.ts'
import { writeDown } from './departures.ts'
import { erase } from './erase.ts'
import type { GroupCommit } from '../group-commit.ts'
import { createMarks } from './marks.ts'
import type { Schema } from '../schema.ts'

/** People looked up at once. */
const STEP_PEOPLE = 50

/** Whoever is to be erased, of one appid. */
export function createErasures(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  known: KnownOpenids | undefined,
  clock: Clock,
): Erasures {
  return {
    ...createMarks(db, commit, read, appid),
    mayName: (openid) => commit.busy || (known?.mayHave(appid, openid) ?? true),
    add: (departure) => commit.write((trx) => writeDown(trx, appid, departure)),
    pending: () => read(hasAny(db, 'erasure', appid)),
    work: (after, limitMs) =>
      commit.write((trx) => workOff(trx, appid, after, clock.steady(), performance.now() + limitMs)),
  }
}

/** Time is asked for after every command and every person, so that one who gave a million commands holds up nobody. */
async function workOff(
  trx: Transaction<Schema>,
  appid: string,
  after: string,
  now: number,
  until: number,
): Promise<ErasureStep> {
  const isOver = (): boolean => performance.now() >= until
  let [next, erased, waiting] = [after, 0, 0]
  for (;;) {
    const people = await trx
      .selectFrom('erasure')
      .selectAll()
      .where('appid', '=', appid)
      .where('openid', '>', next)
      .orderBy('openid')
      .limit(STEP_PEOPLE)
      .execute()
    if (people.length === 0) return { next: null, erased, waiting }
    for (const one of people) {
      const end = await erase(trx, appid, one, now, isOver)
      if (end === 'more') return { next, erased, waiting }
      if (end === 'waits') waiting += 1
      else {
        await trx.deleteFrom('erasure').where('appid', '=', appid).where('openid', '=', one.openid).execute()
        erased += 1
      }
      next = one.openid
      if (isOver()) return { next, erased, waiting }
    }
  }
}

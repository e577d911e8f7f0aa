import type { Kysely, Selectable, Transaction } from 'kysely'
import { MOST_RULES, nameOfTrigger, type NewRule, type Rule } from '../../../domain/rules/rule.ts'
import type { Added, Rules } from '../../rules/rules.ts'
import type { GroupCommit } from '../group-commit.ts'
import type { Schema } from '../schema.ts'

/** Rules of one appid. There are few, and their numbers are given under the lock of the row that was given last. */
export function createRules(
  db: Kysely<Schema>,
  commit: GroupCommit,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
): Rules {
  return {
    list: () => read(allOf(db, appid)),

    add: (rule) => commit.write((trx) => addOne(trx, appid, rule)),

    setState: (numbers, state) =>
      commit.write(async (trx) => {
        const changed: Rule[] = []
        for (const number of new Set(numbers)) {
          const row = await trx
            .updateTable('rule')
            .set({ state })
            .where('appid', '=', appid)
            .where('number', '=', number)
            .where('state', '!=', 'deleted')
            .returningAll()
            .executeTakeFirst()
          if (row !== undefined) changed.push(toRule(row))
        }
        return changed
      }),

    async replace(deleted, added) {
      try {
        return await commit.write(async (trx) => {
          for (const number of deleted) {
            await trx
              .updateTable('rule')
              .set({ state: 'deleted' })
              .where('appid', '=', appid)
              .where('number', '=', number)
              .execute()
          }
          for (const rule of added) {
            const made = await addOne(trx, appid, rule)
            if (made.kind !== 'added') throw new InTheWay(made)
          }
          return allOf(trx, appid)
        })
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined
        if (cause instanceof InTheWay) return cause.what
        throw error
      }
    },
  }
}

/** Rolls back the whole transaction. */
class InTheWay extends Error {
  readonly what: Exclude<Added, { kind: 'added' }>

  constructor(what: Exclude<Added, { kind: 'added' }>) {
    super('a rule is in the way')
    this.what = what
  }
}

async function allOf(db: Kysely<Schema>, appid: string): Promise<Rule[]> {
  const rows = await db.selectFrom('rule').selectAll().where('appid', '=', appid).orderBy('number').execute()
  return rows.map(toRule)
}

async function addOne(trx: Transaction<Schema>, appid: string, rule: NewRule): Promise<Added> {
  const { trigger, target, policy, source, madeAt } = rule
  // Also where others write at the same time: nobody else adds a rule until this transaction ends.
  const { last } = await trx
    .insertInto('rule_counter')
    .values({ appid, last: 1 })
    .onConflict((conflict) => conflict.column('appid').doUpdateSet((eb) => ({ last: eb('rule_counter.last', '+', 1) })))
    .returning('last')
    .executeTakeFirstOrThrow()
  const all = await allOf(trx, appid)
  const others = all.filter(({ state }) => state !== 'deleted')
  const taken = others.find((one) => nameOfTrigger(one.trigger) === nameOfTrigger(trigger))
  if (taken !== undefined) return { kind: 'taken', rule: taken }
  if (others.length >= MOST_RULES) return { kind: 'too-many' }
  const number = Math.max(last, ...all.map((one) => one.number + 1))
  if (number !== last) await trx.updateTable('rule_counter').set({ last: number }).where('appid', '=', appid).execute()
  const row = {
    number,
    trigger_kind: trigger.kind,
    trigger_key: trigger.kind === 'follow' ? '' : trigger.key,
    target_kind: target.kind,
    target: target.id,
    backend: target.backend,
    policy,
    state: 'on' as const,
    source,
    made_at: madeAt,
  }
  await trx
    .insertInto('rule')
    .values({ appid, ...row })
    .execute()
  return { kind: 'added', rule: { ...rule, number, state: 'on' } }
}

function toRule(row: Selectable<Schema['rule']>): Rule {
  const { number, trigger_kind: kind, trigger_key: key, policy, state, source } = row
  return {
    number,
    trigger: kind === 'follow' ? { kind } : { kind, key },
    target: { kind: row.target_kind, id: row.target, backend: row.backend },
    policy,
    state,
    source,
    madeAt: row.made_at,
  }
}

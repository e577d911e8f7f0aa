import { sql, type Transaction } from 'kysely'
import type { Answer } from '../../../domain/answer.ts'
import { writeActor } from '../../../domain/actor.ts'
import type { Skipped } from '../../rules/counts.ts'
import type { ErrandEnd, ErrandRule } from '../../rules/errands.ts'
import type { Engine } from '../engine.ts'
import { hasAny } from '../any-row.ts'
import { eraseIfGone } from '../forgetting/mentions.ts'
import { importSome } from '../people/rows.ts'
import type { Schema } from '../schema.ts'
import { addCounts, Gathered } from './counts.ts'
import { countChange } from './standing.ts'

/*
 * What rules have done, as the ledger keeps it: one row for each rule and hour, with everybody it moved as its items. It is
 * ended and told from the beginning, and grows with every batch.
 */

const HOUR_MS = 3_600_000
/** The command of these rows: the list of rules, whose role it takes to see and to take them back. */
export const RULES_COMMAND = '规则'

/** Of a command joined as such: whether a rule gave it. */
export const isOfRule = sql<boolean>`substr(command.admin, 1, 5) = 'rule:'`

type Changed = ErrandEnd & { readonly change: NonNullable<ErrandEnd['change']> }

/** Whoever left meanwhile took their errand along: nothing of them is written. */
export async function endSome(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  ends: readonly ErrandEnd[],
  rules: readonly ErrandRule[],
  at: number,
): Promise<void> {
  const done: Changed[] = []
  const skipped: ErrandEnd[] = []
  for (const end of ends) {
    const there = await takeOut(trx, appid, end)
    if (there && end.change !== null) done.push({ ...end, change: end.change })
    else if (there && end.skipped !== undefined) skipped.push(end)
  }
  for (const rule of rules) {
    const own = done.filter((end) => end.rule === rule.number)
    const left = skipped.filter((end) => end.rule === rule.number)
    if (own.length + left.length > 0) await record(trx, appid, engine, rule, { done: own, skipped: left }, at)
  }
}

/** Whether it was there; what came behind it takes its place. */
async function takeOut(trx: Transaction<Schema>, appid: string, end: ErrandEnd): Promise<boolean> {
  const row = await trx
    .selectFrom('errand')
    .select(['rule', 'written_at', 'next_rule', 'next_written_at'])
    .where('appid', '=', appid)
    .where('openid', '=', end.openid)
    .executeTakeFirst()
  if (row === undefined) return false
  if (row.rule !== end.rule || row.written_at !== end.writtenAt) return true
  if (row.next_rule === null || row.next_written_at === null) {
    await trx.deleteFrom('errand').where('appid', '=', appid).where('openid', '=', end.openid).execute()
    return true
  }
  await trx
    .updateTable('errand')
    .set({
      rule: row.next_rule,
      written_at: row.next_written_at,
      begun_from: null,
      next_rule: null,
      next_written_at: null,
    })
    .where('appid', '=', appid)
    .where('openid', '=', end.openid)
    .execute()
  return true
}

async function record(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  rule: ErrandRule,
  { done, skipped }: { readonly done: readonly Changed[]; readonly skipped: readonly ErrandEnd[] },
  at: number,
): Promise<void> {
  const { target } = rule
  const of = (why: Skipped): number => skipped.filter((end) => end.skipped === why).length
  const number = await rowOf(trx, appid, engine, rule, { moved: done.length, full: of('full'), gone: of('gone') }, at)
  const gathered = new Gathered()
  for (const { skipped: why } of skipped)
    if (why !== undefined) gathered.came({ kind: 'skipped', number: rule.number, why })
  for (const { openid, writtenAt, change } of done) {
    const { from, to } = change
    const item = {
      written_at: writtenAt,
      from_groups: JSON.stringify(from),
      to_groups: JSON.stringify(to),
      outcome: 'done',
      fault: null,
    }
    await trx
      .insertInto('item')
      .values({ appid, number, openid, ...item })
      .onConflict((conflict) => conflict.columns(['appid', 'number', 'openid']).doUpdateSet(item))
      .execute()
    await countChange(trx, appid, target.backend, { openid, from, to }, gathered)
    gathered.came({ kind: 'rule', number: rule.number })
    const brought = { rule: rule.number, backend: target.backend, written_at: writtenAt }
    await trx
      .insertInto('brought')
      .values({ appid, openid, to_group: target.id, ...brought })
      .onConflict((conflict) => conflict.columns(['appid', 'openid', 'to_group']).doUpdateSet(brought))
      .execute()
  }
  const groups = target.kind === 'group' ? { groups: [target.id] } : {}
  await importSome(
    trx,
    appid,
    engine,
    done.map(({ openid }) => ({ openid, ...groups })),
  )
  await addCounts(trx, appid, gathered.all, at)
  if (!(await hasAny(trx, 'mark', appid))) return
  for (const { openid, writtenAt } of done) await eraseIfGone(trx, appid, openid, writtenAt)
}

/** How many a rule moved and left alone. */
interface Sums {
  readonly moved: number
  readonly full: number
  readonly gone: number
}

/** The row of this hour, with so many more people; it is made with the first of them. */
async function rowOf(
  trx: Transaction<Schema>,
  appid: string,
  engine: Engine,
  { number: rule, target, name }: ErrandRule,
  more: Sums,
  at: number,
): Promise<number> {
  const dedupe_key = `rule:${rule}:${Math.floor(at / HOUR_MS)}`
  const known = await trx
    .selectFrom('command')
    .select(['number', 'answer', 'undone_by'])
    .where('appid', '=', appid)
    .where('dedupe_key', '=', dedupe_key)
    .executeTakeFirst()
  // What was taken back stays as it was taken back: the rest of the hour has a row of its own.
  if (known !== undefined && known.undone_by !== null) {
    await trx
      .updateTable('command')
      .set({ dedupe_key: `${dedupe_key}:${known.number}` })
      .where('appid', '=', appid)
      .where('number', '=', known.number)
      .execute()
  }
  const isOpen = known !== undefined && known.undone_by === null
  const before = isOpen ? (JSON.parse(known.answer ?? '{}') as Partial<Sums>) : {}
  const sum = (what: keyof Sums): number => (before[what] ?? 0) + more[what]
  const to = { id: target.id, name }
  const answer: Answer = {
    kind: 'rule-moved',
    rule,
    to,
    label: target.kind === 'label',
    moved: sum('moved'),
    ...(sum('full') > 0 ? { full: sum('full') } : {}),
    ...(sum('gone') > 0 ? { gone: sum('gone') } : {}),
  }
  if (isOpen) {
    await trx
      .updateTable('command')
      .set({ answer: JSON.stringify(answer), ended_at: at })
      .where('appid', '=', appid)
      .where('number', '=', known.number)
      .execute()
    return known.number
  }
  const label = target.kind === 'label' ? { label: { tag: target.id, added: true } } : {}
  const plan = { kind: 'move', rule, ...label, people: [], already: [], faults: [], backend: target.backend }
  const inserted = await trx
    .insertInto('command')
    .values({
      appid,
      number: await engine.nextNumber(trx, appid),
      kind: 'change',
      admin: writeActor({ kind: 'rule', rule }),
      dedupe_key,
      written_at: at,
      accepted_at: at,
      command: RULES_COMMAND,
      args: JSON.stringify({}),
      asked: JSON.stringify({ command: RULES_COMMAND, target: String(rule), openid: null }),
      state: 'ended',
      plan: JSON.stringify(plan),
      sent_at: at,
      ended_at: at,
      outcome: 'done',
      answer: JSON.stringify(answer),
      telling: 'read',
      told_at: at,
    })
    .returning('number')
    .executeTakeFirstOrThrow()
  await engine.numberGiven(trx, appid, inserted.number)
  return inserted.number
}

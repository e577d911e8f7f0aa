import type { Transaction } from 'kysely'
import type { Schema } from '../schema.ts'
import { inPieces } from '../steps.ts'
import { addCounts, Gathered } from './counts.ts'

/*
 * Where people stand, kept as commands and rules change it: in which groups somebody is, which rule brought them there, and
 * how many came and left. All of it is written in the transaction in which the change ends.
 */

export interface Standing {
  readonly openid: string
  /** null when it is not known where they were. */
  readonly from: readonly number[] | null
  readonly to: readonly number[]
}

/** Counts that somebody came into some groups and left others. A rule that brought them there has lost them. */
export async function countChange(
  trx: Transaction<Schema>,
  appid: string,
  backend: 'groups' | 'tags',
  { openid, from, to }: Standing,
  gathered: Gathered,
): Promise<void> {
  for (const id of countGroups(backend, { openid, from, to }, gathered)) {
    const brought = await trx
      .deleteFrom('brought')
      .where('appid', '=', appid)
      .where('openid', '=', openid)
      .where('to_group', '=', id)
      .returning('rule')
      .executeTakeFirst()
    if (brought !== undefined) gathered.left({ kind: 'rule', number: brought.rule })
  }
}

/** The same without the rules; returns the groups that were left. */
export function countGroups(backend: 'groups' | 'tags', { from, to }: Standing, gathered: Gathered): readonly number[] {
  const left = (from ?? []).filter((id) => !to.includes(id))
  for (const id of to) if (!(from ?? []).includes(id)) gathered.came({ kind: 'group', backend, id })
  for (const id of left) gathered.left({ kind: 'group', backend, id })
  return left
}

/** Of a label the plan, as it is stored, says nothing of the groups that somebody is in. */
export function planFacts(plan: string): { readonly isLabel: boolean; readonly backend: 'groups' | 'tags' } {
  return { isLabel: plan.includes('"label":{'), backend: plan.includes('"backend":"tags"') ? 'tags' : 'groups' }
}

/** What a command that is done has changed, by its plan as it is stored: kept with whoever has a number, and counted. */
export async function settleCommand(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  plan: string,
  at: number,
): Promise<void> {
  const moved = await trx
    .selectFrom('item')
    .select(['openid', 'from_groups', 'to_groups'])
    .where('appid', '=', appid)
    .where('number', '=', number)
    .where('to_groups', 'is not', null)
    .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', '=', 'done')]))
    .execute()
  if (moved.length === 0) return
  const { isLabel, backend } = planFacts(plan)
  const gathered = new Gathered()
  await inPieces(moved, async (some) => {
    for (const { openid, from_groups: from, to_groups: to } of some) {
      if (!isLabel) {
        await trx
          .updateTable('person')
          .set({ groups: to })
          .where('appid', '=', appid)
          .where('openid', '=', openid)
          .execute()
      }
      await countChange(trx, appid, backend, { openid, from: idsIn(from), to: idsIn(to) ?? [] }, gathered)
    }
  })
  await addCounts(trx, appid, gathered.all, at)
}

/**
 * Somebody left the account: what rules have still to do for them and what they did goes with them, and it is counted where
 * they were. `groups` are those that are kept with their number.
 */
export async function settleDeparture(
  trx: Transaction<Schema>,
  appid: string,
  { openid, groups, at, isNew }: { openid: string; groups: string | null; at: number; isNew: boolean },
): Promise<void> {
  const gathered = new Gathered()
  await trx.deleteFrom('errand').where('appid', '=', appid).where('openid', '=', openid).execute()
  const brought = await trx
    .deleteFrom('brought')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .returning(['rule', 'to_group', 'backend'])
    .execute()
  // The same departure may be written down again: whoever has left is gone already.
  if (!isNew) return
  for (const { rule } of brought) gathered.left({ kind: 'rule', number: rule })
  const last = await lastChangeOf(trx, appid, openid)
  const backend = last?.backend ?? brought[0]?.backend ?? 'groups'
  const ids = new Set([...(idsIn(groups) ?? last?.to ?? []), ...brought.map(({ to_group: id }) => id)])
  for (const id of ids) gathered.left({ kind: 'group', backend, id })
  gathered.left({ kind: 'followers' })
  await addCounts(trx, appid, gathered.all, at)
}

/** Where a command put somebody last, and through which API. */
async function lastChangeOf(
  trx: Transaction<Schema>,
  appid: string,
  openid: string,
): Promise<{ to: readonly number[]; backend: 'groups' | 'tags' } | undefined> {
  const row = await trx
    .selectFrom('item')
    .innerJoin('command', (join) =>
      join.onRef('command.appid', '=', 'item.appid').onRef('command.number', '=', 'item.number'),
    )
    .select(['item.to_groups', 'command.plan'])
    .where('item.appid', '=', appid)
    .where('item.openid', '=', openid)
    .where('item.to_groups', 'is not', null)
    .where('command.outcome', '=', 'done')
    .where((eb) => eb.or([eb('item.outcome', 'is', null), eb('item.outcome', '=', 'done')]))
    .orderBy('item.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { isLabel, backend } = planFacts(row.plan ?? '')
  return { to: isLabel ? [] : (idsIn(row.to_groups) ?? []), backend }
}

/** Groups as a row keeps them. */
export function idsIn(json: string | null): number[] | null {
  return json === null ? null : (JSON.parse(json) as number[])
}

import { sql, type Selectable, type Transaction } from 'kysely'
import { writeActor } from '../../../domain/actor.ts'
import type { Schema } from '../schema.ts'
import { dropOverdueQuestions } from './questions.ts'

/** What somebody is or was called stands under these. */
const NAMES = ['alias', 'before', 'remark'] as const
/** Commands looked up at once. */
const STEP_COMMANDS = 20

type Erasure = Pick<Selectable<Schema['erasure']>, 'openid' | 'pseudonym' | 'left_at' | 'up_to'>

/**
 * Takes one person out of everything that has ended, command by command, until it `isOver`: `more` if there is more to do,
 * `waits` if only commands are left that have not ended, or questions that wait for their answer `now`. What is done is done:
 * it can be broken off anywhere.
 */
export async function erase(
  trx: Transaction<Schema>,
  appid: string,
  who: Erasure,
  now: number,
  isOver: () => boolean,
): Promise<'erased' | 'waits' | 'more'> {
  const { openid } = who
  for (const find of [commandsAbout, commandsMentioning, commandsOf]) {
    for (;;) {
      const numbers = await find(trx, appid, who)
      for (const number of numbers) {
        await rewrite(trx, appid, number, who, find === commandsAbout)
        if (isOver()) return 'more'
      }
      if (numbers.length === 0) break
    }
  }
  await eraseSmall(trx, appid, who)
  const areAsked = await dropOverdueQuestions(trx, appid, openid, now)
  return areAsked || (await isNamed(trx, appid, openid, who.up_to)) ? 'waits' : 'erased'
}

function commandsAbout(trx: Transaction<Schema>, appid: string, who: Erasure): Promise<number[]> {
  return endedOf('item', trx, appid, who)
}

function commandsMentioning(trx: Transaction<Schema>, appid: string, who: Erasure): Promise<number[]> {
  return endedOf('mention', trx, appid, who)
}

async function endedOf(
  table: 'item' | 'mention',
  trx: Transaction<Schema>,
  appid: string,
  { openid, up_to: upTo }: Erasure,
): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select named.number from ${sql.table(table)} as named
    join command on command.appid = named.appid and command.number = named.number
    where named.appid = ${appid} and named.openid = ${openid} and named.number <= ${upTo} and command.state = 'ended'
    limit ${STEP_COMMANDS}
  `.execute(trx)
  return rows.map(({ number }) => number)
}

async function commandsOf(trx: Transaction<Schema>, appid: string, who: Erasure): Promise<number[]> {
  // One by one: of both together SQLite walks through all commands that have ended.
  for (const name of namesOf(who.openid)) {
    const rows = await trx
      .selectFrom('command')
      .select('number')
      .where('appid', '=', appid)
      .where('admin', '=', name)
      .where('number', '<=', who.up_to)
      .where('state', '=', 'ended')
      .limit(STEP_COMMANDS)
      .execute()
    if (rows.length > 0) return rows.map(({ number }) => number)
  }
  return []
}

/** As whom the ledger may name the person who commands. */
function namesOf(openid: string): string[] {
  return (['admin', 'console'] as const).map((kind) => writeActor({ kind, openid }))
}

/** The row keeps the pseudonym; what admins wrote about the person goes, if the command is `about` them. */
async function rewrite(
  trx: Transaction<Schema>,
  appid: string,
  number: number,
  { openid, pseudonym }: Erasure,
  about: boolean,
): Promise<void> {
  const row = await trx
    .selectFrom('command')
    .select(['admin', 'dedupe_key', 'args', 'asked', 'plan', 'answer'])
    .where('appid', '=', appid)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const renamed = <T extends string | null>(text: T): T => (text?.replaceAll(openid, () => pseudonym) ?? null) as T
  await trx
    .updateTable('command')
    .set({
      admin: renamed(row.admin),
      dedupe_key: renamed(row.dedupe_key),
      args: about ? emptied(without(renamed(row.args), 'reason'), ...NAMES) : renamed(row.args),
      asked: renamed(row.asked),
      plan: about && row.plan !== null ? emptied(renamed(row.plan), ...NAMES) : renamed(row.plan),
      answer: about && row.answer !== null ? emptied(renamed(row.answer), ...NAMES) : renamed(row.answer),
    })
    .where('appid', '=', appid)
    .where('number', '=', number)
    .execute()
  const item = await trx
    .selectFrom('item')
    .select('fault')
    .where('appid', '=', appid)
    .where('number', '=', number)
    .where('openid', '=', openid)
    .executeTakeFirst()
  if (item !== undefined) {
    await trx
      .updateTable('item')
      .set({ openid: pseudonym, fault: renamed(item.fault) })
      .where('appid', '=', appid)
      .where('number', '=', number)
      .where('openid', '=', openid)
      .execute()
  }
  await trx
    .deleteFrom('mention')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('number', '=', number)
    .execute()
}

function without(json: string, ...keys: readonly string[]): string {
  const value = JSON.parse(json) as unknown
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return json
  return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))))
}

/** The same with null in place of these, however deep they stand: an undo holds what it took back. */
function emptied(json: string, ...keys: readonly string[]): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => (keys.includes(key) ? null : value))
}

/** Settings of theirs and what waits for them. Of all but people these tables are small. */
async function eraseSmall(
  trx: Transaction<Schema>,
  appid: string,
  { openid, left_at: leftAt, up_to: upTo }: Erasure,
): Promise<void> {
  // Of a command that was under way when they left.
  await trx
    .deleteFrom('move_end')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where('number', '<=', upTo)
    .execute()
  await trx
    .deleteFrom('person')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .where((eb) => eb.or([eb('followed_at', 'is', null), eb('followed_at', '<', leftAt)]))
    .execute()
  await trx.deleteFrom('admin_setting').where('appid', '=', appid).where('openid', '=', openid).execute()
  await trx.deleteFrom('invitation').where('appid', '=', appid).where('made_by', '=', openid).execute()
  await forgetCursor(trx, appid, openid)
}

/** The import's next page begins behind somebody who is gone: from the first page then; nothing is read in twice. */
async function forgetCursor(trx: Transaction<Schema>, appid: string, openid: string): Promise<void> {
  const row = await trx.selectFrom('sync_state').select('state').where('appid', '=', appid).executeTakeFirst()
  if (row?.state.includes(openid) !== true) return
  const state = JSON.stringify({ ...(JSON.parse(row.state) as object), next: '' })
  await trx.updateTable('sync_state').set({ state }).where('appid', '=', appid).execute()
}

/** By a command that has not ended. */
async function isNamed(trx: Transaction<Schema>, appid: string, openid: string, upTo: number): Promise<boolean> {
  for (const table of ['item', 'mention'] as const) {
    const row = await trx
      .selectFrom(table)
      .select('number')
      .where('appid', '=', appid)
      .where('openid', '=', openid)
      .where('number', '<=', upTo)
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) return true
  }
  for (const name of namesOf(openid)) {
    const own = await trx
      .selectFrom('command')
      .select('number')
      .where('appid', '=', appid)
      .where('admin', '=', name)
      .where('number', '<=', upTo)
      .limit(1)
      .executeTakeFirst()
    if (own !== undefined) return true
  }
  return false
}

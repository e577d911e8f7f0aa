import { adminOf } from '../domain/actor.ts'
import type { LastCommand } from '../commands/natural/interpretation.ts'
import { comparableName, UNGROUPED_ID } from '../domain/group.ts'
import { openidsIn } from '../domain/follower.ts'
import { readPlan, type RecordedPlan } from '../commands/running/plan.ts'
import type { PeopleBook } from '../people/book.ts'
import { writeWord } from '../commands/reading/tokens/words.ts'
import type { Ledger } from '../store/ledger.ts'

/** What an admin's latest change was about, for texts that lean on it (`还是移到新人吧`); null when there is none. */
export async function lastCommandOf(
  admin: string,
  { ledger, people }: { readonly ledger: Ledger; readonly people: PeopleBook },
): Promise<LastCommand | null> {
  const row = await ledger.latestChangeOf(adminOf(admin))
  if (row === undefined) return null
  const { command, target } = row.asked
  const { all } = await ledger.progress(row.number)
  const openids = [...openidsIn(row.args)]
  const known = openids.length === 0 || openids.length > MOST_NAMED ? [] : await people.store.findMany(openids)
  const who = known.map(({ number, alias, remark }) =>
    [`#${number}`, alias, remark].flatMap((name) => (name === null || name === '' ? [] : [comparableName(name)])),
  )
  const plan = readPlan(row.plan)?.plan
  const origins = originsIn(plan)
  const group = plan?.kind === 'rename' ? String(plan.id) : groupIn(target)
  return {
    command,
    people: all,
    group,
    who,
    origins: known.map(({ openid }) => origins.get(openid) ?? null),
  }
}

/** Where those whom a move was about were before it, by openid; nobody who was in several groups, or nobody knows where. */
function originsIn(plan: RecordedPlan['plan'] | undefined): Map<string, string> {
  if (plan?.kind !== 'move' || plan.label !== undefined) return new Map()
  return new Map(
    plan.people.flatMap(({ openid, from }) =>
      from === null || from.length > 1 ? [] : [[openid, String(from[0] ?? UNGROUPED_ID)] as const],
    ),
  )
}

/** Nobody names more people than this one by one in a correction. */
const MOST_NAMED = 20

/** `VIP(108)` is group 108; a name that has no number yet is itself. */
function groupIn(target: string): string | null {
  if (target === '') return null
  return /\((\d{1,9})\)$/.exec(target)?.[1] ?? writeWord(target)
}

import { z } from 'zod'
import { personOf } from '../../domain/actor.ts'
import type { LogEntry } from '../../domain/answer.ts'
import type { CommandRow } from '../../store/ledger.ts'

const reasoned = z.object({ reason: z.string().exactOptional() })

/** A change as it is listed; `asker` is called 我 in it. */
export function toEntry(row: CommandRow, asker: string | null): LogEntry {
  const { number, acceptedAt, actor, asked, answer, undoneBy } = row
  const reason = reasoned.safeParse(row.args).data?.reason ?? null
  const own = asker !== null && personOf(actor) === asker
  return { number, at: acceptedAt, actor, own, asked, answer, reason, undoneBy }
}

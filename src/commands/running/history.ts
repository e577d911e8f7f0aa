import { z } from 'zod'
import type { LogEntry } from '../../domain/answer.ts'
import type { CommandRow } from '../../store/ledger.ts'

const reasoned = z.object({ reason: z.string().exactOptional() })

/** A change as it is listed; `asker` is called 我 in it. */
export function toEntry(row: CommandRow, asker: string | null): LogEntry {
  const { number, acceptedAt, admin, asked, answer, undoneBy } = row
  const reason = reasoned.safeParse(row.args).data?.reason ?? null
  return { number, at: acceptedAt, admin, own: admin === asker, asked, answer, reason, undoneBy }
}

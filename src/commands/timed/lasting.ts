import { z } from 'zod'
import type { Answer } from '../../domain/answer.ts'
import type { Lasting } from '../../domain/facts.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ChangeResult } from '../command.ts'
import { writeEnding, type Ending } from '../reading/endings/ending.ts'
import { resolveEnding } from './calendar.ts'

/** Until when a move lasts, as the ledger keeps it. */
export const lasting = z.object({ until: z.number(), dueAt: z.number(), spanMs: z.number() })

/** When something ends that is accepted now; or why it can't. */
export function lastingOf(ending: Ending, clock: Clock): { lasting: Lasting } | { answer: Answer } {
  const now: number = clock.now()
  const resolved = resolveEnding(ending, now)
  if (resolved.kind === 'no') {
    const given = { zh: writeEnding(ending, 'zh'), en: writeEnding(ending, 'en') }
    return { answer: { kind: 'bad-ending', reason: resolved.reason, given, until: null } }
  }
  const spanMs = resolved.at - now
  return { lasting: { until: resolved.at, dueAt: clock.steady() + spanMs, spanMs } }
}

/** Its time was over before anybody could be moved: nobody is. */
export function overBefore({ until }: Lasting): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'bad-ending', reason: 'past', given: null, until } }
}

import { randomInt } from 'node:crypto'
import type { Answer, ConfirmablePlan } from '../../domain/answer.ts'
import type { Plan } from '../../groups/changes.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { Task } from '../command.ts'
import type { Services } from '../services.ts'
import { readPlan } from './plan.ts'
import { CONFIRMATION_VALID_MS, digestOf } from './plan-digest.ts'

/** Wrong digits after which a plan is void. */
export const CONFIRMATION_TRIES = 5

type TaskServices = Pick<Services, 'ledger' | 'confirmations' | 'clock' | 'backend' | 'timed'>

export interface TaskParts {
  untilStored<T>(write: () => Promise<T>): Promise<T>
  /** The plan is on disk and its call is about to leave. */
  sent(plan: Plan): void
}

/** What a running command may do to its row: record its plan, note how it ended for some, or ask for a confirmation. */
export function createTask(
  row: CommandRow,
  { ledger, confirmations, clock, backend, timed }: TaskServices,
  { untilStored, sent }: TaskParts,
): Task {
  return {
    number: row.number,
    actor: row.actor,
    writtenAt: row.writtenAt,
    recorded: readPlan(row.plan)?.plan ?? null,
    record: async (plan, items = [], ends = []) => {
      const recorded = { ...plan, backend: backend.capabilities.name }
      await untilStored(() => ledger.markSent(row.number, recorded, items, clock.now(), ends))
      if (ends.length > 0) timed.changed()
      sent(plan)
    },
    note: (ends) => untilStored(() => ledger.markItems(row.number, ends)),
    ask: async (plan, again = false) => {
      const digits = String(randomInt(10_000)).padStart(4, '0')
      const expiresAt = clock.steady() + CONFIRMATION_VALID_MS
      await untilStored(() =>
        confirmations.put({
          actor: row.actor,
          digits,
          plan,
          digest: digestOf(plan),
          askedBy: row.number,
          expiresAt,
          triesLeft: CONFIRMATION_TRIES,
        }),
      )
      return { outcome: 'asked', answer: toQuestion(plan, digits, again) }
    },
  }
}

function toQuestion(plan: ConfirmablePlan, digits: string, again: boolean): Answer {
  return again ? { kind: 'confirm-again', plan, digits } : { kind: 'confirm', plan, digits }
}

import type { Plan } from '../groups/changes.ts'
import type { CommandRow } from '../store/ledger.ts'
import type { ChangeResult, Task } from './command.ts'
import { pick, type Services } from './services.ts'

/** How one kind of change is taken back, by the command that makes it. 撤销 knows none of them by name. */
export interface Reversal {
  readonly kind: Plan['kind']
  /** undefined for a plan of another kind. */
  bind(plan: Plan, services: Services): ((row: CommandRow, task: Task) => Promise<ChangeResult>) | undefined
}

interface Parts<Kind extends Plan['kind'], Name extends keyof Services> {
  readonly kind: Kind
  readonly needs: readonly Name[]
  /** Whoever, or whatever, has been changed since is asked about first. */
  takeBack(
    plan: Extract<Plan, { kind: Kind }>,
    row: CommandRow,
    task: Task,
    services: Pick<Services, Name>,
  ): Promise<ChangeResult>
}

export function defineReversal<Kind extends Plan['kind'], Name extends keyof Services>(
  parts: Parts<Kind, Name>,
): Reversal {
  const isOurs = (plan: Plan): plan is Extract<Plan, { kind: Kind }> => plan.kind === parts.kind
  return {
    kind: parts.kind,
    bind(plan, services) {
      if (!isOurs(plan)) return undefined
      return (row, task) => parts.takeBack(plan, row, task, pick(services, parts.needs))
    },
  }
}

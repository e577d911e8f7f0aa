import type { z } from 'zod'
import type { Asked, ConfirmablePlan, PlanOf } from '../domain/answer.ts'
import type { ChangeResult, Confirmed, Scope, Task, Work } from './command.ts'
import { pick, type Services } from './services.ts'

/*
 * A pending confirmation belongs to the command that asked: which plan it is, how it is carried out, and whose role it needs.
 * 确认 knows none of them by name.
 */

/** One kind of plan to be confirmed. */
export interface Confirmation {
  readonly kind: ConfirmablePlan['kind']
  /** undefined for a plan that is not of this kind. */
  bind(plan: unknown, services: Services): Confirmed | undefined
}

interface Parts<Kind extends ConfirmablePlan['kind'], Name extends keyof Services> {
  readonly kind: Kind
  readonly plan: z.ZodType<PlanOf<Kind>>
  readonly needs: readonly Name[]
  /** What it does once it is confirmed. */
  work(plan: PlanOf<Kind>): Work
  asked(plan: PlanOf<Kind>): Omit<Asked, 'command'>
  scope(plan: PlanOf<Kind>): Scope
  /** The number of the command that the plan takes back. */
  undoes?(plan: PlanOf<Kind>): number | undefined
  /** If the world has changed since it was asked about, it asks again. */
  carryOut(plan: PlanOf<Kind>, task: Task, services: Pick<Services, Name>): Promise<ChangeResult>
}

export function defineConfirmation<Kind extends ConfirmablePlan['kind'], Name extends keyof Services>(
  parts: Parts<Kind, Name>,
): Confirmation {
  return {
    kind: parts.kind,
    bind(given, services) {
      const read = parts.plan.safeParse(given)
      if (!read.success) return undefined
      const plan = read.data
      const work = parts.work(plan)
      return {
        plan,
        asked: { command: work.spec.name, ...parts.asked(plan) },
        scope: parts.scope(plan),
        work,
        undoes: parts.undoes?.(plan),
        carryOut: (task) => parts.carryOut(plan, task, pick(services, parts.needs)),
      }
    },
  }
}

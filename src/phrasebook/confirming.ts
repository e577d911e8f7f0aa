import type { ConfirmablePlan, PlanOf } from '../domain/answer.ts'
import type { Say } from './wording.ts'

/** One sentence for each kind of plan to be confirmed: a missing one is an error of types. */
export type PlanPhrases = { readonly [Kind in ConfirmablePlan['kind']]: (plan: PlanOf<Kind>, say: Say) => string }

/** Tells what a plan would do, in the language of these phrases. */
export function describeWith(phrases: PlanPhrases): (plan: ConfirmablePlan, say: Say) => string {
  return (plan, say) => {
    const phrase = phrases[plan.kind] as (plan: ConfirmablePlan, say: Say) => string
    return phrase(plan, say)
  }
}

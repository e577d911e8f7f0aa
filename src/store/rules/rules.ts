import type { NewRule, Rule } from '../../domain/rules/rule.ts'

/** What became of a new rule: `taken` when there is one with this trigger already, which stays as it is. */
export type Added =
  | { readonly kind: 'added'; readonly rule: Rule }
  | { readonly kind: 'taken'; readonly rule: Rule }
  | { readonly kind: 'too-many' }

/** Rules of one account: few (MOST_RULES), and read whole. A deleted one stays, so that its number means nothing else. */
export interface Rules {
  list(): Promise<Rule[]>
  /** Gives the next number. */
  add(rule: NewRule): Promise<Added>
  /** Returns those that have this state now; unknown numbers and deleted rules are left out. */
  setState(numbers: readonly number[], state: Rule['state']): Promise<Rule[]>
  /**
   * In one transaction: rules of these numbers are deleted and these are added, all of them or none; returns all rules, or
   * what is in the way.
   */
  replace(deleted: readonly number[], added: readonly NewRule[]): Promise<Rule[] | Exclude<Added, { kind: 'added' }>>
}

import type { Rule } from '../domain/rules/rule.ts'
import type { DailyCounts } from '../store/rules/counts.ts'
import type { Errands } from '../store/rules/errands.ts'
import type { RuleBook } from './book.ts'
import type { Drain } from './drain.ts'
import type { FollowerTally } from './follower-tally.ts'
import type { RuleIntake } from './intake.ts'

/** What commands about rules work with. */
export interface RuleServices {
  readonly book: RuleBook
  readonly errands: Errands
  readonly counts: DailyCounts
  readonly intake: Pick<RuleIntake, 'held' | 'lost'>
  readonly drain: Pick<Drain, 'trouble'>
  readonly tally: Pick<FollowerTally, 'write'>
  /** Finds whom a follow or scan rule missed, and puts them down; takes as long as reading in the account. */
  catchUp(rule: Rule): Promise<{ looked: number; found: number }>
}

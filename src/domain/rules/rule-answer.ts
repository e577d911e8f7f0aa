import type { GroupRef } from '../group.ts'
import type { RulePolicy, RuleTrigger } from './rule.ts'

/** One rule as a list shows it. */
export interface RuleLine {
  readonly number: number
  readonly trigger: RuleTrigger
  readonly to: GroupRef
  /** Whether it puts a label on and moves nobody. */
  readonly label: boolean
  readonly policy: RulePolicy
  readonly on: boolean
  readonly ofFile: boolean
  /** How many it brought who are still where it put them. */
  readonly now: number
  /** Why it moves nobody, if so: it was made for another API, its group was deleted, or is a tag that fenzu does not manage. */
  readonly idle: 'other-api' | 'gone' | 'unmanaged' | null
}

/** Facts about rules, and about who came and left. */
export type RuleAnswer =
  /** `waiting`: people who are still to be moved. `crowded`: tags that can't be deleted any more, or soon. */
  | { kind: 'rules'; rules: RuleLine[]; waiting: number; crowded: { group: GroupRef; count: number }[] }
  | { kind: 'rule-made'; rule: RuleLine; crowded: number | null }
  | { kind: 'rule-taken'; rule: RuleLine }
  | { kind: 'too-many-rules'; limit: number }
  | { kind: 'bad-rule-key'; reason: 'empty' | 'too-long'; limit: number; example: string }
  /** A rule takes nobody there: it would undo or block without anybody having asked. */
  | { kind: 'rule-group-refused'; group: GroupRef }
  | { kind: 'rules-switched'; rules: RuleLine[]; to: 'on' | 'off' | 'deleted' }
  | { kind: 'no-such-rule'; number: number; latest: number }
  | { kind: 'rule-of-file'; number: number }
  | { kind: 'rule-tried'; given: string; rule: RuleLine | null }
  /** `looked`: followers who were looked at; `found`: those among them who are moved now. */
  | { kind: 'rule-caught-up'; rule: number; looked: number; found: number }
  /** Nobody can be found again whom a text or a menu brought: nothing tells who that was. */
  | { kind: 'no-catching-up'; rule: number }
  /** What a rule did within an hour; `full` and `gone`: whom it left alone because of 20 tags, or because its group was gone. */
  | { kind: 'rule-moved'; rule: number; to: GroupRef; label: boolean; moved: number; full?: number; gone?: number }
  /** `stayed`: those who are no longer where the rule put them, and were left alone. */
  | { kind: 'rule-undone'; rule: number; moved: number; stayed: number; failed: number }
  | { kind: 'nothing-of-rule'; rule: number; span: 'today' | 'week' }
  | {
      kind: 'stats'
      days: number
      /** When counting began; null when nothing was counted yet. */
      since: number | null
      followers: { came: number; left: number }
      groups: { group: GroupRef; came: number; left: number; now: number | null }[]
      /** `full` and `gone` as in rule-moved. */
      rules: { rule: RuleLine; came: number; left: number; full: number; gone: number }[]
    }

import { comparableName } from '../group.ts'

/*
 * A rule groups followers by itself: whoever follows, scans a code, says a word or taps a menu button is moved into a group or
 * gets a label.
 */

/** `scan` is following by that code or scanning it as a follower; `text` is the whole of what was said. */
export type RuleTrigger =
  { readonly kind: 'follow' } | { readonly kind: 'scan' | 'text' | 'menu'; readonly key: string }

/** `ungrouped` acts only on who is in no group yet; `always` overrides any group but the blacklist. */
export type RulePolicy = 'ungrouped' | 'always'

/** Of a label nothing is left; where groups do not exclude each other only. */
export interface RuleTarget {
  readonly kind: 'group' | 'label'
  readonly id: number
  /** The API that the id belongs to. */
  readonly backend: 'groups' | 'tags'
}

export interface Rule {
  /** Never given to another, not even after it was deleted. */
  readonly number: number
  readonly trigger: RuleTrigger
  readonly target: RuleTarget
  readonly policy: RulePolicy
  readonly state: 'on' | 'off' | 'deleted'
  /** Those of a file can't be changed in the chat. */
  readonly source: 'chat' | 'file'
  /** When it was made, in ms: it reaches nobody who came before. */
  readonly madeAt: number
}

export type NewRule = Omit<Rule, 'number' | 'state'>

/** Most rules that are not deleted. */
export const MOST_RULES = 500
/** A scene of a code has at most so many characters (developers.weixin.qq.com, qrcode/create); a word needs no more. */
export const LONGEST_KEY = 64

/** The key as it is compared: what people say without regard to width, case and outer blanks, the rest as it is. */
export function comparableKey(trigger: RuleTrigger): string {
  switch (trigger.kind) {
    case 'follow':
      return ''
    case 'text':
      return comparableName(trigger.key)
    case 'scan':
    case 'menu':
      return trigger.key
  }
}

/** Two rules of one name can't both be there: a push has one rule at most. */
export function nameOfTrigger(trigger: RuleTrigger): string {
  return `${trigger.kind} ${comparableKey(trigger)}`
}

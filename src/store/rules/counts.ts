/**
 * Why a rule left somebody alone whom it was for: they carry as many tags as one can, or its group is gone or in other hands.
 */
export type Skipped = 'full' | 'gone'

/** What is counted: who follows the account, who is in a group (or carries a tag), whom a rule brought. */
export type Counted =
  | { readonly kind: 'followers' }
  | { readonly kind: 'group'; readonly backend: 'groups' | 'tags'; readonly id: number }
  | { readonly kind: 'rule'; readonly number: number }
  /** Whom a rule left alone because of `why`: they `came`, nobody leaves again. */
  | { readonly kind: 'skipped'; readonly number: number; readonly why: Skipped }

export interface Count {
  readonly of: Counted
  readonly came: number
  readonly left: number
}

/** How many came and left, a day (Asia/Shanghai) and thing counted: numbers, and no openid. */
export interface DailyCounts {
  /** Adds to the day in which `at` lies. */
  add(counts: readonly Count[], at: number): Promise<void>
  /** The sums of the days from that of `since` on, until now. */
  since(since: number): Promise<Count[]>
  /** When the first day began that was counted; undefined while nothing was. */
  begunAt(): Promise<number | undefined>
}

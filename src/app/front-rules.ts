import type { Clock } from '../domain/clock.ts'
import type { RulesWatch } from '../observe/rules-watch.ts'
import type { Push } from '../protocol/message.ts'
import { RuleBook } from '../rules/book.ts'
import { FollowerTally } from '../rules/follower-tally.ts'
import { RuleIntake } from '../rules/intake.ts'
import type { RuleServices } from '../rules/services.ts'
import type { LeaseView } from '../store/fleet.ts'
import type { AccountStore } from '../store/store.ts'

/** Rules where several processes serve an account: each matches and writes down, whoever executes carries out. */
export interface FrontRules {
  /** undefined when no rule is met; else resolves when it is written down, or held. Never rejects. */
  meet(push: Push): Promise<void> | undefined
  forget(openid: string): void
  /** What this process holds and counts, whoever executes. */
  readonly own: Pick<RuleServices, 'intake' | 'tally'>
  /** Reads the rules again if they changed. Rejects with StoreUnavailableError. */
  update(view: Pick<LeaseView, 'revision'>): Promise<void>
  close(): Promise<void>
}

/** It knows no rules before the first update: followers are answered without the database. */
export function openFrontRules({
  store,
  clock,
  watch,
}: {
  readonly store: AccountStore
  readonly clock: Clock
  readonly watch: RulesWatch
}): FrontRules {
  const book = RuleBook.empty(store.rules)
  const intake = new RuleIntake({ clock, book, errands: store.errands, put: () => undefined, events: watch })
  const failed = (error: unknown): void => {
    watch.countsNotWritten(error)
  }
  const tally = new FollowerTally(store.dailyCounts, clock, failed)
  let known: number | undefined
  return {
    meet(push) {
      if (push.kind === 'event' && push.event === 'subscribe') tally.followed(push.from, push.createdAt)
      return intake.meet(push)
    },
    forget: (openid) => {
      intake.forget(openid)
    },
    own: { intake, tally },
    async update({ revision }) {
      if (revision === known) return
      await book.refresh()
      known = revision
    },
    async close() {
      await intake.close()
      await tally.close().catch(failed)
    },
  }
}
